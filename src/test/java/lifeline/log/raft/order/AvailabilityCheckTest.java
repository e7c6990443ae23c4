package lifeline.log.raft.order;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AvailabilityCheckTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE = 10 * SECOND;
  private static final long START = -5 * SECOND;

  private final AvailabilityCheck outage = new AvailabilityCheck(PATIENCE, START);

  @Test
  void shouldSayNothingOfAnElection() {
    assertFalse(outage.lasts(false, 0, START));
    assertFalse(outage.lasts(true, 0, START + SECOND));
    assertFalse(outage.lasts(true, 0, START + SECOND + AvailabilityCheck.ELECTION_NANOS - 1));
    assertFalse(outage.lasts(false, 0, START + SECOND + AvailabilityCheck.ELECTION_NANOS));
    assertFalse(outage.lasts(true, 0, START + 2 * SECOND + AvailabilityCheck.ELECTION_NANOS));
    assertFalse(outage.lasts(true, 0, START + 4 * SECOND + AvailabilityCheck.ELECTION_NANOS));
  }

  @Test
  void shouldGiveTheOthersTimeToStart() {
    assertFalse(outage.lasts(true, 0, START + PATIENCE - 1));
    assertTrue(outage.lasts(true, 0, START + PATIENCE));
    assertFalse(outage.lasts(false, 0, START + 2 * PATIENCE));
    assertFalse(outage.lasts(true, 0, START + 3 * PATIENCE));
    assertTrue(outage.lasts(true, 0, START + 3 * PATIENCE + AvailabilityCheck.ELECTION_NANOS));
  }

  @Test
  void shouldLastFromAnElectionsTimeUntilThereIsALeader() {
    assertFalse(outage.lasts(false, 0, START));
    assertFalse(outage.lasts(true, 0, START + SECOND));
    assertTrue(outage.lasts(true, 0, START + SECOND + AvailabilityCheck.ELECTION_NANOS));
    assertTrue(outage.lasts(true, 0, START + 100 * SECOND));
    assertFalse(outage.lasts(false, 0, START + 101 * SECOND));
  }

  @Test
  void shouldLastWhenALeaderTakesNothingForTooLong() {
    assertFalse(outage.lasts(false, 0, START));
    assertFalse(outage.lasts(false, PATIENCE - 1, START + 20 * SECOND));
    assertTrue(outage.lasts(false, PATIENCE, START + 20 * SECOND));
  }

  @Test
  void shouldGiveANewLeaderTimeForWhatHasWaitedLong() {
    assertTrue(outage.lasts(true, 20 * SECOND, START + 20 * SECOND));
    assertFalse(outage.lasts(false, 20 * SECOND, START + 20 * SECOND));
    assertFalse(outage.lasts(false, 29 * SECOND, START + 29 * SECOND));
    assertTrue(outage.lasts(false, 30 * SECOND, START + 30 * SECOND));
  }

  @Test
  void shouldNotOutlastThePatienceOfLines() {
    AvailabilityCheck impatient = new AvailabilityCheck(SECOND, START);
    assertFalse(impatient.lasts(false, 0, START));
    assertFalse(impatient.lasts(true, 0, START + SECOND));
    assertTrue(impatient.lasts(true, 0, START + 2 * SECOND));
  }
}
