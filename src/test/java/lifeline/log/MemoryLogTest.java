package lifeline.log;

import java.util.concurrent.atomic.AtomicLong;

class MemoryLogTest extends LogContractTest {
  @Override
  LogHarness begin() {
    AtomicLong clock = new AtomicLong(1_000);
    return new LogHarness(false, clock, () -> new MemoryLog(new LogTime(clock::get, () -> 0)));
  }
}
