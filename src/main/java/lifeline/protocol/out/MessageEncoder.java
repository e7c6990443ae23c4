package lifeline.protocol.out;

import java.nio.charset.StandardCharsets;
import lifeline.protocol.Encoding;
import lifeline.protocol.Message;
import lifeline.protocol.Message.Problem;
import lifeline.protocol.Message.Receipt;
import lifeline.protocol.OutputFormat;
import lifeline.protocol.bytes.ByteBuilder;

/** Writes messages of the server itself in one format. */
final class MessageEncoder {
  private static final byte[] NOTHING = {};
  private static final byte[] QUOTE_BRACE = {'"', '}'};

  private final OutputFormat format;
  private final FrameWriter frames;

  MessageEncoder(Encoding encoding, FrameWriter envelope) {
    this.format = encoding.format();
    this.frames = envelope;
  }

  void write(Message message, ByteBuilder out) {
    boolean problem = message instanceof Problem;
    if (format == OutputFormat.RAW && !problem) {
      return;
    }
    int start = frames.begin(out);
    prefix(message, problem, out);
    int text = out.size();
    byte[] utf8 = message.text().getBytes(StandardCharsets.UTF_8);
    TextWriter writer = format == OutputFormat.JSON ? TextWriter.JSON : TextWriter.SHOWN;
    writer.write(utf8, 0, utf8.length, out);
    frames.end(start, text, tail(message), out);
  }

  private void prefix(Message message, boolean problem, ByteBuilder out) {
    switch (format) {
      case JSON -> {
        out.ascii(problem ? "{\"error\":\"" : "{\"notice\":\"");
        out.ascii(message.code());
        out.ascii("\",\"text\":\"");
      }
      case TSV -> {
        out.ascii(problem ? "!\t" : "*\t");
        out.ascii(message.code());
        out.write('\t');
      }
      case CHAT, RAW -> {
        out.ascii(problem ? "! " : "* ");
        if (!(message instanceof Message.Notice)) {
          out.ascii(message.code());
          if (!message.text().startsWith(";")) {
            out.write(' ');
          }
        }
      }
    }
  }

  private byte[] tail(Message message) {
    if (format != OutputFormat.JSON) {
      return NOTHING;
    }
    if (!(message instanceof Receipt receipt)) {
      return QUOTE_BRACE;
    }
    String keys =
        "\",\"id\":\"%s\",\"to\":%d,\"waiting\":%d,\"lines\":%d}"
            .formatted(receipt.id(), receipt.to(), receipt.waiting(), receipt.lines());
    return keys.getBytes(StandardCharsets.US_ASCII);
  }
}
