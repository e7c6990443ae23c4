package lifeline.protocol.out;

import lifeline.protocol.Encoding;
import lifeline.protocol.Framing;
import lifeline.protocol.OutputFormat;
import lifeline.protocol.bytes.ByteBuilder;
import lifeline.protocol.bytes.Utf8;

/** Separates encoded messages by line ends or frame headers. */
final class FrameWriter {
  private static final int HEADER = 2;
  private static final int MAX_BODY = 0xffff;

  private final Encoding encoding;

  FrameWriter(Encoding encoding) {
    this.encoding = encoding;
  }

  /** Begins a message and returns its offset. */
  int begin(ByteBuilder out) {
    int start = out.size();
    if (encoding.framing() == Framing.FRAME) {
      out.write(0);
      out.write(0);
    }
    return start;
  }

  /**
   * Ends the message that begins at {@code start}. A frame that would be too long loses the end of
   * its text, by whole characters.
   *
   * @param text where its text begins, the only part that can be long
   * @param tail what follows the text
   */
  void end(int start, int text, byte[] tail, ByteBuilder out) {
    out.write(tail);
    switch (encoding.framing()) {
      case LF -> out.write('\n');
      case CRLF -> {
        out.write('\r');
        out.write('\n');
      }
      case FRAME -> {
        int body = start + HEADER;
        if (out.size() - body > MAX_BODY) {
          out.truncate(lastBoundary(out, text, body + MAX_BODY - tail.length));
          out.write(tail);
        }
        int length = out.size() - body;
        out.array()[start] = (byte) (length >> Byte.SIZE);
        out.array()[start + 1] = (byte) length;
      }
    }
  }

  private int lastBoundary(ByteBuilder out, int from, int most) {
    int at = from;
    for (int next = at; next <= most; next = at + unit(out, at)) {
      at = next;
    }
    return at;
  }

  private int unit(ByteBuilder out, int at) {
    byte[] bytes = out.array();
    if (encoding.format() == OutputFormat.JSON && bytes[at] == '\\') {
      return bytes[at + 1] == 'u' ? 6 : 2;
    }
    return Math.abs(Utf8.sequence(bytes, at, out.size()));
  }
}
