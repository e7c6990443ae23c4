package lifeline.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the configuration comes from; later ones go over earlier ones.
 *
 * @param file in YAML
 * @param required whether a missing file is an error; if not, it is as an empty one
 * @param environment of which what begins with LIFELINE_ counts
 * @param sets {@code key=value} with dotted keys and values in YAML, in order
 */
public record SettingsSource(
    Path file, boolean required, Map<String, String> environment, List<String> sets) {
  public SettingsSource {
    environment = Map.copyOf(environment);
    sets = List.copyOf(sets);
  }
}
