package lifeline.gateway.wire;

import io.netty.buffer.ByteBuf;
import lifeline.connection.CloseCause;
import lifeline.liveness.ActivityTracker;

/**
 * The way to a client's machine: a socket, or the server's own terminal. To be called on its event
 * loop only. A seam: the simulation has a wire of its own.
 */
public interface Wire {

  /** Gets the events of a wire, on its event loop. */
  interface Listener {
    /** Bytes were read; the buffer belongs to the wire and is valid during the call. */
    void onBytes(ByteBuf bytes);

    /** The peer has sent FIN. */
    void onInputEnd();

    /** The wire is {@link #writable} again. */
    void onWritable();

    /** The wire is broken or closed; there are no more events. */
    void onBroken(CloseCause cause);
  }

  /** The peer's address and port, for people. */
  String address();

  /** Queues bytes for writing and releases the buffer. Nothing moves before {@link #flush}. */
  void write(ByteBuf bytes);

  /** Hands the queued bytes to the kernel, as far as it takes them; the rest follows by itself. */
  void flush();

  /** Whether less is queued than a connection may queue here. */
  boolean writable();

  /** Reads, or leaves the input in the kernel, and by TCP's window with the peer. */
  void reading(boolean on);

  /** Updates the tracker with what the kernel knows of the peer now; {@code now} in ms. */
  void poll(ActivityTracker pulse, long now);

  /** Whether {@link ActivityTracker#acked} counts the bytes that were written. */
  boolean knowsAcknowledged();

  /**
   * Sets how the kernel probes a silent peer.
   *
   * @param idleSeconds silence before the first probe
   * @param retrySeconds time between unanswered probes
   * @param giveUpMillis silence after which the kernel ends the connection
   */
  void keepAlive(long idleSeconds, long retrySeconds, long giveUpMillis);

  /** A lower bound for how many of {@code written} bytes the kernel has taken. */
  long taken(long written);

  /** Whether the peer is gone, without an event; only for a peer that has sent FIN. */
  boolean peerGone();

  /**
   * Sends what was written, then FIN, and waits for the peer's FIN; resets after {@code
   * lingerMillis}.
   */
  void closeGracefully(long lingerMillis);

  /** Closes; the kernel sends what it has for up to {@code seconds}, then resets. */
  void closeLingering(int seconds);

  /** Closes at once with RST; the send buffer is dropped. */
  void reset();
}
