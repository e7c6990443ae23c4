package lifeline.protocol;

/**
 * Puts lines and messages into the bytes of one {@link Encoding}. Not for several threads: it keeps
 * scratch space. In {@link Framing#FRAME} what is longer than 65,535 bytes loses the end of its
 * text, by whole characters.
 */
public final class Encoder {
  private static final byte[] NOTHING = {};
  private static final byte[] QUOTE_BRACE = {'"', '}'};

  private final Envelope envelope;
  private final MessageWriter messages;
  private final TextWriter text;
  private final LineHead head;
  private final byte[] tail;

  public Encoder(Encoding encoding) {
    envelope = new Envelope(encoding);
    messages = new MessageWriter(encoding, envelope);
    text = textWriter(encoding);
    head = new LineHead(encoding.format(), text);
    tail = encoding.format() == Format.JSON ? QUOTE_BRACE : NOTHING;
  }

  /** Appends all lines, delivered for the first time, and to {@code ends} where each ends. */
  public void lines(SaidLines said, Bytes out, Ends ends) {
    head.set(said, 1);
    LineBlock lines = said.lines();
    int count = lines.count();
    for (int i = 0; i < count; i++) {
      write(said, i, out);
      ends.add(out.size());
    }
  }

  /** Appends line {@code index} (from 0), delivered for the {@code attempt}-th time (from 1). */
  public void line(SaidLines said, int index, int attempt, Bytes out) {
    head.set(said, attempt);
    write(said, index, out);
  }

  /** Appends a message; notices and receipts are nothing at all in {@code raw}. */
  public void message(Message message, Bytes out) {
    messages.write(message, out);
  }

  private void write(SaidLines said, int index, Bytes out) {
    LineBlock lines = said.lines();
    int start = envelope.open(out);
    head.write(said.firstSeq() + index, out);
    int textStart = out.size();
    text.write(lines.bytes(), lines.start(index), lines.end(index), out);
    envelope.close(start, textStart, tail, out);
  }

  private static TextWriter textWriter(Encoding encoding) {
    return switch (encoding.format()) {
      case CHAT, TSV -> TextWriter.SHOWN;
      case JSON -> TextWriter.JSON;
      case RAW -> encoding.framing() == Framing.CRLF ? TextWriter.TELNET : TextWriter.RAW;
    };
  }
}
