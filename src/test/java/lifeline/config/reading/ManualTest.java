package lifeline.config.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import lifeline.config.SettingsException;
import org.junit.jupiter.api.Test;

class ManualTest {
  private static final Path MANUAL = Path.of("conf", "lifeline.yaml");

  @Test
  void shouldHaveTheDefaultsOfTheCode() throws IOException, SettingsException {
    LoadedSettings manual = Configs.read(Files.readString(MANUAL), Map.of());

    assertEquals(Configs.read("", Map.of()).values(), manual.values());
    assertEquals(Configs.settings(""), manual.settings());
  }

  @Test
  void shouldDescribeEveryKey() throws IOException {
    String manual = Files.readString(MANUAL);
    for (String key : Keys.all()) {
      String last = key.substring(key.lastIndexOf('.') + 1);
      assertTrue(
          Pattern.compile("(^|[ {])" + last + "(:|  )", Pattern.MULTILINE).matcher(manual).find(),
          key);
    }
    assertTrue(manual.contains("presence:") && manual.contains("peers:"));
  }
}
