package lifeline.config.reading;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One section of the configuration while it is read. Every key asked for is a known key; what is
 * left at {@link #end()} is reported as unknown. A wrong value is reported, and its default used to
 * go on and find the other problems. A key without a value has its default.
 */
final class Section {
  private final String path;
  private final Map<?, ?> map;
  private final Problems findings;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<Section> inner = new ArrayList<>();

  private Section(String path, Map<?, ?> map, Problems findings) {
    this.path = path;
    this.map = map;
    this.findings = findings;
  }

  static Section of(Map<String, Object> map, Problems findings) {
    return new Section("", map, findings);
  }

  /** The key as users write it, with the sections it is in. */
  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return map.get(key) != null;
  }

  /** The keys of a section whose keys are names that users choose, as rooms and peers. */
  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    map.keySet().forEach(key -> keys.add(key.toString()));
    return keys;
  }

  <T> T value(String key, T fallback, ValueParser<T> format) {
    known.add(key);
    T value = read(key, fallback, format);
    findings.found(path(key), value);
    return value;
  }

  /** A key that has no default. */
  <T> T needed(String key, T standIn, ValueParser<T> format, String reason) {
    if (!has(key)) {
      findings.problem(path(key), "missing; " + reason);
    }
    return value(key, standIn, format);
  }

  /** A section in this one, empty if it isn't there. */
  Section section(String key) {
    known.add(key);
    return inner(path(key), map.get(key));
  }

  /** A list of sections, with at least one. */
  List<Section> list(String key, String whyNotEmpty) {
    known.add(key);
    List<Section> sections = new ArrayList<>();
    if (map.get(key) instanceof List<?> list) {
      if (list.isEmpty()) {
        findings.problem(path(key), "empty; " + whyNotEmpty);
      }
      list.forEach(element -> sections.add(inner(path(key) + "." + sections.size(), element)));
    } else if (has(key)) {
      findings.problem(path(key), map.get(key), "must be a list");
    }
    return sections;
  }

  /** Reports unknown keys, here and in all sections read from here. */
  void end() {
    for (String key : keys()) {
      if (!known.contains(key)) {
        findings.problem(path(key), map.get(key), "unknown key" + Suggestion.hint(key, known));
      }
    }
    inner.forEach(Section::end);
  }

  private <T> T read(String key, T fallback, ValueParser<T> format) {
    Object raw = map.get(key);
    if (raw == null) {
      return fallback;
    }
    if (!(raw instanceof String text)) {
      findings.problem(path(key), raw, "must be one value, not a list or a section");
      return fallback;
    }
    try {
      return format.read(text);
    } catch (ValueParser.Wrong e) {
      findings.problem(path(key), text, e.getMessage());
      return fallback;
    }
  }

  private Section inner(String innerPath, Object raw) {
    if (raw != null && !(raw instanceof Map)) {
      findings.problem(innerPath, raw, "must be a section of keys and values");
    }
    Map<?, ?> innerMap = raw instanceof Map<?, ?> found ? found : Map.of();
    Section section = new Section(innerPath, innerMap, findings);
    inner.add(section);
    return section;
  }
}
