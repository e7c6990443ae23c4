package lifeline.connection;

/**
 * Asks a client for signs of life and counts those it owes. Any bytes from it are one; time is
 * passed in, in milliseconds.
 */
public final class Heartbeat {
  private final long interval;
  private final int misses;
  private long lastAsked;
  private long asked;
  private int unanswered;

  /** What is to be done now. */
  public enum Due {
    NOTHING,
    /** Ask: {@link #asked} is the number of the question. */
    ASK,
    /** So many intervals went by without an answer that the client has failed. */
    FAILED
  }

  /**
   * @param interval how long a client may be silent, at least 1000 ms
   * @param misses the client has failed with so many unanswered intervals, at least 1
   */
  public Heartbeat(long interval, int misses) {
    this.interval = interval;
    this.misses = misses;
  }

  /**
   * To be called often, compared with the interval.
   *
   * @param lastInput when bytes came last
   */
  public Due due(long now, long lastInput) {
    if (lastInput >= lastAsked) {
      unanswered = 0;
    }
    if (now - Math.max(lastAsked, lastInput) < interval) {
      return Due.NOTHING;
    }
    if (unanswered == misses) {
      return Due.FAILED;
    }
    unanswered++;
    lastAsked = now;
    asked++;
    return Due.ASK;
  }

  /** Number of the last question, from 1; 0 before the first. */
  public long asked() {
    return asked;
  }
}
