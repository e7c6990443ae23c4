package lifeline.config;

import java.util.Locale;

/** Names of enum values as they are written in the configuration: lower case with hyphens. */
public final class Words {
  private Words() {}

  public static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
