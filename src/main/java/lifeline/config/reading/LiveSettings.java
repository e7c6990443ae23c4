package lifeline.config.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeline.config.Settings;
import lifeline.config.SettingsChange;

/** The settings in force, and what each saved file changes in them. */
final class LiveSettings {
  private Settings inForce;
  private final Map<String, Object> values;
  private Settings lastSaved;

  LiveSettings(LoadedSettings first) {
    inForce = first.settings();
    values = new HashMap<>(first.values());
    lastSaved = first.settings();
  }

  /** Takes over what can change; empty if a save changes nothing compared with the last one. */
  Optional<SettingsChange> apply(LoadedSettings saved) {
    if (saved.settings().equals(lastSaved)) {
      return Optional.empty();
    }
    lastSaved = saved.settings();
    List<String> taken = new ArrayList<>();
    List<String> needsRestart = new ArrayList<>();
    for (String key : Keys.differing(values, saved.values())) {
      (Keys.isLive(key) ? taken : needsRestart).add(key);
    }
    inForce = Keys.withLiveKeys(inForce, saved.settings());
    values.keySet().removeIf(Keys::isLive);
    saved.values().forEach(this::putIfLive);
    return taken.isEmpty() && needsRestart.isEmpty()
        ? Optional.empty()
        : Optional.of(new SettingsChange(inForce, taken, needsRestart));
  }

  private void putIfLive(String key, Object value) {
    if (Keys.isLive(key)) {
      values.put(key, value);
    }
  }
}
