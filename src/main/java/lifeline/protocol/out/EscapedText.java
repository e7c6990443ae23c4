package lifeline.protocol.out;

import lifeline.protocol.bytes.ByteBuilder;
import lifeline.protocol.bytes.ByteScan;
import lifeline.protocol.bytes.Utf8;

/**
 * Text in which some characters are written in another way; invalid UTF-8 becomes U+FFFD. Plain
 * ASCII is copied as a whole.
 */
abstract class EscapedText implements TextWriter {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};
  private static final int DELETE = 0x7f;
  private static final int LAST_C1 = 0x9f;

  private final boolean quoting;

  /** {@code quoting}: whether quote and backslash have to be escaped. */
  EscapedText(boolean quoting) {
    this.quoting = quoting;
  }

  /** Writes a character that is not shown as it is. */
  abstract void escape(int character, ByteBuilder out);

  @Override
  public final void write(byte[] source, int from, int to, ByteBuilder out) {
    int at = from;
    while (at < to) {
      int end = ByteScan.plain(source, at, to, quoting);
      out.write(source, at, end);
      at = end < to ? unit(source, end, to, out) : end;
    }
  }

  /** Writes the two lowest hexadecimal digits. */
  static void hex(int value, ByteBuilder out) {
    out.write(HEX[(value >> 4) & 0xf]);
    out.write(HEX[value & 0xf]);
  }

  private int unit(byte[] source, int from, int to, ByteBuilder out) {
    int length = Utf8.unit(source, from, to);
    if (length < 0) {
      out.write(REPLACEMENT);
      return from - length;
    }
    if (length == 1) {
      ascii(source[from], out);
    } else if (length == 2 && source[from] == (byte) 0xc2 && (source[from + 1] & 0xff) <= LAST_C1) {
      escape(source[from + 1] & 0xff, out);
    } else {
      out.write(source, from, from + length);
    }
    return from + length;
  }

  private void ascii(byte value, ByteBuilder out) {
    if (value < ' ' || value == DELETE || !ByteScan.isPlain(value, quoting)) {
      escape(value, out);
    } else {
      out.write(value);
    }
  }
}
