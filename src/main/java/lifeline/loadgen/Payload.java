package lifeline.loadgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The text of a line of the load: tag (4 bytes), publisher (4), seq of that publisher from 0 (8),
 * time of sending in ns since the start of the run (8), then filler. All numbers are {@link
 * Digits}.
 */
final class Payload {
  static final int MIN_SIZE = 24;

  private static final int PUBLISHER = 4;
  private static final int SEQ = 8;
  private static final int TIME = 16;

  private Payload() {}

  /** A whole frame with seq and time 0. */
  static byte[] frame(Peer.Framing framing, int tag, int publisher, int size) {
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

  /**
   * The first four characters of the lines of one run; those of any other run differ.
   *
   * @param line of the lines that are counted
   * @param probe of the lines that only show that a subscriber receives
   */
  record Tags(int line, int probe) {
    private static final int RUN_BITS = 18;

    /** The tags of a run with this number, of which the low 18 bits count. */
    static Tags of(int run) {
      int digits = Digits.encodeShort(run & ((1 << RUN_BITS) - 1)) & 0xFFFFFF;
      return new Tags(('L' << 24) | digits, ('P' << 24) | digits);
    }

    String lineText() {
      return text(line);
    }

    String probeText() {
      return text(probe);
    }

    private static String text(int tag) {
      return new String(ByteBuffer.allocate(Integer.BYTES).putInt(tag).array(), ISO_8859_1);
    }
  }

  /**
   * Numbers of up to 48 bits as eight printable ASCII characters of 6 bits each, from '0' (0) to
   * 'o' (63), the most significant first. Eight characters are one long, so that writing and
   * reading a number takes a few shifts.
   */
  static final class Digits {
    /** The largest number that fits. */
    static final long MAX = (1L << 48) - 1;

    private static final long ZEROS = 0x3030303030303030L;

    private Digits() {}

    /** The characters of {@code number}, 0 to {@link #MAX}, as a big-endian long. */
    static long encode(long number) {
      long x = ((number & 0xFFFFFF000000L) << 8) | (number & 0xFFFFFFL);
      x = ((x & 0x00FFF00000FFF000L) << 4) | (x & 0x00000FFF00000FFFL);
      x = ((x & 0x0FC00FC00FC00FC0L) << 2) | (x & 0x003F003F003F003FL);
      return x + ZEROS;
    }

    /** The reverse of {@link #encode}; any number if the characters are not digits. */
    static long decode(long characters) {
      long x = characters - ZEROS;
      x = ((x & 0x3F003F003F003F00L) >>> 2) | (x & 0x003F003F003F003FL);
      x = ((x & 0x0FFF00000FFF0000L) >>> 4) | (x & 0x00000FFF00000FFFL);
      x = ((x & 0x00FFFFFF00000000L) >>> 8) | (x & 0x0000000000FFFFFFL);
      return x;
    }

    /** The characters of a number of up to 24 bits as a big-endian int. */
    static int encodeShort(int number) {
      return (int) encode(number);
    }

    /** The reverse of {@link #encodeShort}. */
    static int decodeShort(int characters) {
      return (int) decode((ZEROS & 0xFFFFFFFF00000000L) | (characters & 0xFFFFFFFFL));
    }
  }
}
