package lifeline.protocol.in;

import lifeline.protocol.bytes.ByteBuilder;
import lifeline.protocol.bytes.ByteScan;

/**
 * Lines that end in LF; one CR before it is dropped, but not once the input is {@link #verbatim}. A
 * line that lies in one buffer is handed on without a copy. What is left at the end without LF is a
 * line with all its bytes, a CR too.
 */
public final class LineDecoder implements Decoder {
  private static final byte LF = '\n';
  private static final byte CR = '\r';

  /** More than this is not kept for the next line: most connections are idle. */
  private static final int KEPT = 1024;

  private int maxLine;
  private boolean verbatim;
  private ByteBuilder carry = new ByteBuilder(0);

  /** Bytes of a line found too long so far; 0 where there is none. */
  private long dropped;

  private boolean droppedEndsInCr;

  /** For lines of at most {@code maxLine} bytes, at least 1. */
  public LineDecoder(int maxLine) {
    this.maxLine = maxLine;
  }

  @Override
  public int decode(byte[] buffer, int from, int to, DecoderListener input) {
    int at = from;
    while (at < to) {
      int end = ByteScan.indexOf(buffer, at, to, LF);
      if (end == to) {
        keep(buffer, at, to);
        return to;
      }
      boolean on;
      if (carry.size() == 0 && dropped == 0) {
        on = line(buffer, at, withoutCr(buffer, at, end), input);
      } else {
        keep(buffer, at, end);
        on = kept(true, input);
      }
      at = end + 1;
      if (!on) {
        return at;
      }
    }
    return to;
  }

  @Override
  public boolean finish(DecoderListener input) {
    if (carry.size() > 0 || dropped > 0) {
      kept(false, input);
    }
    return true;
  }

  @Override
  public void verbatim() {
    verbatim = true;
  }

  @Override
  public void maxLine(int bytes) {
    maxLine = bytes;
  }

  private void keep(byte[] buffer, int from, int to) {
    if (from == to) {
      return;
    }
    long length = (long) carry.size() + (to - from);
    if (dropped > 0 || length > maxLine + 1L) { // one more, which may be the CR
      dropped += length;
      droppedEndsInCr = buffer[to - 1] == CR;
      carry = new ByteBuilder(0);
    } else {
      carry.write(buffer, from, to);
    }
  }

  private boolean kept(boolean ended, DecoderListener input) {
    if (dropped > 0) {
      long length = ended && !verbatim && droppedEndsInCr ? dropped - 1 : dropped;
      dropped = 0;
      return input.tooLong(length);
    }
    byte[] line = carry.array();
    int to = ended ? withoutCr(line, 0, carry.size()) : carry.size();
    if (line.length > KEPT) {
      carry = new ByteBuilder(0);
    } else {
      carry.clear();
    }
    return line(line, 0, to, input);
  }

  private boolean line(byte[] buffer, int from, int to, DecoderListener input) {
    return to - from > maxLine ? input.tooLong(to - from) : input.line(buffer, from, to);
  }

  private int withoutCr(byte[] buffer, int from, int to) {
    return to > from && !verbatim && buffer[to - 1] == CR ? to - 1 : to;
  }
}
