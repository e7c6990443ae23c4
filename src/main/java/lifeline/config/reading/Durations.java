package lifeline.config.reading;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.config.reading.ValueParser.Wrong;

/** Durations as {@code 500ms}, {@code 15s}, {@code 5m}, {@code 12h}, {@code 7d}. */
final class Durations {
  private static final Pattern PATTERN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Durations() {}

  static Duration read(String text) throws Wrong {
    Matcher parts = PATTERN.matcher(text);
    if (!parts.matches()) {
      throw new Wrong("not a duration; write 500ms, 15s, 5m or 7d");
    }
    return unit(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1)));
  }

  /** In the largest unit that gives a whole number. */
  static String text(Duration duration) {
    for (String unit : new String[] {"d", "h", "m", "s"}) {
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
}
