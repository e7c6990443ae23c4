package lifeline.config.reading;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which key a variable of the environment sets: {@code LIFELINE_} and the key in capitals, with
 * {@code _} for dots and hyphens, as {@code LIFELINE_LIVENESS_IDLE_TIMEOUT}. Listeners go by
 * position or kind, as {@code LIFELINE_LISTENERS_LINE_PORT}. Rooms, peers and listeners are set as
 * a whole by {@code LIFELINE_ROOMS}, {@code LIFELINE_CLUSTER_PEERS} and {@code LIFELINE_LISTENERS}.
 */
final class EnvironmentKeys {
  /**
   * Variables that bin/lifeline (JVM options) and logback.xml (log level) read; they are no keys.
   */
  static final Set<String> NO_KEYS = Set.of("LIFELINE_JAVA_OPTS", "LIFELINE_LOG_LEVEL");

  private static final String PREFIX = "LIFELINE_";
  private static final Pattern LISTENER =
      Pattern.compile("LIFELINE_LISTENERS_([0-9]{1,3}|LINE|TELNET|FRAMED)(_.+)");

  private final Map<String, String> keyByVariable = new HashMap<>();

  EnvironmentKeys() {
    for (String key : Keys.all()) {
      keyByVariable.put(variable(key), key);
    }
    for (String whole : new String[] {"listeners", "rooms", "cluster.peers"}) {
      keyByVariable.put(variable(whole), whole);
    }
  }

  /** Whether a variable is meant to set a key. */
  static boolean isKey(String variable) {
    return variable.startsWith(PREFIX) && !NO_KEYS.contains(variable);
  }

  /** The dotted key that a variable sets; empty if there is no such key. */
  Optional<String> key(String variable) {
    Matcher listener = LISTENER.matcher(variable);
    if (!listener.matches()) {
      return Optional.ofNullable(keyByVariable.get(variable));
    }
    String kindOrPosition = listener.group(1).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(keyByVariable.get("LIFELINE_LISTENERS_0" + listener.group(2)))
        .map(key -> key.replaceFirst("0", kindOrPosition));
  }

  private static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
