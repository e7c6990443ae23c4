package lifeline.log;

import java.util.concurrent.atomic.AtomicLong;

class MemoryLogTest extends LogContractTest {
  @Override
  protected LogHarness begin() {
    AtomicLong clock = new AtomicLong(1_000);
    return new LogHarness(
        LogHarness.Kind.MEMORY,
        clock,
        snapshot -> new MemoryLog(new LogClock(clock::get, () -> 0)));
  }
}
