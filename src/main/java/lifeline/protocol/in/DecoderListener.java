package lifeline.protocol.in;

/**
 * Receives what a {@link Decoder} finds in the bytes of a connection. A method that returns false
 * stops the decoder directly after this event.
 */
public interface DecoderListener {

  /**
   * A line, without its end; may be empty. The range is valid during the call only.
   *
   * @return whether decoding goes on
   */
  boolean line(byte[] buffer, int from, int to);

  /**
   * A line longer than the limit was dropped; reported once, at its end.
   *
   * @param length number of its bytes, without its end
   * @return whether decoding goes on
   */
  boolean tooLong(long length);

  /**
   * These bytes, the answer to a telnet command, are to be sent to the client as they are. Called
   * by {@link TelnetDecoder} only.
   */
  default void negotiate(byte[] reply) {}

  /**
   * The client has answered a TIMING-MARK (RFC 860), by WILL or WONT. Called by {@link
   * TelnetDecoder} only.
   */
  default void timingMark() {}
}
