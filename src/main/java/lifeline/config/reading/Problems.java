package lifeline.config.reading;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The result of reading a configuration: the value of each known key, and every problem. */
final class Problems {
  private static final int MAX_VALUE_LENGTH = 80;

  private final List<String> problems = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Records the value in force of a key; null where the key is off. */
  void recordValue(String key, @Nullable Object value) {
    values.put(key, value);
  }

  /** Reports a value, as it was written, that cannot be used. */
  void report(String key, @Nullable Object value, @Nullable String reason) {
    problems.add("%s: \"%s\": %s".formatted(key, printable(value), reason));
  }

  /** Reports something that has no value: a missing key, or a text that is no configuration. */
  void report(String key, @Nullable String reason) {
    problems.add(key + ": " + reason);
  }

  /** All problems, in the order in which they were reported. */
  List<String> all() {
    return Collections.unmodifiableList(problems);
  }

  /** The value in force of every key that was read, by dotted key. */
  Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  private static String printable(@Nullable Object value) {
    String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
    return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH) + "…";
  }
}
