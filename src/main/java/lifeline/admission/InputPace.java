package lifeline.admission;

/**
 * How much input of one connection is let in: so many lines and bytes a second, with a burst of one
 * second's worth. What is beyond that waits. Time is passed in, in milliseconds.
 *
 * <p>A client is <em>over</em> its limits while input of it waits for their sake again and again.
 * It is no longer over them when they open and nothing waits, or when they stay open for {@link
 * #PAUSE}: then it sends no more than they let in, however often it was held back.
 */
public final class InputPace {
  /** Limits that stay open for so long, ms, have no input waiting for them. */
  static final long PAUSE = 50;

  private static final long NEVER = Long.MIN_VALUE;

  private final TokenBucket lines = new TokenBucket();
  private final TokenBucket bytes = new TokenBucket();
  private long overSince = NEVER;
  private long openedAt = NEVER;

  /** The limits, units a second; {@link TokenBucket#NO_LIMIT} is none. */
  public record Limits(long lines, long bytes) {
    /** Whether there is anything to limit. */
    public boolean any() {
      return lines != TokenBucket.NO_LIMIT || bytes != TokenBucket.NO_LIMIT;
    }
  }

  /** How long no more may be let in, ms; 0: now. */
  public long millisUntilOpen(Limits limits, long now) {
    return Math.max(
        lines.millisUntilOpen(limits.lines(), now), bytes.millisUntilOpen(limits.bytes(), now));
  }

  /** So much was let in. */
  public void consume(long newLines, long newBytes, Limits limits, long now) {
    lines.take(newLines, limits.lines(), now);
    bytes.take(newBytes, limits.bytes(), now);
  }

  /** Input waits because the limits are closed; may be told again until they open. */
  public void inputWaits(long now) {
    if (overSince == NEVER || (openedAt != NEVER && now - openedAt >= PAUSE)) {
      overSince = now;
    }
    openedAt = NEVER;
  }

  /** The limits are open again; {@code waiting} tells whether input has waited for it. */
  public void opened(boolean waiting, long now) {
    openedAt = now;
    if (!waiting) {
      overSince = NEVER;
    }
  }

  /** Whether the client has been over its limits for so long. */
  public boolean overLimitsFor(long millis, long now) {
    return overSince != NEVER && now - overSince >= millis;
  }
}
