package lifeline.config.reading;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The keys and texts of a configuration before they are read: those of the file, and single keys
 * that override them. A listener is named by its position ({@code listeners.0.port}; the next free
 * position adds one) or by its kind ({@code listeners.line.port}; a missing kind is added).
 */
final class SettingsTree {
  private static final String LISTENERS = "listeners";

  private final Map<String, Object> top;

  SettingsTree(Map<String, Object> file) {
    top = new LinkedHashMap<>(file);
    if (top.get(LISTENERS) == null) {
      top.put(LISTENERS, new ArrayList<>(List.of(ofKind("line"), ofKind("telnet"))));
    }
  }

  Map<String, Object> top() {
    return top;
  }

  /**
   * Sets a key, whether it has a value or not.
   *
   * @throws InvalidValueException if there is no such listener, or more than one of its kind
   */
  void set(String dotted, @Nullable Object value) throws InvalidValueException {
    List<String> path = split(dotted);
    Map<String, Object> map = top;
    int depth = 0;
    if (path.size() > 2 && path.get(0).equals(LISTENERS)) {
      map = listener(path.get(1));
      depth = 2;
    }
    for (; depth < path.size() - 1; depth++) {
      map = inner(map, path.get(depth));
    }
    map.put(path.get(path.size() - 1), value);
  }

  /** Splits a key at its dots, except those in the names of rooms and peers. */
  private static List<String> split(String dotted) {
    if (dotted.startsWith("cluster.peers.")) {
      return List.of("cluster", "peers", dotted.substring("cluster.peers.".length()));
    }
    int last = dotted.lastIndexOf('.');
    if (dotted.startsWith("rooms.") && last > "rooms.".length()) {
      return List.of(
          "rooms", dotted.substring("rooms.".length(), last), dotted.substring(last + 1));
    }
    return List.of(dotted.split("\\.", -1));
  }

  private Map<String, Object> listener(String kindOrPosition) throws InvalidValueException {
    if (!(top.get(LISTENERS) instanceof List<?> list)) {
      throw new InvalidValueException("listeners must be a list");
    }
    List<Object> listeners = new ArrayList<>(list);
    int index =
        kindOrPosition.matches("[0-9]{1,3}")
            ? Integer.parseInt(kindOrPosition)
            : indexOf(listeners, kindOrPosition);
    if (index > listeners.size()) {
      throw new InvalidValueException("there are only " + listeners.size() + " listeners");
    }
    if (index == listeners.size()) {
      listeners.add(
          kindOrPosition.matches("[0-9]+") ? new LinkedHashMap<>() : ofKind(kindOrPosition));
    }
    Map<String, Object> listener = copy(listeners.get(index));
    listeners.set(index, listener);
    top.put(LISTENERS, listeners);
    return listener;
  }

  /** The position of the listener of a kind; the number of listeners if there is none. */
  private static int indexOf(List<Object> listeners, String kind) throws InvalidValueException {
    int[] found =
        IntStream.range(0, listeners.size())
            .filter(i -> Objects.equals(copy(listeners.get(i)).get("kind"), kind))
            .toArray();
    if (found.length > 1) {
      throw new InvalidValueException(
          "several listeners are of kind " + kind + "; say listeners.0, …");
    }
    return found.length == 0 ? listeners.size() : found[0];
  }

  private static Map<String, Object> inner(Map<String, Object> map, String key) {
    Map<String, Object> inner = copy(map.get(key));
    map.put(key, inner);
    return inner;
  }

  private static Map<String, Object> copy(@Nullable Object section) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (section instanceof Map<?, ?> map) {
      map.forEach((key, value) -> copy.put(key.toString(), value));
    }
    return copy;
  }

  private static Map<String, Object> ofKind(String kind) {
    Map<String, Object> listener = new LinkedHashMap<>();
    listener.put("kind", kind);
    return listener;
  }
}
