package lifeline.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogClockTest {
  private long wall = 1_000_000;
  private long nanos = -5;
  private final LogClock time = new LogClock(() -> wall, () -> nanos);

  @Test
  void shouldBeTheClocksWhileThatGoesOn() {
    assertEquals(1_000_000, time.now());
    pass(500);
    assertEquals(1_000_500, time.now());
    wall += 3_600_000;
    assertEquals(4_600_500, time.now());
  }

  @Test
  void shouldRunAtHalfSpeedUntilAClockSetBackHasCaughtUp() {
    assertEquals(1_000_000, time.now());
    wall -= 10_000;
    assertEquals(1_000_000, time.now());
    for (int i = 1; i <= 20_000; i++) {
      pass(1);
      assertEquals(1_000_000 + i / 2, time.now());
    }
    assertEquals(wall, time.now());
    pass(1_000);
    assertEquals(1_011_000, time.now());
  }

  @Test
  void shouldGoOnFromWhatAnotherNodeHasWritten() {
    time.seen(1_060_000);
    pass(2_000);
    time.seen(1_000_000);
    assertEquals(1_061_000, time.now());
  }

  private void pass(long millis) {
    wall += millis;
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
