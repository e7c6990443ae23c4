package lifeline.admission;

/**
 * A limit on a rate that lets a burst of one second's worth through. The rate is passed with each
 * call, so that a changed one holds at once; {@link #NO_LIMIT} is always open. Time is passed in,
 * in milliseconds, and may jump: back it counts as standing still.
 *
 * <p>Kept is what was taken and is not paid back yet, not what is left: so a bucket that nobody has
 * used needs no setting up, and is {@linkplain #full full}.
 */
public final class TokenBucket {
  /** A rate that is no limit. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  private static final long PARTS = 1000;
  private static final long MAX_ELAPSED = 3_600_000;

  /** Thousandths of a unit, so that a millisecond pays back {@code rate} of them. */
  private long debt;

  private long asOf;

  /** Whether one unit more is within the limit now. */
  public boolean open(long rate, long now) {
    return millisUntilOpen(rate, now) == 0;
  }

  /** How long nothing may be taken until {@link #open}; 0 if it is, at most 2^63 − 1 ms. */
  public long millisUntilOpen(long rate, long now) {
    settle(rate, now);
    if (rate == NO_LIMIT) {
      return 0;
    }
    long over = debt + PARTS - rate * PARTS;
    return over <= 0 ? 0 : (over + rate - 1) / rate;
  }

  /**
   * Takes units, open or not: what is too much has to be paid back before it opens again. Fewer
   * than none gives some back.
   */
  public void take(long units, long rate, long now) {
    settle(rate, now);
    if (rate != NO_LIMIT) {
      debt = Math.max(0, debt + units * PARTS);
    }
  }

  /** Whether everything is paid back, as if it had never been used. */
  public boolean unused(long rate, long now) {
    settle(rate, now);
    return debt == 0;
  }

  private void settle(long rate, long now) {
    long elapsed = Math.max(0, Math.min(MAX_ELAPSED, now - asOf));
    asOf = now;
    debt = rate == NO_LIMIT ? 0 : Math.max(0, debt - rate * elapsed);
  }
}
