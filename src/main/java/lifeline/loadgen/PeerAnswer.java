package lifeline.loadgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** What to do about a line from the server that is not a delivery. */
public record PeerAnswer(Kind kind, String text) {
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
  public static final PeerAnswer IGNORE = new PeerAnswer(Kind.IGNORE, "");

  /** Writes {@code text} back. */
  public static PeerAnswer reply(String text) {
    return new PeerAnswer(Kind.REPLY, text);
  }

  /** Ends the run with the server's own words. */
  public static PeerAnswer refused(String text) {
    return new PeerAnswer(Kind.REFUSED, text);
  }

  byte[] bytes() {
    return text.getBytes(ISO_8859_1);
  }
}
