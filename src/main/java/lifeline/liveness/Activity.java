package lifeline.liveness;

/**
 * What is known of a connection's life. Times are in ms of one steady clock; what is not the case
 * is {@link #NEVER}.
 *
 * @param lastInput when it last said something; the answer of a telnet program does not count
 * @param lastBytes when any bytes came from it last
 * @param lastHeard when anything came from its TCP last, be it an acknowledgement
 * @param askedSince since when a question of our kernel (a probe, or data) has no answer
 * @param owingSince since when bytes wait for its acknowledgement, and none was acknowledged
 * @param dataSince since when bytes wait that are more than our own question
 */
public record Activity(
    long lastInput,
    long lastReceived,
    long lastSegment,
    long unansweredSince,
    long unackedSince,
    long unackedDataSince) {
  public static final long NEVER = Long.MAX_VALUE;

  /** Whether our kernel waits for an answer to data, of a peer that is silent. */
  boolean dataUnanswered() {
    return unackedDataSince != NEVER && unansweredSince != NEVER;
  }

  /** {@code time} plus {@code millis}; never, if one of them is. */
  static long after(long time, long millis) {
    return time == NEVER || millis == NEVER ? NEVER : time + millis;
  }
}
