package lifeline.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A client that sends lines at a steady rate, against a limit of ten a second. */
class InputPaceTest {
  private static final InputPace.Limits TEN_LINES = new InputPace.Limits(10, TokenBucket.NO_LIMIT);

  private final InputPace pace = new InputPace();
  private long now;
  private long waiting;
  private int letIn;
  private boolean resting;

  @Test
  void shouldLetInTheBurstAndThenTheRate() {
    waiting = 1_000;
    goOn(10_000, 0);
    assertEquals(10.0 + 100, letIn, 1.0);
  }

  @Test
  void shouldCountBytesAndLinesEachByItself() {
    InputPace.Limits limits = new InputPace.Limits(10, 1_000);
    pace.consume(1, 3_000, limits, now);
    assertEquals(2_001, pace.millisUntilOpen(limits, now));
    pace.consume(50, 0, limits, now);
    assertEquals(4_200, pace.millisUntilOpen(limits, now));
  }

  @Test
  void shouldFindWhoSendsTwiceTheRateTooFastAfterThatTime() {
    goOn(29_000, 50);
    assertFalse(pace.overLimitsFor(30_000, now));
    goOn(3_000, 50);
    assertTrue(pace.overLimitsFor(30_000, now));
  }

  @Test
  void shouldFindWhoSendsOneFileTooFastOnlyWhileItLasts() {
    waiting = 250;
    goOn(23_000, 0);
    assertTrue(pace.overLimitsFor(20_000, now));
    goOn(60_000, 1_000);
    assertFalse(pace.overLimitsFor(20_000, now));
  }

  @Test
  void shouldNotFindWhoKeepsToTheRateTooFastAfterABurst() {
    waiting = 20;
    goOn(3_000, 0);
    goOn(120_000, 101);
    assertFalse(pace.overLimitsFor(5_000, now));
    assertEquals(20.0 + 120_000.0 / 101, letIn, 2.0);
  }

  @Test
  void shouldNotFindWhoSendsBurstsOfASecondsWorthTooFast() {
    for (int i = 0; i < 60; i++) {
      waiting += 10;
      goOn(1_100, 0);
    }
    assertFalse(pace.overLimitsFor(2_000, now));
  }

  @Test
  void shouldKnowThatNothingIsLimited() {
    assertFalse(new InputPace.Limits(TokenBucket.NO_LIMIT, TokenBucket.NO_LIMIT).any());
    assertTrue(TEN_LINES.any());
  }

  /** A line comes each {@code every} ms, or none for 0; as a throttle it looks each 20 ms. */
  private void goOn(long millis, long every) {
    for (long i = 1; i <= millis; i++) {
      now++;
      if (every > 0 && i % every == 0) {
        waiting++;
      }
      if (resting && now % 20 == 0 && pace.millisUntilOpen(TEN_LINES, now) == 0) {
        resting = false;
        pace.opened(waiting > 0, now);
      }
      while (!resting && waiting > 0) {
        waiting--;
        letIn++;
        pace.consume(1, 0, TEN_LINES, now);
        resting = pace.millisUntilOpen(TEN_LINES, now) > 0;
      }
      if (resting && waiting > 0) {
        pace.inputWaits(now);
      }
    }
  }
}
