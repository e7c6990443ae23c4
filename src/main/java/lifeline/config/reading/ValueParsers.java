package lifeline.config.reading;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeline.config.LimitSettings;
import lifeline.config.Words;
import lifeline.config.reading.ValueParser.Wrong;
import lifeline.connection.ClosePolicy;

/** The formats that keys are written in, each with its range and the reason of the range. */
final class ValueParsers {
  static final String OFF = "off";

  private static final Pattern LINGER = Pattern.compile("linger +([0-9]{1,4})");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:%_-]{1,255}");

  private ValueParsers() {}

  /** {@code null} for {@code off}, else as told. */
  static <T> ValueParser<T> orOff(ValueParser<T> format) {
    return text -> {
      if (text.equals(OFF)) {
        return null;
      }
      try {
        return format.read(text);
      } catch (Wrong e) {
        throw new Wrong(e.getMessage() + ", or off");
      }
    };
  }

  /** {@link LimitSettings#NONE} for {@code off}, else a number. */
  static ValueParser<Long> limit(long min, long max) {
    ValueParser<Long> number = orOff(number(min, max, ""));
    return text -> {
      Long limit = number.read(text);
      return limit == null ? LimitSettings.NONE : limit;
    };
  }

  static ValueParser<Duration> duration(Duration min, Duration max, String why) {
    return text ->
        within(Durations.read(text), min, max, Durations.text(min), Durations.text(max), why);
  }

  static ValueParser<Long> size(long min, long max, String why) {
    return text -> within(Sizes.read(text), min, max, Sizes.text(min), Sizes.text(max), why);
  }

  static ValueParser<Long> number(long min, long max, String why) {
    return text -> {
      if (!NUMBER.matcher(text).matches()) {
        throw new Wrong("not a number; write a whole number from " + min + " to " + max);
      }
      return within(Long.parseLong(text), min, max, "" + min, "" + max, why);
    };
  }

  static ValueParser<Integer> integer(int min, int max, String why) {
    ValueParser<Long> number = number(min, max, why);
    return text -> Math.toIntExact(number.read(text));
  }

  static ValueParser<Boolean> flag() {
    return text ->
        switch (text) {
          case "true", "on", "yes" -> true;
          case "false", OFF, "no" -> false;
          default -> throw new Wrong("must be true or false");
        };
  }

  static <E extends Enum<E>> ValueParser<E> choice(Class<E> type) {
    return text -> {
      for (E value : type.getEnumConstants()) {
        if (Words.of(value).equals(text)) {
          return value;
        }
      }
      String words =
          Stream.of(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", "));
      throw new Wrong("must be one of " + words);
    };
  }

  static ValueParser<String> matching(Pattern pattern, String reason) {
    return text -> {
      if (!pattern.matcher(text).matches()) {
        throw new Wrong(reason);
      }
      return text;
    };
  }

  static ValueParser<String> host() {
    return matching(HOST, "not a host; write an address as 127.0.0.1 or ::1, or a host name");
  }

  static ValueParser<Path> path() {
    return text -> {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new Wrong("not a path: " + e.getReason());
      }
    };
  }

  static ValueParser<ClosePolicy> closePolicy() {
    return text -> {
      Matcher linger = LINGER.matcher(text);
      if (linger.matches()) {
        int seconds = Integer.parseInt(linger.group(1));
        return ClosePolicy.linger(within(seconds, 1, 3600, "1", "3600", "seconds"));
      }
      return switch (text) {
        case "graceful" -> ClosePolicy.GRACEFUL;
        case "reset" -> ClosePolicy.RESET;
        default -> throw new Wrong("must be graceful, linger N (seconds) or reset");
      };
    };
  }

  private static <C extends Comparable<C>> C within(
      C value, C min, C max, String minText, String maxText, String why) throws Wrong {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      String range = "must be from " + minText + " to " + maxText;
      throw new Wrong(why.isEmpty() ? range : range + ", " + why);
    }
    return value;
  }
}
