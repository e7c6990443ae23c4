package lifeline.protocol.in;

/**
 * Frames: a length of two bytes, big-endian, followed by that number of bytes. A frame is a line
 * whatever it holds; an empty frame is an empty line. {@link #verbatim} changes nothing here.
 */
public final class FrameDecoder implements Decoder {
  private static final int HEADER = 2;

  private final CarryBuffer carry = new CarryBuffer();
  private int maxLine;

  /** Number of bytes of the header so far. */
  private int headerBytes;

  /** Length of the frame, as far as the header has come. */
  private int length;

  /** Number of bytes of the frame that may be stored; 0 if it is too long. */
  private int limit;

  /** For frames of at most {@code maxLine} bytes, at least 1. */
  public FrameDecoder(int maxLine) {
    this.maxLine = maxLine;
  }

  @Override
  public int decode(byte[] buffer, int from, int to, DecoderListener input) {
    int at = from;
    while (at < to) {
      if (headerBytes < HEADER) {
        header(buffer[at++]);
        if (headerBytes < HEADER || length > 0) {
          continue;
        }
      }
      int missing = length - (int) carry.length();
      if (to - at < missing) {
        carry.append(buffer, at, to, limit);
        return to;
      }
      boolean on = frame(buffer, at, at + missing, input);
      at += missing;
      if (!on) {
        return at;
      }
    }
    return to;
  }

  @Override
  public boolean finish(DecoderListener input) {
    return headerBytes == 0;
  }

  @Override
  public void verbatim() {}

  @Override
  public void maxLine(int bytes) {
    maxLine = bytes;
  }

  private void header(byte value) {
    length = (length << Byte.SIZE) | (value & 0xff);
    limit = length > maxLine ? 0 : length;
    headerBytes++;
  }

  /** The frame is complete with {@code buffer[from, to)}. */
  private boolean frame(byte[] buffer, int from, int to, DecoderListener input) {
    int size = length;
    boolean tooLong = size > limit;
    headerBytes = 0;
    length = 0;
    if (carry.isEmpty()) {
      return tooLong ? input.tooLong(size) : input.line(buffer, from, to);
    }
    carry.append(buffer, from, to, limit);
    byte[] line = carry.array();
    carry.clear();
    return tooLong ? input.tooLong(size) : input.line(line, 0, size);
  }
}
