package lifeline.protocol.in;

import lifeline.protocol.bytes.ByteBuilder;

/**
 * Frames: a length of two bytes, big-endian, and that many bytes. A frame is a line whatever it
 * holds, an empty one is an empty line. {@link #verbatim} changes nothing here.
 */
public final class FrameDecoder implements Decoder {
  private static final int HEADER = 2;

  /** More than this is not kept for the next frame: most connections are idle. */
  private static final int KEPT = 1024;

  private int maxLine;
  private int headerBytes;
  private int length;

  /** How many bytes of the frame have come; with {@code skip} they were dropped, else kept. */
  private int taken;

  private boolean skip;
  private ByteBuilder carry = new ByteBuilder(0);

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
      int end = Math.min(to, at + length - taken);
      if (taken + end - at < length) {
        keep(buffer, at, end);
        return to;
      }
      boolean on = whole(buffer, at, end, input);
      at = end;
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
    headerBytes++;
    skip = length > maxLine;
  }

  private void keep(byte[] buffer, int from, int to) {
    if (!skip) {
      carry.write(buffer, from, to);
    }
    taken += to - from;
  }

  private boolean whole(byte[] buffer, int from, int to, DecoderListener input) {
    int whole = length;
    boolean here = taken == 0;
    if (!here) {
      keep(buffer, from, to);
    }
    headerBytes = 0;
    length = 0;
    taken = 0;
    if (skip) {
      return input.tooLong(whole);
    }
    if (here) {
      return input.line(buffer, from, to);
    }
    byte[] line = carry.array();
    if (line.length > KEPT) {
      carry = new ByteBuilder(0);
    } else {
      carry.clear();
    }
    return input.line(line, 0, whole);
  }
}
