package lifeline.config.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeline.config.Settings;
import lifeline.config.SettingsChange;

/** The settings the server runs with, and what each save changes in them. */
final class LiveSettings {
  private Settings settings;
  private final Map<String, Object> values;
  private Settings lastSaved;

  LiveSettings(LoadedSettings first) {
    settings = first.settings();
    values = new HashMap<>(first.values());
    lastSaved = first.settings();
  }

  /** Takes over what can change; empty if a save says the same as the one before. */
  Optional<SettingsChange> saved(LoadedSettings reading) {
    if (reading.settings().equals(lastSaved)) {
      return Optional.empty();
    }
    lastSaved = reading.settings();
    List<String> taken = new ArrayList<>();
    List<String> needsRestart = new ArrayList<>();
    for (String key : Keys.different(values, reading.values())) {
      (Keys.isLive(key) ? taken : needsRestart).add(key);
    }
    settings = Keys.takeOver(settings, reading.settings());
    values.keySet().removeIf(Keys::isLive);
    reading.values().forEach((key, value) -> takeLive(key, value));
    return taken.isEmpty() && needsRestart.isEmpty()
        ? Optional.empty()
        : Optional.of(new SettingsChange(settings, taken, needsRestart));
  }

  private void takeLive(String key, Object value) {
    if (Keys.isLive(key)) {
      values.put(key, value);
    }
  }
}
