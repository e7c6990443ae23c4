package lifeline.protocol.out;

import lifeline.protocol.bytes.ByteBuilder;
import lifeline.protocol.bytes.ByteScan;
import lifeline.protocol.bytes.Utf8;

/**
 * Text whose control characters are escaped, so that it cannot drive a terminal or pretend to be
 * another line (protocol.txt, section 4.2). Invalid UTF-8 becomes U+FFFD. Printable ASCII is copied
 * in one piece.
 */
final class EscapedText implements TextWriter {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};
  private static final int DELETE = 0x7f;
  private static final int LAST_C1 = 0x9f;

  private final boolean json;

  /**
   * @param json whether to write the inside of a JSON string (RFC 8259, section 7); otherwise
   *     control characters but TAB become {@code \xHH}
   */
  EscapedText(boolean json) {
    this.json = json;
  }

  @Override
  public void write(byte[] source, int from, int to, ByteBuilder out) {
    int at = from;
    while (at < to) {
      int end = ByteScan.plain(source, at, to, json);
      out.write(source, at, end);
      at = end < to ? character(source, end, to, out) : end;
    }
  }

  /** Writes the character at {@code from}; returns where the next one begins. */
  private int character(byte[] source, int from, int to, ByteBuilder out) {
    int length = Utf8.sequence(source, from, to);
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
    if (value < ' ' || value == DELETE || !ByteScan.isPlain(value, json)) {
      escape(value, out);
    } else {
      out.write(value);
    }
  }

  private void escape(int character, ByteBuilder out) {
    if (json) {
      escapeJson(character, out);
    } else if (character == '\t') {
      out.write(character);
    } else {
      out.ascii("\\x");
      hex(character, out);
    }
  }

  private static void escapeJson(int character, ByteBuilder out) {
    out.write('\\');
    switch (character) {
      case '"', '\\' -> out.write(character);
      case '\b' -> out.write('b');
      case '\f' -> out.write('f');
      case '\n' -> out.write('n');
      case '\r' -> out.write('r');
      case '\t' -> out.write('t');
      default -> {
        out.ascii("u00");
        hex(character, out);
      }
    }
  }

  /** Writes the two lowest hexadecimal digits. */
  private static void hex(int value, ByteBuilder out) {
    out.write(HEX[(value >> 4) & 0xf]);
    out.write(HEX[value & 0xf]);
  }
}
