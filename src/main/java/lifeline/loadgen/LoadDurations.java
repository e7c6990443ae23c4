package lifeline.loadgen;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: {@code 500ms}, {@code 10s}, {@code 2m}; a bare number is s. */
final class LoadDurations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

  private LoadDurations() {}

  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a duration such as 500ms, 10s or 2m: " + text);
    }
    long figure = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2) == null ? "s" : matcher.group(2);
    return switch (unit) {
      case "ms" -> Duration.ofMillis(figure);
      case "m" -> Duration.ofMinutes(figure);
      case "h" -> Duration.ofHours(figure);
      default -> Duration.ofSeconds(figure);
    };
  }
}
