package lifeline.bus;

import java.util.List;

/** What a gateway tells the registry about its connections, at most once in a tick. */
public record Report(List<Sign> signs) {

  /** One connection's news. */
  public sealed interface Sign {
    long connection();
  }

  /**
   * A connection has been accepted.
   *
   * @param listener the kind of listener
   * @param time when, ms since the epoch
   * @param rttMicros the round-trip time of the handshake in µs, −1 where it is not known
   */
  public record Opened(long connection, String address, String listener, long time, int rttMicros)
      implements Sign {}

  /**
   * Proof of life.
   *
   * @param lastInput when its peer last sent bytes, ms since the epoch
   * @param rttMicros the kernel's smoothed round-trip time in µs, −1 where it cannot tell
   */
  public record Alive(long connection, long lastInput, int rttMicros) implements Sign {}

  /** A connection has ended. */
  public record Ended(long connection) implements Sign {}
}
