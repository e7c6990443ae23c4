package lifeline.protocol.out;

import lifeline.protocol.bytes.ByteBuilder;

/** Text for {@code chat} and {@code tsv}. */
final class ShownText extends EscapedText {
  ShownText() {
    super(false);
  }

  @Override
  void escape(int character, ByteBuilder out) {
    if (character == '\t') {
      out.write(character);
    } else {
      out.write('\\');
      out.write('x');
      hex(character, out);
    }
  }
}
