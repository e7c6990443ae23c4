package lifeline.config.reading;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
 * YAML in which every scalar is the text as it was written, or null: {@code off} does not become
 * false, nor {@code 1:30} 90. A duplicate key is an error.
 */
final class YamlText {
  private YamlText() {}

  /**
   * Parses a text into maps, lists, strings and null.
   *
   * @throws InvalidYaml with line and column, if the text is not YAML
   */
  static @Nullable Object parse(String text) throws InvalidYaml {
    try {
      return withTextKeys(yaml().load(text));
    } catch (MarkedYAMLException e) {
      throw new InvalidYaml(position(e) + e.getProblem(), e);
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
        new SafeConstructor(options), new Representer(unused), unused, options, new TextResolver());
  }

  private static String position(MarkedYAMLException e) {
    return e.getProblemMark() == null
        ? ""
        : "line %d, column %d: "
            .formatted(e.getProblemMark().getLine() + 1, e.getProblemMark().getColumn() + 1);
  }

  /** The same value with each key and scalar as a string. */
  private static @Nullable Object withTextKeys(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> result = new LinkedHashMap<>();
      map.forEach((key, element) -> result.put(String.valueOf(key), withTextKeys(element)));
      return result;
    }
    if (value instanceof List<?> list) {
      List<Object> result = new ArrayList<>();
      list.forEach(element -> result.add(withTextKeys(element)));
      return result;
    }
    return value == null ? null : value.toString();
  }

  private static final class TextResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }

  /** A text that is not YAML. */
  static final class InvalidYaml extends Exception {
    private static final long serialVersionUID = 1;

    InvalidYaml(@Nullable String message, Throwable cause) {
      super(message, cause);
    }
  }
}
