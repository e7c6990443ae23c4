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
 * {@code _} for dots and hyphens, as {@code LIFELINE_LIVENESS_IDLE_TIMEOUT}. Listeners go by place
 * or kind, as {@code LIFELINE_LISTENERS_LINE_PORT}. Rooms, peers and listeners are set as a whole
 * by {@code LIFELINE_ROOMS}, {@code LIFELINE_CLUSTER_PEERS} and {@code LIFELINE_LISTENERS}.
 */
final class EnvironmentKeys {
  private static final String PREFIX = "LIFELINE_";
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of("LIFELINE_HOME", "LIFELINE_JAVA_OPTS", "LIFELINE_JAVA");
  private static final Pattern LISTENER =
      Pattern.compile("LIFELINE_LISTENERS_([0-9]{1,3}|LINE|TELNET|FRAMED)(_.+)");

  private final Map<String, String> keyOfVariable = new HashMap<>();

  EnvironmentKeys() {
    for (String key : Keys.all()) {
      keyOfVariable.put(variable(key), key);
    }
    for (String whole : new String[] {"listeners", "rooms", "cluster.peers"}) {
      keyOfVariable.put(variable(whole), whole);
    }
  }

  /** Whether a variable is meant for the configuration. */
  static boolean concerns(String variable) {
    return variable.startsWith(PREFIX) && !OF_THE_LAUNCHER.contains(variable);
  }

  /** The dotted key that a variable sets, if there is one. */
  Optional<String> key(String variable) {
    Matcher listener = LISTENER.matcher(variable);
    if (!listener.matches()) {
      return Optional.ofNullable(keyOfVariable.get(variable));
    }
    String which = listener.group(1).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(keyOfVariable.get("LIFELINE_LISTENERS_0" + listener.group(2)))
        .map(key -> key.replaceFirst("0", which));
  }

  private static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
