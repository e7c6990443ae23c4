package lifeline.log.raft.order;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AvailabilityCheckTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE = 10 * SECOND;
  private static final long START = -5 * SECOND;

  private final AvailabilityCheck check = new AvailabilityCheck(PATIENCE, START);

  @Test
  void shouldNotReportAnElection() {
    assertFalse(check.isUnavailable(false, 0, START));
    assertFalse(check.isUnavailable(true, 0, START + SECOND));
    assertFalse(
        check.isUnavailable(true, 0, START + SECOND + AvailabilityCheck.ELECTION_NANOS - 1));
    assertFalse(check.isUnavailable(false, 0, START + SECOND + AvailabilityCheck.ELECTION_NANOS));
    assertFalse(
        check.isUnavailable(true, 0, START + 2 * SECOND + AvailabilityCheck.ELECTION_NANOS));
    assertFalse(
        check.isUnavailable(true, 0, START + 4 * SECOND + AvailabilityCheck.ELECTION_NANOS));
  }

  @Test
  void shouldGiveTheOtherNodesTimeToStart() {
    assertFalse(check.isUnavailable(true, 0, START + PATIENCE - 1));
    assertTrue(check.isUnavailable(true, 0, START + PATIENCE));
    assertFalse(check.isUnavailable(false, 0, START + 2 * PATIENCE));
    assertFalse(check.isUnavailable(true, 0, START + 3 * PATIENCE));
    assertTrue(
        check.isUnavailable(true, 0, START + 3 * PATIENCE + AvailabilityCheck.ELECTION_NANOS));
  }

  @Test
  void shouldBeUnavailableAfterAnElectionsTimeWithoutALeader() {
    assertFalse(check.isUnavailable(false, 0, START));
    assertFalse(check.isUnavailable(true, 0, START + SECOND));
    assertTrue(check.isUnavailable(true, 0, START + SECOND + AvailabilityCheck.ELECTION_NANOS));
    assertTrue(check.isUnavailable(true, 0, START + 100 * SECOND));
    assertFalse(check.isUnavailable(false, 0, START + 101 * SECOND));
  }

  @Test
  void shouldBeUnavailableIfALeaderCommitsNothingForTooLong() {
    assertFalse(check.isUnavailable(false, 0, START));
    assertFalse(check.isUnavailable(false, PATIENCE - 1, START + 20 * SECOND));
    assertTrue(check.isUnavailable(false, PATIENCE, START + 20 * SECOND));
  }

  @Test
  void shouldGiveANewLeaderTimeForEntriesThatHaveWaited() {
    assertTrue(check.isUnavailable(true, 20 * SECOND, START + 20 * SECOND));
    assertFalse(check.isUnavailable(false, 20 * SECOND, START + 20 * SECOND));
    assertFalse(check.isUnavailable(false, 29 * SECOND, START + 29 * SECOND));
    assertTrue(check.isUnavailable(false, 30 * SECOND, START + 30 * SECOND));
  }

  @Test
  void shouldReportNoLaterThanLinesTimeOut() {
    AvailabilityCheck impatient = new AvailabilityCheck(SECOND, START);
    assertFalse(impatient.isUnavailable(false, 0, START));
    assertFalse(impatient.isUnavailable(true, 0, START + SECOND));
    assertTrue(impatient.isUnavailable(true, 0, START + 2 * SECOND));
  }
}
