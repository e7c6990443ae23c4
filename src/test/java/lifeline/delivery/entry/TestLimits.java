package lifeline.delivery.entry;

import lifeline.config.SettingsException;
import lifeline.config.reading.Configs;
import lifeline.node.LimitsMapping;

/** Limits for tests: those of a configuration that sets nothing. */
public final class TestLimits {
  private TestLimits() {}

  public static DeliveryLimits defaults() {
    try {
      return LimitsMapping.of(Configs.settings(""));
    } catch (SettingsException e) {
      throw new AssertionError("the empty configuration is invalid", e);
    }
  }
}
