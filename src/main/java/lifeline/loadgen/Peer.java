package lifeline.loadgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** How the load talks to one kind of server: everything that differs between protocols. */
public interface Peer {
  /** What a subscriber sends when it has connected, so that it gets what is published. */
  byte[] subscriberHello();

  /** What a publisher sends when it has connected. */
  byte[] publisherHello();

  /** The bytes around one published payload of {@code size} bytes. */
  Framing published(int size);

  /** The bytes around one delivered payload of {@code size} bytes; always the same ones. */
  Framing delivered(int size);

  /** What to do about a line, without its line end, that is not a delivery of this load. */
  Answer answer(String line);

  /** What to do about a line from the server that is not a delivery. */
  record Answer(Kind kind, String text) {
    /** The kinds of answers. */
    public enum Kind {
      /** Nothing. */
      IGNORE,
      /** Send the text. */
      REPLY,
      /** End the run: the server refuses, and the text is its reason. */
      REFUSED
    }

    /** Nothing has to be done. */
    public static final Answer IGNORE = new Answer(Kind.IGNORE, "");

    /** Sends {@code text} to the server. */
    public static Answer reply(String text) {
      return new Answer(Kind.REPLY, text);
    }

    /** Ends the run with the reason that the server gave. */
    public static Answer refused(String text) {
      return new Answer(Kind.REFUSED, text);
    }

    byte[] bytes() {
      return text.getBytes(ISO_8859_1);
    }
  }

  /** The bytes before and after a payload. Those after it end in LF. */
  final class Framing {
    private final byte[] before;
    private final byte[] after;

    private Framing(byte[] before, byte[] after) {
      this.before = before;
      this.after = after;
    }

    /** A framing of text, each character one byte. */
    public static Framing of(String before, String after) {
      if (!after.endsWith("\n")) {
        throw new IllegalArgumentException("a frame must end in LF");
      }
      return new Framing(before.getBytes(ISO_8859_1), after.getBytes(ISO_8859_1));
    }

    byte[] before() {
      return before;
    }

    byte[] after() {
      return after;
    }

    /** Bytes of a whole frame with a payload of {@code size} bytes. */
    int length(int size) {
      return before.length + size + after.length;
    }
  }
}
