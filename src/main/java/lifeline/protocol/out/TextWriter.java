package lifeline.protocol.out;

import lifeline.protocol.bytes.ByteBuilder;
import lifeline.protocol.bytes.ByteScan;
import lifeline.protocol.in.TelnetDecoder;

/** How the text of a line is written: one way for each need. */
@FunctionalInterface
interface TextWriter {
  /** The byte as it is. */
  TextWriter RAW = (source, from, to, out) -> out.write(source, from, to);

  /** As it is, but a byte 0xFF twice, as a telnet client wants it. */
  TextWriter TELNET = TextWriter::telnet;

  /** Nothing in it drives a terminal: control characters but TAB are shown as {@code \xHH}. */
  TextWriter SHOWN = new ShownText();

  /** The inside of a JSON string. */
  TextWriter JSON = new JsonText();

  void write(byte[] source, int from, int to, ByteBuilder out);

  private static void telnet(byte[] source, int from, int to, ByteBuilder out) {
    int at = from;
    while (at < to) {
      int end = ByteScan.indexOf(source, at, to, (byte) TelnetDecoder.IAC);
      out.write(source, at, end);
      if (end < to) {
        out.write(TelnetDecoder.IAC);
        out.write(TelnetDecoder.IAC);
      }
      at = end + 1;
    }
  }
}
