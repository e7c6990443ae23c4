package lifeline.protocol;

/**
 * Puts lines and messages into the bytes of one {@link Encoding}. Not for several threads: it keeps
 * scratch space.
 */
public final class Encoder {
  public Encoder(Encoding encoding) {}

  /** Appends all lines, delivered for the first time, and to {@code ends} where each ends. */
  public void lines(SaidLines said, Bytes out, Ends ends) {
    for (int i = 0; i < said.lines().count(); i++) {
      line(said, i, 1, out);
      ends.add(out.size());
    }
  }

  /** Appends line {@code index} (from 0), delivered for the {@code attempt}-th time (from 1). */
  public void line(SaidLines said, int index, int attempt, Bytes out) {
    LineBlock l = said.lines();
    out.write(l.bytes(), l.start(index), l.end(index));
    out.write('\n');
  }

  /** Appends a message; notices and receipts are nothing at all in {@code raw}. */
  public void message(Message message, Bytes out) {
    out.ascii(message.text());
    out.write('\n');
  }
}
