package lifeline.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the configuration comes from; later sources override earlier ones.
 *
 * @param file in YAML
 * @param required whether a missing file is an error; if not, it counts as an empty file
 * @param environment all variables; those that begin with LIFELINE_ are keys
 * @param sets {@code key=value}, in order; keys with dots, values in YAML
 */
public record SettingsSource(
    Path file, boolean required, Map<String, String> environment, List<String> sets) {
  public SettingsSource {
    environment = Map.copyOf(environment);
    sets = List.copyOf(sets);
  }
}
