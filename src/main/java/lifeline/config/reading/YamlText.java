package lifeline.config.reading;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML in which every scalar is the text as it was written, or null: {@code off} isn't turned into
 * false, nor {@code 1:30} into 90. A key that comes twice is an error.
 */
final class YamlText {
  private YamlText() {}

  /**
   * Maps, lists, strings and null.
   *
   * @throws InvalidYaml with line and column, if the text is no YAML
   */
  static Object parse(String text) throws InvalidYaml {
    try {
      return normal(yaml().load(text));
    } catch (MarkedYAMLException e) {
      throw new InvalidYaml(where(e) + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new InvalidYaml(e.getMessage(), e);
    }
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    DumperOptions unused = new DumperOptions();
    return new Yaml(
        new SafeConstructor(options), new Representer(unused), unused, options, new PlainText());
  }

  private static String where(MarkedYAMLException e) {
    return e.getProblemMark() == null
        ? ""
        : "line %d, column %d: "
            .formatted(e.getProblemMark().getLine() + 1, e.getProblemMark().getColumn() + 1);
  }

  private static Object normal(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> result = new LinkedHashMap<>();
      map.forEach((key, element) -> result.put(String.valueOf(key), normal(element)));
      return result;
    }
    if (value instanceof List<?> list) {
      List<Object> result = new ArrayList<>();
      list.forEach(element -> result.add(normal(element)));
      return result;
    }
    return value == null ? null : value.toString();
  }

  private static final class PlainText extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }

  /** Text that is no YAML. */
  static final class InvalidYaml extends Exception {
    private static final long serialVersionUID = 1;

    InvalidYaml(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
