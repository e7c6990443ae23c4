package lifeline.bus;

import java.util.List;
import lifeline.liveness.Activity;
import lifeline.liveness.ProbeKind;

/** News of a gateway's connections for the registry; at most one in a turn of its event loop. */
public record Report(List<Event> events) {

  /** News of one connection. */
  public sealed interface Event {
    long connection();
  }

  /**
   * A connection was accepted; {@link Polled} follows.
   *
   * @param listener the kind of listener
   * @param acksVisible whether the server can see what the peer has acknowledged
   */
  public record Opened(long connection, String address, String listener, boolean acksVisible)
      implements Event {}

  /**
   * A connection was polled.
   *
   * @param activity its signs of life, as of now
   * @param interval its own heartbeat interval, ms; 0 for that of the server
   * @param halfClosed whether its input has ended and it goes on receiving
   * @param rttMicros the kernel's smoothed round-trip time, −1 if unknown
   */
  public record Polled(
      long connection,
      Activity activity,
      ProbeKind probe,
      long interval,
      boolean halfClosed,
      int rttMicros)
      implements Event {}

  /** A connection is closed. */
  public record Closed(long connection) implements Event {}
}
