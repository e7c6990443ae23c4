package lifeline.codec;

import java.util.zip.CRC32C;

/**
 * The frame of all bytes that are stored or sent to another node: one byte for what they are, one
 * for {@link CodecVersion#VERSION}, {@link CodecVersion#LEVEL} as a number; then the content; then
 * four bytes, the CRC-32C of all before them.
 */
public enum Frame {
  /** A batch of entries of the log. */
  ENTRIES('E', "entries"),
  /** A section of a snapshot of the state machine. */
  STATE('S', "state");

  private static final int CHECKSUM = 4;
  private static final int LEAST = 3 + CHECKSUM;
  private static final int OCTET = 0xff;

  private final char tag;
  private final String what;

  Frame(char tag, String what) {
    this.tag = tag;
    this.what = what;
  }

  /** Begins a frame; returns its start, for {@link #end}. */
  public int begin(ByteOut out) {
    int start = out.size();
    out.resetReferences();
    out.octet(tag);
    out.octet(CodecVersion.VERSION);
    out.number(out.level());
    return start;
  }

  /** Ends the frame that begins at {@code start}. */
  public void end(ByteOut out, int start) {
    out.fixed(out.checksum(start));
  }

  /**
   * The content of the frame {@code bytes[from, to)}.
   *
   * @throws UnreadableException if it is damaged, or something else
   * @throws NewerFormatException if a newer server wrote it
   */
  public ByteIn open(byte[] bytes, int from, int to) {
    return open(what, bytes, from, to);
  }

  /** The same, with another name in messages. */
  ByteIn open(String what, byte[] bytes, int from, int to) {
    if (to - from < LEAST) {
      throw new UnreadableException(what + ": only " + (to - from) + " bytes");
    }
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, to - from - CHECKSUM);
    int stored = 0;
    for (int i = to - CHECKSUM; i < to; i++) {
      stored = (stored << Byte.SIZE) | (bytes[i] & OCTET);
    }
    if ((int) sum.getValue() != stored) {
      throw new UnreadableException(what + ": the checksum of " + (to - from) + " bytes is wrong");
    }
    if (bytes[from] != tag) {
      throw new UnreadableException(what + ": begins with byte " + bytes[from] + ", not " + tag);
    }
    check(what, "format version", bytes[from + 1] & OCTET, CodecVersion.VERSION);
    long level = new ByteIn(what, bytes, from + 2, to - CHECKSUM, CodecVersion.LEVEL).number();
    check(what, "feature level", level, CodecVersion.LEVEL);
    ByteIn in = new ByteIn(what, bytes, from + 2, to - CHECKSUM, (int) level);
    in.number();
    return in;
  }

  private static void check(String what, String figure, long theirs, int ours) {
    if (theirs < 1) {
      throw new UnreadableException(what + ": there is no " + figure + " " + theirs);
    }
    if (theirs > ours) {
      throw new NewerFormatException(what, figure, theirs, ours);
    }
  }
}
