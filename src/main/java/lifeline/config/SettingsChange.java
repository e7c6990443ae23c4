package lifeline.config;

import java.util.List;

/**
 * What a configuration file changes that was saved while the server runs.
 *
 * @param now the settings in force from here on: keys that can change are new, all others are as
 *     before
 * @param taken keys that take effect now
 * @param needsRestart keys that differ from the settings in force and take effect with a restart
 */
public record SettingsChange(Settings now, List<String> taken, List<String> needsRestart) {
  public SettingsChange {
    taken = List.copyOf(taken);
    needsRestart = List.copyOf(needsRestart);
  }
}
