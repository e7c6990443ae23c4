package lifeline.log.raft.order;

import java.util.concurrent.TimeUnit;

/**
 * Whether nothing has got into the log for longer than it takes to elect another leader, or, at
 * first, for as long as lines may wait: others may be starting too. Not thread-safe; times are of
 * one monotonic clock, in ns.
 */
public final class AvailabilityCheck {
  /** Without a leader for so long; less is an election, and not worth a word. */
  static final long ELECTION_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final long acceptTimeout;
  private boolean wasLeaderless = true;
  private boolean hadLeader;
  private long since;

  /**
   * @param patience how long anything may wait while there is a leader
   */
  public AvailabilityCheck(long patience, long now) {
    this.acceptTimeout = patience;
    this.since = now;
  }

  /**
   * To be asked again and again.
   *
   * @param alone no leader is known
   * @param waits how long what was appended first has waited by now
   */
  public boolean isUnavailable(boolean alone, long waits, long now) {
    if (alone != wasLeaderless) {
      wasLeaderless = alone;
      since = now;
    }
    hadLeader |= !alone;
    long so = now - since;
    if (alone) {
      return so >= (hadLeader ? Math.min(acceptTimeout, ELECTION_NANOS) : acceptTimeout);
    }
    return Math.min(so, waits) >= acceptTimeout;
  }
}
