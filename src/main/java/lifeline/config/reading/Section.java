package lifeline.config.reading;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One section of the configuration while it is read. Every key that is asked for is a known key;
 * {@link #reportUnknownKeys()} reports all others. A wrong value is reported and replaced by the
 * default, so that reading continues and finds the other problems. A key without a value has its
 * default.
 */
final class Section {
  private final String path;
  private final Map<?, ?> map;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<Section> inner = new ArrayList<>();

  private Section(String path, Map<?, ?> map, Problems problems) {
    this.path = path;
    this.map = map;
    this.problems = problems;
  }

  /** The section of the whole configuration. */
  static Section top(Map<String, Object> map, Problems problems) {
    return new Section("", map, problems);
  }

  /** The key as users write it, with the sections that it is in. */
  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The keys of a section in which users choose the keys, such as rooms and peers. */
  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    map.keySet().forEach(key -> keys.add(key.toString()));
    return keys;
  }

  /** The value of a key, or its default. */
  <T> T value(String key, T defaultValue, ValueParser<T> parser) {
    return Objects.requireNonNull(read(key, defaultValue, parser), "the parser has no off");
  }

  /** The value of a key; null if it is missing, or stands for off. */
  <T> @Nullable T optional(String key, ValueParser<T> parser) {
    return read(key, null, parser);
  }

  private <T> @Nullable T read(String key, @Nullable T defaultValue, ValueParser<T> parser) {
    known.add(key);
    T value = parse(key, defaultValue, parser);
    problems.recordValue(path(key), value);
    return value;
  }

  /**
   * The value of a key that has no default.
   *
   * @param placeholder the result if the key is missing, which is reported with {@code hint}
   */
  <T> T required(String key, T placeholder, ValueParser<T> parser, String hint) {
    if (!has(key)) {
      problems.report(path(key), "missing; " + hint);
    }
    return value(key, placeholder, parser);
  }

  /** A section within this one; empty if it is missing. */
  Section section(String key) {
    known.add(key);
    return inner(path(key), map.get(key));
  }

  /** A list of sections; an empty list is reported with {@code hint}. */
  List<Section> list(String key, String hint) {
    known.add(key);
    List<Section> sections = new ArrayList<>();
    if (map.get(key) instanceof List<?> list) {
      if (list.isEmpty()) {
        problems.report(path(key), "empty; " + hint);
      }
      list.forEach(element -> sections.add(inner(path(key) + "." + sections.size(), element)));
    } else if (has(key)) {
      problems.report(path(key), map.get(key), "must be a list");
    }
    return sections;
  }

  /** Reports the unknown keys of this section and of all sections read from it. */
  void reportUnknownKeys() {
    for (String key : keys()) {
      if (!known.contains(key)) {
        problems.report(path(key), map.get(key), "unknown key" + Suggestion.hint(key, known));
      }
    }
    inner.forEach(Section::reportUnknownKeys);
  }

  private boolean has(String key) {
    return map.get(key) != null;
  }

  private <T> @Nullable T parse(String key, @Nullable T defaultValue, ValueParser<T> parser) {
    Object raw = map.get(key);
    if (raw == null) {
      return defaultValue;
    }
    if (!(raw instanceof String text)) {
      problems.report(path(key), raw, "must be one value, not a list or a section");
      return defaultValue;
    }
    try {
      return parser.parse(text);
    } catch (InvalidValueException e) {
      problems.report(path(key), text, e.getMessage());
      return defaultValue;
    }
  }

  private Section inner(String innerPath, @Nullable Object raw) {
    if (raw != null && !(raw instanceof Map)) {
      problems.report(innerPath, raw, "must be a section of keys and values");
    }
    Map<?, ?> innerMap = raw instanceof Map<?, ?> map ? map : Map.of();
    Section section = new Section(innerPath, innerMap, problems);
    inner.add(section);
    return section;
  }
}
