package lifeline.protocol.out;

import lifeline.protocol.Encoding;
import lifeline.protocol.Framing;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Message;
import lifeline.protocol.OutputFormat;
import lifeline.protocol.SaidLines;
import lifeline.protocol.bytes.ByteBuilder;

/**
 * Encodes lines and messages in one {@link Encoding}. Not thread-safe: it has scratch space. In
 * {@link Framing#FRAME} a message of more than 65,535 bytes loses the end of its text, by whole
 * characters.
 */
public final class Encoder {
  private static final byte[] NOTHING = {};
  private static final byte[] QUOTE_BRACE = {'"', '}'};

  private final FrameWriter frames;
  private final MessageEncoder messages;
  private final TextWriter text;
  private final LinePrefix prefix;
  private final byte[] tail;

  public Encoder(Encoding encoding) {
    frames = new FrameWriter(encoding);
    messages = new MessageEncoder(encoding, frames);
    text = textWriter(encoding);
    prefix = new LinePrefix(encoding.format(), text);
    tail = encoding.format() == OutputFormat.JSON ? QUOTE_BRACE : NOTHING;
  }

  /** Appends all lines, as first deliveries, and adds the end offset of each to {@code ends}. */
  public void lines(SaidLines said, ByteBuilder out, LineEnds ends) {
    prefix.set(said, 1);
    LineBlock lines = said.lines();
    int count = lines.count();
    for (int i = 0; i < count; i++) {
      write(said, i, out);
      ends.add(out.size());
    }
  }

  /** Appends line {@code index} (from 0) as delivery number {@code attempt} (from 1). */
  public void line(SaidLines said, int index, int attempt, ByteBuilder out) {
    prefix.set(said, attempt);
    write(said, index, out);
  }

  /** Appends a message. Notices and receipts are left out in {@code raw}. */
  public void message(Message message, ByteBuilder out) {
    messages.write(message, out);
  }

  private void write(SaidLines said, int index, ByteBuilder out) {
    LineBlock lines = said.lines();
    int start = frames.begin(out);
    prefix.write(said.firstSeq() + index, out);
    int textStart = out.size();
    text.write(lines.bytes(), lines.start(index), lines.end(index), out);
    frames.end(start, textStart, tail, out);
  }

  private static TextWriter textWriter(Encoding encoding) {
    return switch (encoding.format()) {
      case CHAT, TSV -> TextWriter.SHOWN;
      case JSON -> TextWriter.JSON;
      case RAW -> encoding.framing() == Framing.CRLF ? TextWriter.TELNET : TextWriter.RAW;
    };
  }
}
