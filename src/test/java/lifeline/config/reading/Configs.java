package lifeline.config.reading;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lifeline.config.Settings;
import lifeline.config.SettingsException;

/** Reads configurations from texts; every file that they name exists. */
public final class Configs {
  private Configs() {}

  static LoadedSettings read(String yaml, Map<String, String> environment, String... sets)
      throws SettingsException {
    return LoadedSettings.of(
        "test.yaml", yaml, environment, List.of(sets), path -> !path.endsWith(MISSING));
  }

  public static Settings settings(String yaml, String... sets) throws SettingsException {
    return read(yaml, Map.of(), sets).settings();
  }

  static List<String> problems(String yaml, String... sets) {
    return problems(yaml, Map.of(), sets);
  }

  static List<String> problems(String yaml, Map<String, String> environment, String... sets) {
    try {
      read(yaml, environment, sets);
      return List.of();
    } catch (SettingsException e) {
      return e.problems();
    }
  }

  /** The one file that does not exist. */
  static final Path MISSING = Path.of("missing.pem");
}
