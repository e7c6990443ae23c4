package lifeline.loadgen;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The text of a line of the load: tag (4 bytes; the same for all lines of a run), publisher (4),
 * seq of that publisher from 0 (8), time of sending in ns since the start of the run (8), all as
 * {@link Digits}, then filler. A line of an earlier run has another tag.
 */
final class Payload {
  static final int MIN_SIZE = 24;

  private static final int PUBLISHER = 4;
  private static final int SEQ = 8;
  private static final int TIME = 16;
  private static final int TAG_BITS = 18;

  private Payload() {}

  /** The tag of the lines that are counted in run {@code run}. */
  static int tag(int run) {
    return ('L' << 24) | runDigits(run);
  }

  /** The tag of the lines that only show that a subscriber hears. */
  static int probeTag(int run) {
    return ('P' << 24) | runDigits(run);
  }

  private static int runDigits(int run) {
    return Digits.encodeShort(run & ((1 << TAG_BITS) - 1)) & 0xFFFFFF;
  }

  /** A whole frame with seq and time 0. */
  static byte[] frame(PeerFraming framing, int tag, int publisher, int size) {
    byte[] filler = new byte[size];
    Arrays.fill(filler, (byte) 'x');
    ByteBuffer frame = ByteBuffer.allocate(framing.length(size));
    frame.put(framing.before()).put(filler).put(framing.after());
    int at = framing.before().length;
    frame.putInt(at, tag).putInt(at + PUBLISHER, Digits.encodeShort(publisher));
    stamp(frame, at, 0, 0);
    return frame.array();
  }

  /** Writes seq and time into the payload at {@code at}. */
  static void stamp(ByteBuffer buffer, int at, long seq, long time) {
    buffer.putLong(at + SEQ, Digits.encode(seq)).putLong(at + TIME, Digits.encode(time));
  }

  static int publisher(ByteBuffer buffer, int at) {
    return Digits.decodeShort(buffer.getInt(at + PUBLISHER));
  }

  static long seq(ByteBuffer buffer, int at) {
    return Digits.decode(buffer.getLong(at + SEQ));
  }

  static long time(ByteBuffer buffer, int at) {
    return Digits.decode(buffer.getLong(at + TIME));
  }
}
