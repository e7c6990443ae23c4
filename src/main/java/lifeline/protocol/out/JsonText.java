package lifeline.protocol.out;

import lifeline.protocol.bytes.ByteBuilder;

/**
 * The inside of a JSON string (RFC 8259, section 7). DEL and C1 are escaped too, so that a terminal
 * can be shown it.
 */
final class JsonText extends EscapedText {
  JsonText() {
    super(true);
  }

  @Override
  void escape(int character, ByteBuilder out) {
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
}
