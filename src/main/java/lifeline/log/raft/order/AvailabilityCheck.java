package lifeline.log.raft.order;

import java.util.concurrent.TimeUnit;

/**
 * Whether nothing has been committed for longer than an election takes; or, until there has been a
 * leader, for as long as lines may wait, as other nodes may be starting too. Not thread-safe; times
 * are of one monotonic clock, in ns.
 */
public final class AvailabilityCheck {
  /** A shorter time without a leader is an election, and not reported. */
  static final long ELECTION_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final long acceptTimeout;
  private boolean wasLeaderless = true;
  private boolean hadLeader;
  private long since;

  /**
   * @param acceptTimeout how long an entry may wait while there is a leader
   */
  public AvailabilityCheck(long acceptTimeout, long now) {
    this.acceptTimeout = acceptTimeout;
    this.since = now;
  }

  /**
   * To be called periodically.
   *
   * @param leaderless no leader is known
   * @param waiting how long the first entry that is not committed has waited
   */
  public boolean isUnavailable(boolean leaderless, long waiting, long now) {
    if (leaderless != wasLeaderless) {
      wasLeaderless = leaderless;
      since = now;
    }
    hadLeader |= !leaderless;
    long elapsed = now - since;
    if (leaderless) {
      return elapsed >= (hadLeader ? Math.min(acceptTimeout, ELECTION_NANOS) : acceptTimeout);
    }
    return Math.min(elapsed, waiting) >= acceptTimeout;
  }
}
