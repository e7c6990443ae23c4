package lifeline.protocol.in;

import lifeline.protocol.bytes.ByteScan;

/**
 * Lines that end in LF; one CR before it is removed, unless the input is {@link #verbatim}. A line
 * that lies in one buffer is handed on without a copy. At the end of the input the bytes after the
 * last LF are a line, including a CR.
 */
public final class LineDecoder implements Decoder {
  private static final byte LF = '\n';
  private static final byte CR = '\r';

  private final CarryBuffer carry = new CarryBuffer();
  private int maxLine;
  private boolean verbatim;

  /** Whether the last byte of {@link #carry} is a CR. */
  private boolean endsInCr;

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
        carry(buffer, at, to);
        return to;
      }
      boolean on;
      if (carry.isEmpty()) {
        boolean cr = end > at && buffer[end - 1] == CR;
        on = line(buffer, at, cr && !verbatim ? end - 1 : end, input);
      } else {
        carry(buffer, at, end);
        on = carried(endsInCr && !verbatim, input);
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
    if (!carry.isEmpty()) {
      carried(false, input);
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

  private void carry(byte[] buffer, int from, int to) {
    if (from < to) {
      carry.append(buffer, from, to, maxLine + 1L); // one more, which may be the CR
      endsInCr = buffer[to - 1] == CR;
    }
  }

  /** The carried line is complete; {@code cr} is whether its last byte, a CR, is removed. */
  private boolean carried(boolean cr, DecoderListener input) {
    long length = cr ? carry.length() - 1 : carry.length();
    boolean tooLong = carry.tooLong();
    byte[] line = carry.array();
    carry.clear();
    return tooLong ? input.tooLong(length) : line(line, 0, (int) length, input);
  }

  private boolean line(byte[] buffer, int from, int to, DecoderListener input) {
    return to - from > maxLine ? input.tooLong(to - from) : input.line(buffer, from, to);
  }
}
