package lifeline.protocol.out;

import lifeline.protocol.Framing;
import lifeline.protocol.bytes.ByteBuilder;
import lifeline.protocol.bytes.ByteScan;

/** How the text of a line is written. */
@FunctionalInterface
interface TextWriter {
  /** Byte for byte. */
  TextWriter RAW = (source, from, to, out) -> out.write(source, from, to);

  /** Byte for byte, but a byte 0xFF twice, as telnet requires (RFC 854). */
  TextWriter TELNET = TextWriter::telnet;

  /** For {@code chat} and {@code tsv}: control characters but TAB are shown as {@code \xHH}. */
  TextWriter SHOWN = new EscapedText(false);

  /** The inside of a JSON string. */
  TextWriter JSON = new EscapedText(true);

  void write(byte[] source, int from, int to, ByteBuilder out);

  private static void telnet(byte[] source, int from, int to, ByteBuilder out) {
    int at = from;
    while (at < to) {
      int end = ByteScan.indexOf(source, at, to, (byte) Framing.IAC);
      out.write(source, at, end);
      if (end < to) {
        out.write(Framing.IAC);
        out.write(Framing.IAC);
      }
      at = end + 1;
    }
  }
}
