package lifeline.config.reading;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeline.config.Settings;
import lifeline.config.SettingsException;
import lifeline.config.reading.YamlText.InvalidYaml;

/**
 * A configuration read from its three sources. Later ones override earlier ones: the text of the
 * file, the environment, {@code --set}.
 *
 * @param values the value in force of every key, by dotted key
 */
record LoadedSettings(Settings settings, Map<String, Object> values) {
  /**
   * Reads and checks a configuration.
   *
   * @param file the name of the file, for messages
   * @param text the text of the file
   * @param environment all variables
   * @param sets {@code key=value}, in order
   * @throws SettingsException with every problem of all sources
   */
  static LoadedSettings of(
      String file,
      String text,
      Map<String, String> environment,
      List<String> sets,
      ReferencedFiles files)
      throws SettingsException {
    Problems problems = new Problems();
    SettingsTree tree = new SettingsTree(parse(file, text, problems));
    new TreeMap<>(environment).forEach((key, value) -> setVariable(tree, key, value, problems));
    sets.forEach(set -> setOption(tree, set, problems));
    Settings settings = new SettingsReader(problems).read(tree.top());
    new CrossRules(settings, problems, files).check();
    if (!problems.all().isEmpty()) {
      throw new SettingsException(problems.all());
    }
    return new LoadedSettings(settings, problems.values());
  }

  private static Map<String, Object> parse(String file, String text, Problems problems) {
    Object parsed;
    try {
      parsed = YamlText.parse(text);
    } catch (InvalidYaml e) {
      problems.report(file, e.getMessage());
      return Map.of();
    }
    if (parsed != null && !(parsed instanceof Map)) {
      problems.report(file, parsed, "must be a file of keys and values");
    }
    Map<String, Object> result = new TreeMap<>();
    if (parsed instanceof Map<?, ?> map) {
      map.forEach((key, value) -> result.put(key.toString(), value));
    }
    return result;
  }

  private static void setVariable(
      SettingsTree tree, String variable, String value, Problems problems) {
    if (!EnvironmentKeys.isKey(variable)) {
      return;
    }
    new EnvironmentKeys()
        .key(variable)
        .ifPresentOrElse(
            key -> set(tree, variable, key, value, problems),
            () -> problems.report(variable, value, "unknown key in the environment"));
  }

  private static void setOption(SettingsTree tree, String set, Problems problems) {
    int equals = set.indexOf('=');
    if (equals < 1) {
      problems.report("--set", set, "write --set key=value");
      return;
    }
    String key = set.substring(0, equals).strip();
    set(tree, "--set " + key, key, set.substring(equals + 1), problems);
  }

  private static void set(
      SettingsTree tree, String source, String key, String value, Problems problems) {
    try {
      tree.set(key, YamlText.parse(value));
    } catch (InvalidYaml e) {
      problems.report(source, value, "not YAML: " + e.getMessage());
    } catch (InvalidValueException e) {
      problems.report(source, value, e.getMessage());
    }
  }
}
