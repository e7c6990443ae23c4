package lifeline.protocol.bytes;

/** Well-formed and ill-formed byte sequences of UTF-8 (RFC 3629, section 4). */
public final class Utf8 {
  private static final int MAX_CONTINUATIONS = 3;

  private Utf8() {}

  /**
   * The length of the sequence at {@code from}: n for a character of n bytes, −n for n ill-formed
   * bytes that are together replaced by one U+FFFD, exactly as {@code new String(bytes, UTF_8)}
   * does.
   */
  public static int sequence(byte[] bytes, int from, int to) {
    int first = bytes[from] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    if (first < 0xc2 || first > 0xf4 || from + 1 >= to) {
      return -1;
    }
    int second = bytes[from + 1] & 0xff;
    if (second < lowestSecond(first) || second > (first == 0xf4 ? 0x8f : 0xbf)) {
      return -1;
    }
    if (first < 0xe0) {
      return 2;
    }
    if (from + 2 >= to || !isContinuation(bytes[from + 2])) {
      return -2;
    }
    if (first < 0xf0) {
      return first == 0xed && second >= 0xa0 ? -3 : 3; // surrogates are no characters
    }
    return from + 3 < to && isContinuation(bytes[from + 3]) ? 4 : -3;
  }

  /**
   * Where the last character of {@code bytes[0, size)} begins; an ill-formed byte counts as one.
   */
  public static int lastStart(byte[] bytes, int size) {
    int start = size - 1;
    while (start > 0 && size - start <= MAX_CONTINUATIONS && isContinuation(bytes[start])) {
      start--;
    }
    return sequence(bytes, start, size) == size - start ? start : size - 1;
  }

  private static int lowestSecond(int first) {
    return switch (first) {
      case 0xe0 -> 0xa0;
      case 0xf0 -> 0x90;
      default -> 0x80;
    };
  }

  private static boolean isContinuation(byte value) {
    return (value & 0xc0) == 0x80;
  }
}
