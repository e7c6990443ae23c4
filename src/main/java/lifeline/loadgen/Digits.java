package lifeline.loadgen;

/**
 * Numbers of up to 48 bits as eight printable ASCII characters, 6 bits each, from '0' (0) to 'o'
 * (63), the first being the highest. Eight characters are one long, so that writing and reading one
 * takes a few shifts.
 */
final class Digits {
  /** The highest number that fits. */
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

  /** The reverse of {@link #encode}; anything if the characters are not digits. */
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
