package lifeline.config.reading;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import lifeline.config.LivenessSettings;
import lifeline.config.Settings;

/** All keys, and which of them can change while the server runs. */
final class Keys {
  /** Live sections have these keys, too, but they belong to listeners that are open. */
  private static final Set<String> LISTENER_KEYS =
      Set.of("liveness.half-close", "liveness.login-timeout");

  private Keys() {}

  /** Every key that has one value, dotted; a listener's as {@code listeners.0.…}. */
  static Set<String> all() {
    Problems problems = new Problems();
    new SettingsReader(problems).read(new SettingsTree(Map.of()).top());
    return problems.values().keySet();
  }

  /**
   * Whether a saved change of a key takes effect without a restart. It does in limits, retention,
   * delivery, rooms and liveness, except half-close and login-timeout.
   */
  static boolean isLive(String key) {
    String section = key.substring(0, Math.max(0, key.indexOf('.')));
    return switch (section) {
      case "limits", "retention", "delivery", "rooms" -> true;
      case "liveness" -> !LISTENER_KEYS.contains(key);
      default -> false;
    };
  }

  /** The settings in force, with the live keys of the saved ones. */
  static Settings withLiveKeys(Settings inForce, Settings saved) {
    LivenessSettings from = saved.liveness();
    LivenessSettings liveness =
        new LivenessSettings(
            from.heartbeatInterval(),
            from.heartbeatMisses(),
            from.idleTimeout(),
            from.suspectAfter(),
            from.stallTimeout(),
            from.tcpUserTimeout(),
            from.lingerTimeout(),
            inForce.liveness().halfClose(),
            from.drainTimeout(),
            inForce.liveness().loginTimeout(),
            from.close());
    return new Settings(
        inForce.node(),
        inForce.data(),
        inForce.durability(),
        inForce.syncInterval(),
        inForce.acceptTimeout(),
        inForce.allowAnonymous(),
        inForce.accounts(),
        inForce.listeners(),
        inForce.admin(),
        liveness,
        saved.delivery(),
        saved.retention(),
        saved.limits(),
        saved.rooms(),
        inForce.cluster());
  }

  /** The keys whose values differ, in alphabetical order. */
  static Set<String> differing(Map<String, Object> values, Map<String, Object> others) {
    Map<String, Object> all = new HashMap<>(values);
    all.putAll(others);
    Set<String> differing = new TreeSet<>();
    for (String key : all.keySet()) {
      if (!Objects.equals(values.get(key), others.get(key))) {
        differing.add(key);
      }
    }
    return differing;
  }
}
