package lifeline.config.reading;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeline.config.ClusterSettings.Address;
import lifeline.config.LimitSettings;
import lifeline.connection.ClosePolicy;

/**
 * The parsers of values. Those with a range take its two ends and, where users need it to
 * understand the range, a reason that is added to the message.
 */
public final class ValueParsers {
  static final int MAX_PORT = 65_535;

  private static final String OFF = "off";
  private static final Pattern LINGER = Pattern.compile("linger +([0-9]{1,4})");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:%_-]{1,255}");

  private ValueParsers() {}

  /** {@code null} for {@code off}; reads anything else by {@code parser}. */
  @SuppressWarnings(
      "NullAway") // a type argument can't say null; Section.optional and orNoLimit expect it
  static <T> ValueParser<T> orOff(ValueParser<T> parser) {
    return text -> {
      if (text.equals(OFF)) {
        return null;
      }
      try {
        return parser.parse(text);
      } catch (InvalidValueException e) {
        throw new InvalidValueException(e.getMessage() + ", or off");
      }
    };
  }

  /** {@link LimitSettings#NONE} for {@code off}; reads anything else by {@code parser}. */
  static ValueParser<Long> orNoLimit(ValueParser<Long> parser) {
    ValueParser<Long> orOff = orOff(parser);
    return text -> {
      Long limit = orOff.parse(text);
      return limit == null ? LimitSettings.NONE : limit;
    };
  }

  static ValueParser<Duration> duration(String min, String max) {
    return duration(min, max, "");
  }

  static ValueParser<Duration> duration(String min, String max, String reason) {
    return text ->
        checkRange(
            Units.parseDuration(text),
            Units.parseDuration(min),
            Units.parseDuration(max),
            min,
            max,
            reason);
  }

  static ValueParser<Long> size(long min, long max) {
    return size(min, max, "");
  }

  static ValueParser<Long> size(long min, long max, String reason) {
    return text ->
        checkRange(Units.parseSize(text), min, max, Units.format(min), Units.format(max), reason);
  }

  static ValueParser<Long> number(long min, long max) {
    return number(min, max, "");
  }

  private static ValueParser<Long> number(long min, long max, String reason) {
    return text -> {
      if (!NUMBER.matcher(text).matches()) {
        throw new InvalidValueException(
            "not a number; write a whole number from " + min + " to " + max);
      }
      return checkRange(Long.parseLong(text), min, max, "" + min, "" + max, reason);
    };
  }

  static ValueParser<Integer> integer(int min, int max) {
    return integer(min, max, "");
  }

  static ValueParser<Integer> integer(int min, int max, String reason) {
    ValueParser<Long> number = number(min, max, reason);
    return text -> Math.toIntExact(number.parse(text));
  }

  static ValueParser<Boolean> flag() {
    return text ->
        switch (text) {
          case "true", "on", "yes" -> true;
          case "false", OFF, "no" -> false;
          default -> throw new InvalidValueException("must be true or false");
        };
  }

  /** One of the values of an enum, written in lower case with hyphens. */
  static <E extends Enum<E>> ValueParser<E> choice(Class<E> type) {
    return text -> {
      for (E value : type.getEnumConstants()) {
        if (word(value).equals(text)) {
          return value;
        }
      }
      String words =
          Stream.of(type.getEnumConstants())
              .map(ValueParsers::word)
              .collect(Collectors.joining(", "));
      throw new InvalidValueException("must be one of " + words);
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A text as it is, if it is valid. */
  static ValueParser<String> text(Predicate<String> isValid, String reason) {
    return text -> {
      if (!isValid.test(text)) {
        throw new InvalidValueException(reason);
      }
      return text;
    };
  }

  static ValueParser<String> host() {
    return text(
        HOST.asMatchPredicate(),
        "not a host; write an address as 127.0.0.1 or ::1, or a host name");
  }

  /**
   * The address of a node: {@code host:port}, with IPv6 in brackets.
   *
   * @throws InvalidValueException if the text is no such address
   */
  public static Address address(String text) throws InvalidValueException {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isEmpty() || (host.contains(":") && !bracketed)) {
      throw new InvalidValueException(
          "not an address; write host:port, as 127.0.0.1:6690 or [::1]:6690");
    }
    return new Address(
        host().parse(bracketed ? host.substring(1, host.length() - 1) : host),
        integer(1, MAX_PORT, "as peers must know it").parse(text.substring(colon + 1)));
  }

  static ValueParser<Path> path() {
    return text -> {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new InvalidValueException("not a path: " + e.getReason());
      }
    };
  }

  static ValueParser<ClosePolicy> closePolicy() {
    return text -> {
      Matcher linger = LINGER.matcher(text);
      if (linger.matches()) {
        int seconds = Integer.parseInt(linger.group(1));
        return ClosePolicy.linger(checkRange(seconds, 1, 3600, "1", "3600", "seconds"));
      }
      return switch (text) {
        case "graceful" -> ClosePolicy.GRACEFUL;
        case "reset" -> ClosePolicy.RESET;
        default -> throw new InvalidValueException("must be graceful, linger N (seconds) or reset");
      };
    };
  }

  private static <C extends Comparable<C>> C checkRange(
      C value, C min, C max, String minText, String maxText, String reason)
      throws InvalidValueException {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      String range = "must be from " + minText + " to " + maxText;
      throw new InvalidValueException(reason.isEmpty() ? range : range + ", " + reason);
    }
    return value;
  }
}
