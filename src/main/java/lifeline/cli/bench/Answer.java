package lifeline.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** What to do about a line from the server that is not a delivery. */
public record Answer(Kind kind, String text) {
  /** The kinds of answers. */
  public enum Kind {
    /** Nothing has to be done. */
    IGNORE,
    /** The text must be written back. */
    REPLY,
    /** The server refuses; the text says why, and the run ends. */
    REFUSED
  }

  /** Nothing has to be done. */
  public static final Answer IGNORE = new Answer(Kind.IGNORE, "");

  /** Writes {@code text} back. */
  public static Answer reply(String text) {
    return new Answer(Kind.REPLY, text);
  }

  /** Ends the run with the server's own words. */
  public static Answer refused(String text) {
    return new Answer(Kind.REFUSED, text);
  }

  byte[] bytes() {
    return text.getBytes(ISO_8859_1);
  }
}
