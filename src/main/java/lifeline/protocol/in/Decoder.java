package lifeline.protocol.in;

/**
 * Cuts the bytes of one connection into lines. The result does not depend on how the bytes were cut
 * into buffers, and memory is bounded by the longest line allowed.
 */
public interface Decoder {

  /**
   * Takes bytes from {@code buffer[from, to)} and tells {@code input} what is in them. Bytes of a
   * line that has not ended are kept in the decoder.
   *
   * @return the position up to which bytes were taken: {@code to}, or less if {@code input} asked
   *     to stop; the caller then comes again with the rest
   */
  int decode(byte[] buffer, int from, int to, DecoderListener input);

  /**
   * The client has ended its input and all bytes were taken. What is left without a line end is a
   * line, but an incomplete frame is not.
   *
   * @return false if the input ended inside a frame: the end is {@code truncated}
   */
  boolean finish(DecoderListener input);

  /**
   * From the next line on the input is data ({@code /pipe}): nothing is interpreted any more, only
   * the line end is taken off. To be called between two lines.
   */
  void verbatim();

  /**
   * Sets the longest line allowed, in bytes without the line end; at least 1. A line already found
   * too long stays so.
   */
  void maxLine(int bytes);
}
