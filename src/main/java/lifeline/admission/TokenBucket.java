package lifeline.admission;

/**
 * A limit on a rate that lets a burst of one second's worth through. The rate is passed with each
 * call, so that a change takes effect at once; {@link #NO_LIMIT} is always open. Time is passed in,
 * in milliseconds; a step back counts as no time at all.
 *
 * <p>The state is what was taken and has not been regained yet, rather than what is left. So a new
 * bucket needs no rate, and is {@linkplain #unused unused}.
 */
public final class TokenBucket {
  /** A rate that is no limit. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  private static final long PARTS = 1000;
  private static final long MAX_ELAPSED = 3_600_000;

  /** Thousandths of a unit, so that a millisecond regains {@code rate} of them. */
  private long debt;

  private long asOf;

  /** Whether one more unit may be taken now. */
  public boolean open(long rate, long now) {
    return millisUntilOpen(rate, now) == 0;
  }

  /** The time until it is {@link #open}, in ms; 0 if it is open. */
  public long millisUntilOpen(long rate, long now) {
    settle(rate, now);
    if (rate == NO_LIMIT) {
      return 0;
    }
    long over = debt + PARTS - rate * PARTS;
    return over <= 0 ? 0 : (over + rate - 1) / rate;
  }

  /**
   * Takes units, open or not; the excess has to be regained before it is open again. A negative
   * number returns units.
   */
  public void take(long units, long rate, long now) {
    settle(rate, now);
    if (rate != NO_LIMIT) {
      debt = Math.max(0, debt + units * PARTS);
    }
  }

  /** Whether everything is regained, as in a new bucket. */
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
