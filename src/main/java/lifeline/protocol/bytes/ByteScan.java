package lifeline.protocol.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches bytes eight at a time; the zero-byte tests are from H. S. Warren, Hacker's Delight, 6-1.
 */
public final class ByteScan {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long SEVENS = 0x7f7f7f7f7f7f7f7fL;
  private static final long DELS = 0x7f * ONES;
  private static final long BLANKS = 0x20 * ONES;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;

  private ByteScan() {}

  /** The first position of {@code wanted} in {@code bytes[from, to)}, or {@code to}. */
  public static int indexOf(byte[] bytes, int from, int to, byte wanted) {
    long pattern = (wanted & 0xff) * ONES;
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long found = zeros((long) LONG.get(bytes, i) ^ pattern);
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < to && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  /**
   * The end of a run of printable ASCII (0x20 to 0x7e) that begins at {@code from}, found in steps
   * of eight: all bytes before it are plain, the bytes after it may be plain too.
   *
   * @param quoting whether {@code "} and {@code \} count as not plain
   */
  public static int plain(byte[] bytes, int from, int to, boolean quoting) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long word = (long) LONG.get(bytes, i);
      // With the high bits of word clear, no subtraction borrows where the byte is 0x20 or more.
      long odd = word | (word - BLANKS) | zeros(word ^ DELS);
      if (quoting) {
        odd |= zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
      }
      if ((odd & HIGHS) != 0) {
        return i;
      }
    }
    while (i < to && isPlain(bytes[i], quoting)) {
      i++;
    }
    return i;
  }

  public static boolean isPlain(byte value, boolean quoting) {
    return value >= 0x20 && value < 0x7f && !(quoting && (value == '"' || value == '\\'));
  }

  /** The high bit of each byte that is zero, and of no other. */
  private static long zeros(long word) {
    return ~(((word & SEVENS) + SEVENS) | word | SEVENS);
  }
}
