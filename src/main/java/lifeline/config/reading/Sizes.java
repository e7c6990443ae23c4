package lifeline.config.reading;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.config.reading.ValueParser.Wrong;

/** Sizes as {@code 8192} (bytes), {@code 64KiB}, {@code 256MiB}, {@code 2GiB}, {@code 1TiB}. */
final class Sizes {
  private static final Pattern PATTERN = Pattern.compile("([0-9]{1,15})(B|KiB|MiB|GiB|TiB)?");
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  private Sizes() {}

  /** In bytes. */
  static long read(String text) throws Wrong {
    Matcher parts = PATTERN.matcher(text);
    if (!parts.matches()) {
      throw new Wrong("not a size; write 8192, 64KiB or 256MiB");
    }
    int unit = parts.group(2) == null ? 0 : UNITS.indexOf(parts.group(2));
    try {
      return Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << (10 * unit));
    } catch (ArithmeticException e) {
      throw new Wrong("larger than any disk");
    }
  }

  /** In the largest unit that gives a whole number. */
  static String text(long bytes) {
    int unit = 0;
    long rest = bytes;
    while (rest != 0 && rest % 1024 == 0 && unit < UNITS.size() - 1) {
      rest /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(rest) : rest + UNITS.get(unit);
  }
}
