package lifeline.gateway;

import io.netty.buffer.ByteBuf;

/** The way to a client's machine: a socket, or the server's own terminal. Event loop only. */
interface Wire {

  /** The peer's address and port, for people. */
  String address();

  /** Queues bytes for writing and releases the buffer. Nothing moves before {@link #flush}. */
  void write(ByteBuf bytes);

  void flush();

  /** Whether more can be written without piling up here. */
  boolean writable();

  /** Reads on, or leaves the input with the peer. */
  void reading(boolean on);

  /** Round-trip time in µs, −1 where it is not known. */
  int rttMicros();

  /** Whether {@link #acknowledged} can be told. */
  boolean knowsAcknowledged();

  /** Bytes that the peer's machine has acknowledged; what the kernel took, if that is not known. */
  long acknowledged(long written);

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
