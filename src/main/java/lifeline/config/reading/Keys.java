package lifeline.config.reading;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import lifeline.config.LivenessSettings;
import lifeline.config.Settings;

/** Which keys there are, and which of them can change while the server runs. */
final class Keys {
  /** What belongs to listeners that are open. */
  private static final Set<String> OF_LISTENERS =
      Set.of("liveness.half-close", "liveness.login-timeout");

  private Keys() {}

  /** Every key that has one value, dotted; a listener's as {@code listeners.0.…}. */
  static Set<String> all() {
    Problems findings = new Problems();
    new SettingsReader(findings).read(new SettingsTree(Map.of()).top());
    return findings.values().keySet();
  }

  /**
   * Whether a key is taken over on save: limits, retention, delivery, rooms and liveness, but for
   * half-close and login-timeout, which belong to the listeners that are open.
   */
  static boolean isLive(String key) {
    String section = key.substring(0, Math.max(0, key.indexOf('.')));
    return switch (section) {
      case "limits", "retention", "delivery", "rooms" -> true;
      case "liveness" -> !OF_LISTENERS.contains(key);
      default -> false;
    };
  }

  /** Running settings with what can change from others. */
  static Settings takeOver(Settings running, Settings saved) {
    LivenessSettings l = saved.liveness();
    LivenessSettings liveness =
        new LivenessSettings(
            l.heartbeatInterval(),
            l.heartbeatMisses(),
            l.idleTimeout(),
            l.suspectAfter(),
            l.stallTimeout(),
            l.tcpUserTimeout(),
            l.lingerTimeout(),
            running.liveness().halfClose(),
            l.drainTimeout(),
            running.liveness().loginTimeout(),
            l.close());
    return new Settings(
        running.node(),
        running.data(),
        running.durability(),
        running.syncInterval(),
        running.acceptTimeout(),
        running.allowAnonymous(),
        running.accounts(),
        running.listeners(),
        running.admin(),
        liveness,
        saved.delivery(),
        saved.retention(),
        saved.limits(),
        saved.rooms(),
        running.cluster());
  }

  /** The keys whose values differ, in alphabetical order. */
  static Set<String> different(Map<String, Object> some, Map<String, Object> others) {
    Map<String, Object> all = new HashMap<>(some);
    all.putAll(others);
    Set<String> different = new TreeSet<>();
    for (String key : all.keySet()) {
      if (!Objects.equals(some.get(key), others.get(key))) {
        different.add(key);
      }
    }
    return different;
  }
}
