package lifeline.bus;

import java.util.List;
import lifeline.liveness.Activity;
import lifeline.liveness.ProbeKind;

/** What a gateway tells the registry about its connections, at most once in a turn. */
public record Report(List<Event> events) {

  /** One connection's news. */
  public sealed interface Event {
    long connection();
  }

  /**
   * A connection has been accepted; {@link Polled} follows.
   *
   * @param listener the kind of listener
   * @param tellsReceived whether its kernel can tell what the peer has received
   */
  public record Opened(long connection, String address, String listener, boolean acksVisible)
      implements Event {}

  /**
   * Signs of life, as of now.
   *
   * @param interval its own heartbeat interval, ms; 0 for that of the server
   * @param halfClosed whether its input has ended and it stays
   * @param rttMicros the kernel's smoothed round-trip time in µs, −1 where it cannot tell
   */
  public record Polled(
      long connection,
      Activity activity,
      ProbeKind probe,
      long interval,
      boolean halfClosed,
      int rttMicros)
      implements Event {}

  /** A connection has ended. */
  public record Closed(long connection) implements Event {}
}
