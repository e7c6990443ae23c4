package lifeline.config.reading;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeline.config.Settings;
import lifeline.config.SettingsException;
import lifeline.config.reading.YamlText.InvalidYaml;

/**
 * Reads a configuration from its three sources, later ones over earlier ones: the text of the file,
 * the environment, {@code --set}.
 *
 * @param values every key with the value that holds
 */
record LoadedSettings(Settings settings, Map<String, Object> values) {
  /**
   * @param name of the file, for messages
   * @param text of the file
   * @param sets {@code key=value}, in order
   * @throws SettingsException with every problem of all sources
   */
  static LoadedSettings of(
      String name,
      String text,
      Map<String, String> environment,
      List<String> sets,
      ReferencedFiles files)
      throws SettingsException {
    Problems findings = new Problems();
    SettingsTree tree = new SettingsTree(file(name, text, findings));
    new TreeMap<>(environment).forEach((key, value) -> variable(tree, key, value, findings));
    sets.forEach(set -> set(tree, set, findings));
    Settings settings = new SettingsReader(findings).read(tree.top());
    new CrossRules(settings, findings, files).check();
    if (!findings.problems().isEmpty()) {
      throw new SettingsException(findings.problems());
    }
    return new LoadedSettings(settings, findings.values());
  }

  private static Map<String, Object> file(String name, String text, Problems findings) {
    Object parsed;
    try {
      parsed = YamlText.parse(text);
    } catch (InvalidYaml e) {
      findings.problem(name, e.getMessage());
      return Map.of();
    }
    if (parsed != null && !(parsed instanceof Map)) {
      findings.problem(name, parsed, "must be a file of keys and values");
    }
    Map<String, Object> result = new TreeMap<>();
    if (parsed instanceof Map<?, ?> map) {
      map.forEach((key, value) -> result.put(key.toString(), value));
    }
    return result;
  }

  private static void variable(
      SettingsTree tree, String variable, String value, Problems findings) {
    if (!EnvironmentKeys.concerns(variable)) {
      return;
    }
    new EnvironmentKeys()
        .key(variable)
        .ifPresentOrElse(
            key -> put(tree, variable, key, value, findings),
            () -> findings.problem(variable, value, "unknown key in the environment"));
  }

  private static void set(SettingsTree tree, String set, Problems findings) {
    int equals = set.indexOf('=');
    if (equals < 1) {
      findings.problem("--set", set, "write --set key=value");
      return;
    }
    String key = set.substring(0, equals).strip();
    put(tree, "--set " + key, key, set.substring(equals + 1), findings);
  }

  private static void put(
      SettingsTree tree, String source, String key, String value, Problems findings) {
    try {
      tree.put(key, YamlText.parse(value));
    } catch (InvalidYaml e) {
      findings.problem(source, value, "not YAML: " + e.getMessage());
    } catch (ValueParser.Wrong e) {
      findings.problem(source, value, e.getMessage());
    }
  }
}
