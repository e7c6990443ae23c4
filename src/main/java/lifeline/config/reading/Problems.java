package lifeline.config.reading;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reading a configuration has found: a value for each known key, and every problem. */
final class Problems {
  private static final int MAX_SHOWN = 80;

  private final List<String> problems = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  void found(String key, Object value) {
    values.put(key, value);
  }

  /** Key, value as it was written, reason. */
  void problem(String key, Object value, String reason) {
    problems.add("%s: \"%s\": %s".formatted(key, shown(value), reason));
  }

  /** About something that has no key or no value. */
  void problem(String key, String reason) {
    problems.add(key + ": " + reason);
  }

  List<String> problems() {
    return Collections.unmodifiableList(problems);
  }

  /** Every key that was read, dotted, with the value that holds; null where a key is off. */
  Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  private static String shown(Object value) {
    String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
