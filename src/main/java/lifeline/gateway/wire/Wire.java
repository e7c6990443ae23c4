package lifeline.gateway.wire;

import io.netty.buffer.ByteBuf;
import lifeline.liveness.ActivityTracker;

/** The way to a client's machine: a socket, or the server's own terminal. Event loop only. */
public interface Wire {

  /** The peer's address and port, for people. */
  String address();

  /** Queues bytes for writing and releases the buffer. Nothing moves before {@link #flush}. */
  void write(ByteBuf bytes);

  void flush();

  /** Whether more can be written without piling up here. */
  boolean writable();

  /** Reads on, or leaves the input with the peer. */
  void reading(boolean on);

  /** Tells the pulse what is known of the peer now. */
  void look(ActivityTracker pulse, long now);

  /** Whether {@link ActivityTracker#acked} counts the bytes that were written. */
  boolean knowsAcknowledged();

  /**
   * Has the kernel ask the peer for a sign of life.
   *
   * @param idleSeconds after so long a silence
   * @param retrySeconds and again, until there is an answer
   * @param giveUpMillis the kernel itself ends the connection after so long a silence
   */
  void keepAlive(long idleSeconds, long retrySeconds, long giveUpMillis);

  /** Bytes that the kernel took of {@code written} bytes, or somewhat fewer. */
  long taken(long written);

  /** Whether the peer has gone although no event said so; only asked after its FIN. */
  boolean gone();

  /**
   * Sends what was written, then FIN, then waits for the peer's FIN; after {@code lingerMillis} it
   * resets.
   */
  void closeGracefully(long lingerMillis);

  /** Closes; the kernel goes on sending what it has for up to {@code seconds}, then resets. */
  void closeLingering(int seconds);

  /** Closes at once with RST; what is in the send buffer is dropped. */
  void reset();
}
