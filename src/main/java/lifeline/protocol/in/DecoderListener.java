package lifeline.protocol.in;

/**
 * Takes what a {@link Decoder} finds in the bytes of a connection. The two calls that return a
 * boolean tell whether the decoder may go on: with {@code false} it stops right behind this event.
 */
public interface DecoderListener {

  /**
   * A line, without its end; may be empty. The range is valid during the call only.
   *
   * @return whether decoding goes on
   */
  boolean line(byte[] buffer, int from, int to);

  /**
   * A line longer than the limit was dropped; told once, when its end has come.
   *
   * @param length how many bytes it had, without its end
   * @return whether decoding goes on
   */
  boolean tooLong(long length);

  /**
   * These bytes are to be sent to the client as they are: the answer to a telnet command. Only a
   * {@link TelnetDecoder} says so.
   */
  default void negotiate(byte[] reply) {}

  /**
   * The client program has come to a TIMING-MARK that it was asked for (RFC 860), whether it
   * answered WILL or WONT. Only a {@link TelnetDecoder} says so.
   */
  default void timingMark() {}
}
