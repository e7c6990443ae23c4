package lifeline.loadgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** The bytes before and after a payload. What comes after ends in LF. */
public final class PeerFraming {
  private final byte[] before;
  private final byte[] after;

  private PeerFraming(byte[] before, byte[] after) {
    this.before = before;
    this.after = after;
  }

  /** A framing of text, each character one byte. */
  public static PeerFraming of(String before, String after) {
    if (!after.endsWith("\n")) {
      throw new IllegalArgumentException("a frame must end in LF");
    }
    return new PeerFraming(before.getBytes(ISO_8859_1), after.getBytes(ISO_8859_1));
  }

  byte[] before() {
    return before;
  }

  byte[] after() {
    return after;
  }

  /** Bytes of a whole frame around a payload of {@code size} bytes. */
  int length(int size) {
    return before.length + size + after.length;
  }
}
