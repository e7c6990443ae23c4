package lifeline.admission;

import static lifeline.admission.Admission.NEVER;

/**
 * The limits on the input of one connection, in lines and bytes a second, with a burst of one
 * second's worth. Input beyond them waits. Time is passed in, in milliseconds.
 *
 * <p>A client is <em>over</em> its limits from the first moment at which input waits until the
 * limits open with no input waiting, or stay open for {@link #PAUSE}. In both cases it sends no
 * more than the limits permit.
 */
public final class InputPace {
  /** A client whose limits stay open for this time, in ms, is no longer over them. */
  static final long PAUSE = 50;

  private final TokenBucket lines = new TokenBucket();
  private final TokenBucket bytes = new TokenBucket();
  private long overSince = NEVER;
  private long openedAt = NEVER;

  /** The limits, in units a second; {@link TokenBucket#NO_LIMIT} is none. */
  public record Limits(long lines, long bytes) {
    /** Whether at least one is set. */
    public boolean any() {
      return lines != TokenBucket.NO_LIMIT || bytes != TokenBucket.NO_LIMIT;
    }
  }

  /** The time until more input is permitted, in ms; 0 if it is now. */
  public long millisUntilOpen(Limits limits, long now) {
    return Math.max(
        lines.millisUntilOpen(limits.lines(), now), bytes.millisUntilOpen(limits.bytes(), now));
  }

  /** Counts input that was accepted. */
  public void consume(long newLines, long newBytes, Limits limits, long now) {
    lines.take(newLines, limits.lines(), now);
    bytes.take(newBytes, limits.bytes(), now);
  }

  /** Input waits for the limits to open; may be reported repeatedly. */
  public void inputWaits(long now) {
    if (overSince == NEVER || (openedAt != NEVER && now - openedAt >= PAUSE)) {
      overSince = now;
    }
    openedAt = NEVER;
  }

  /** The limits are open again; {@code waiting} is whether input waited for that. */
  public void opened(boolean waiting, long now) {
    openedAt = now;
    if (!waiting) {
      overSince = NEVER;
    }
  }

  /** Whether the client has been over its limits for {@code millis} without a break. */
  public boolean overLimitsFor(long millis, long now) {
    return overSince != NEVER && now - overSince >= millis;
  }
}
