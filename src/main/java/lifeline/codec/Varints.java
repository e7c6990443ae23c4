package lifeline.codec;

/**
 * Numbers of variable length: seven bits a byte, the lowest first; the highest bit is set in each
 * byte but the last. 0 to 127 take one byte; negative numbers, as unsigned ones, take {@link
 * #MAX_BYTES}.
 */
public final class Varints {
  /** Bytes of the longest number. */
  public static final int MAX_BYTES = 10;

  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;

  private Varints() {}

  /**
   * Writes the number at {@code at}, where the array needs room for up to {@link #MAX_BYTES}.
   *
   * @return the position after it
   */
  public static int write(byte[] bytes, int at, long value) {
    int next = at;
    long left = value;
    while ((left & ~SEVEN_BITS) != 0) {
      bytes[next++] = (byte) ((left & SEVEN_BITS) | MORE);
      left >>>= 7;
    }
    bytes[next++] = (byte) left;
    return next;
  }

  /** The number at {@code at}, which must be complete: see {@link #end}. */
  public static long read(byte[] bytes, int at) {
    long value = 0;
    int next = at;
    for (int shift = 0; ; shift += 7) {
      byte octet = bytes[next++];
      value |= (long) (octet & SEVEN_BITS) << shift;
      if (octet >= 0) {
        return value;
      }
    }
  }

  /**
   * The position after the number at {@code at}; −1 if it does not end before {@code limit}, or has
   * more than 64 bits.
   */
  public static int end(byte[] bytes, int at, int limit) {
    int last = Math.min(limit, at + MAX_BYTES);
    for (int next = at; next < last; next++) {
      if (bytes[next] >= 0) {
        boolean tooLarge = next - at == MAX_BYTES - 1 && bytes[next] > 1;
        return tooLarge ? -1 : next + 1;
      }
    }
    return -1;
  }
}
