package lifeline.protocol.in;

/**
 * Cuts the bytes of one connection into lines. The result does not depend on how the bytes were cut
 * into buffers, and memory is bounded by the longest line allowed.
 */
public interface Decoder {

  /**
   * Decodes {@code buffer[from, to)} and reports the lines in it. Bytes of a line that has not
   * ended are stored in the decoder.
   *
   * @return the position up to which bytes were consumed: {@code to}, or less if {@code input}
   *     asked to stop; the caller then calls again with the rest
   */
  int decode(byte[] buffer, int from, int to, DecoderListener input);

  /**
   * The client has ended its input and all bytes were consumed. Bytes without a line end are a
   * line, but an incomplete frame is not.
   *
   * @return false if the input ended inside a frame: the end is {@code truncated}
   */
  boolean finish(DecoderListener input);

  /**
   * From the next line on the input is data ({@code /pipe}): only the line end is removed, nothing
   * is interpreted. To be called between two lines.
   */
  void verbatim();

  /**
   * Sets the longest line permitted, in bytes without the line end; at least 1. A line that was
   * found too long stays so.
   */
  void maxLine(int bytes);
}
