package lifeline.config;

import java.util.List;

/** A configuration that cannot be used, with every problem: key, value and reason of each. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  public SettingsException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line for each problem, at least one. */
  public List<String> problems() {
    return problems;
  }
}
