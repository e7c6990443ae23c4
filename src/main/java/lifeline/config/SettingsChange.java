package lifeline.config;

import java.util.List;

/**
 * A configuration file saved while the server runs.
 *
 * @param now the running settings from here on: what can change is new, all else is as before
 * @param taken keys taken over
 * @param needsRestart keys that differ from the running settings and wait for a restart
 */
public record SettingsChange(Settings now, List<String> taken, List<String> needsRestart) {
  public SettingsChange {
    taken = List.copyOf(taken);
    needsRestart = List.copyOf(needsRestart);
  }
}
