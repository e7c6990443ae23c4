package lifeline.log.raft.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.TimeUnit;
import lifeline.log.raft.order.StallCheck.Contact;
import lifeline.log.raft.order.StallCheck.Progress;
import org.junit.jupiter.api.Test;

class StallCheckTest {
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);
  private static final Contact FOLLOWS = new Contact(true, false, true, true);
  private static final Contact LEADS = new Contact(true, true, true, true);
  private static final Contact APART = new Contact(true, false, false, true);
  private static final Contact CUT_OFF = new Contact(true, false, false, false);
  private static final Contact ENDED = new Contact(false, false, false, true);
  private static final Progress IDLE = new Progress(10, 10, 10, 10, false);

  private final StallCheck stall = new StallCheck(INTERVAL);
  private long now = -TimeUnit.DAYS.toNanos(1);

  @Test
  void shouldFindThatNoLeaderIsHeardThoughTheOthersAreReachable() {
    works();
    finds("it has heard of no leader for 10 s", APART, IDLE, StallCheck.LEADER_NANOS);
  }

  @Test
  void shouldFindNothingWhileTheOthersAreNotReachable() {
    works();
    findsNothing(CUT_OFF, IDLE, 100 * StallCheck.LEADER_NANOS);
    finds("it has heard of no leader for 10 s", APART, IDLE, StallCheck.LEADER_NANOS);
  }

  @Test
  void shouldBeginToCountAgainWheneverALeaderIsHeard() {
    works();
    findsNothing(APART, IDLE, StallCheck.LEADER_NANOS - INTERVAL);
    findsNothing(FOLLOWS, IDLE, INTERVAL);
    findsNothing(APART, IDLE, StallCheck.LEADER_NANOS - INTERVAL);
  }

  @Test
  void shouldWaitLongerForALeaderThatWasNeverHeard() {
    long limit = StallCheck.FIRST_FACTOR * StallCheck.LEADER_NANOS;
    finds("it has heard of no leader for 600 s", APART, IDLE, limit);
  }

  @Test
  void shouldFindNothingInAProcessThatWasFrozenOrHardlyRuns() {
    works();
    for (int i = 0; i < StallCheck.APPLY_NANOS / (INTERVAL + INTERVAL / 4); i++) {
      assertNull(check(APART, new Progress(20, 20, 20, 10, false)));
      now += StallCheck.LEADER_NANOS;
    }
  }

  @Test
  void shouldFindThatNothingOfWhatIsCommittedIsApplied() {
    works();
    Progress stands = new Progress(20, 20, 20, 11, false);
    assertNull(check(FOLLOWS, stands));
    finds(
        "it applies nothing of what is committed for 5 s", FOLLOWS, stands, StallCheck.APPLY_NANOS);
  }

  @Test
  void shouldFindNothingWhileRecordsAreAppliedHoweverSlowly() {
    works();
    for (int applied = 11; applied < 20; applied++) {
      Progress slow = new Progress(20, 20, 20, applied, false);
      findsNothing(FOLLOWS, slow, StallCheck.APPLY_NANOS - INTERVAL);
    }
  }

  @Test
  void shouldFindThatNothingGetsIntoTheLogOfAFollower() {
    works();
    Progress stands = new Progress(10, 10, 20, 10, false);
    finds("nothing gets into its log for 10 s", FOLLOWS, stands, StallCheck.APPEND_NANOS);
  }

  @Test
  void shouldFindNothingWhileACopyIsTakenOver() {
    works();
    findsNothing(FOLLOWS, new Progress(10, 10, 20, 10, true), 10 * StallCheck.APPEND_NANOS);
  }

  @Test
  void shouldFindThatALeaderCommitsNothing() {
    works();
    Progress stands = new Progress(20, 20, 10, 10, false);
    finds("it leads and commits nothing for 20 s", LEADS, stands, StallCheck.COMMIT_NANOS);
  }

  @Test
  void shouldWaitForADiskThatStandsStill() {
    works();
    Progress stands = new Progress(20, 12, 12, 12, false);
    assertNull(check(LEADS, stands));
    finds("its log does not get to the disk for 60 s", LEADS, stands, StallCheck.SYNC_NANOS);
  }

  @Test
  void shouldFindThatRatisHasEnded() {
    works();
    finds("its part in the log has ended for 2 s", ENDED, IDLE, StallCheck.ENDED_NANOS);
  }

  @Test
  void shouldFindThatRatisDoesNotAnswer() {
    works();
    finds("its part in the log does not answer for 20 s", FOLLOWS, null, StallCheck.SILENT_NANOS);
  }

  /** It has heard of a leader, and applied a record. */
  private void works() {
    assertNull(check(FOLLOWS, new Progress(9, 9, 9, 9, false)));
    assertNull(check(FOLLOWS, IDLE));
  }

  private void finds(String what, Contact contact, Progress progress, long after) {
    findsNothing(contact, progress, after);
    assertEquals(what, check(contact, progress));
    assertNotNull(check(contact, progress), "until it is helped");
  }

  /** At no check within that time. */
  private void findsNothing(Contact contact, Progress progress, long time) {
    for (long passed = 0; passed < time; passed += INTERVAL) {
      assertNull(check(contact, progress));
    }
  }

  private String check(Contact contact, Progress progress) {
    String what = stall.check(contact, progress, now);
    now += INTERVAL;
    return what;
  }
}
