package lifeline.liveness;

/**
 * The signs of life of a connection. Times are in ms of one monotonic clock; what has not happened,
 * or is not the case, is {@link #NEVER}.
 *
 * @param lastInput the last input, not counting what a telnet program answers by itself
 * @param lastReceived the last bytes of any kind
 * @param lastSegment the last segment of the peer's TCP, including mere acknowledgements
 * @param unansweredSince since when a probe or data of our kernel has had no answer
 * @param unackedSince since when written bytes wait and none of them was acknowledged
 * @param unackedDataSince since when bytes other than a probe wait to be acknowledged
 */
public record Activity(
    long lastInput,
    long lastReceived,
    long lastSegment,
    long unansweredSince,
    long unackedSince,
    long unackedDataSince) {
  /** Later than any time. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Whether data waits to be acknowledged and the peer's TCP is silent. */
  boolean dataUnanswered() {
    return unackedDataSince != NEVER && unansweredSince != NEVER;
  }

  /** {@code time} plus {@code millis}; {@link #NEVER} if one of them is. */
  static long after(long time, long millis) {
    return time == NEVER || millis == NEVER ? NEVER : time + millis;
  }
}
