package lifeline.config.reading;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How durations and sizes are written: {@code 500ms}, {@code 15s}, {@code 5m}, {@code 12h}, {@code
 * 7d}; {@code 8192} (bytes), {@code 64KiB}, {@code 256MiB}, {@code 2GiB}, {@code 1TiB}.
 */
public final class Units {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})(B|KiB|MiB|GiB|TiB)?");
  private static final List<String> SIZE_UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  private Units() {}

  /**
   * Reads a duration; one without a unit is refused.
   *
   * @throws InvalidValueException if the text is no duration
   */
  public static Duration parseDuration(String text) throws InvalidValueException {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new InvalidValueException("not a duration; write 500ms, 15s, 5m or 7d");
    }
    return unit(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1)));
  }

  /** The duration in the largest unit that gives a whole number. */
  static String format(Duration duration) {
    for (String unit : List.of("d", "h", "m", "s")) {
      long millis = unit(unit).toMillis();
      if (duration.toMillis() != 0 && duration.toMillis() % millis == 0) {
        return duration.toMillis() / millis + unit;
      }
    }
    return duration.toMillis() + "ms";
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      default -> throw new IllegalArgumentException(unit);
    };
  }

  /**
   * Reads a size, in bytes.
   *
   * @throws InvalidValueException if the text is no size
   */
  static long parseSize(String text) throws InvalidValueException {
    Matcher parts = SIZE.matcher(text);
    if (!parts.matches()) {
      throw new InvalidValueException("not a size; write 8192, 64KiB or 256MiB");
    }
    int unit = parts.group(2) == null ? 0 : SIZE_UNITS.indexOf(parts.group(2));
    try {
      return Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << (10 * unit));
    } catch (ArithmeticException e) {
      throw new InvalidValueException("larger than any disk");
    }
  }

  /** The size in the largest unit that gives a whole number. */
  static String format(long bytes) {
    int unit = 0;
    long rest = bytes;
    while (rest != 0 && rest % 1024 == 0 && unit < SIZE_UNITS.size() - 1) {
      rest /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(rest) : rest + SIZE_UNITS.get(unit);
  }
}
