package lifeline.config.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.config.Listener;
import lifeline.config.Settings;
import lifeline.config.SettingsException;
import org.junit.jupiter.api.Test;

class PrecedenceTest {
  private static final String FILE = "liveness: {idle-timeout: 1s, linger-timeout: 1s}";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("LIFELINE_LIVENESS_IDLE_TIMEOUT", "2s", "LIFELINE_LISTENERS_TELNET_PORT", "23");

  @Test
  void shouldPutTheEnvironmentOverTheFile() throws SettingsException {
    Settings settings = Configs.read(FILE, ENVIRONMENT).settings();

    assertEquals(Duration.ofSeconds(2), settings.liveness().idleTimeout());
    assertEquals(Duration.ofSeconds(1), settings.liveness().lingerTimeout());
    assertEquals(23, settings.listeners().get(1).port());
  }

  @Test
  void shouldPutSetOverTheEnvironmentAndTheLastOverTheFirst() throws SettingsException {
    Settings settings =
        Configs.read(FILE, ENVIRONMENT, "liveness.idle-timeout=3s", "liveness.idle-timeout=off")
            .settings();

    assertEquals(null, settings.liveness().idleTimeout());
  }

  @Test
  void shouldSetListenersByPlaceAndKindAndAddThem() throws SettingsException {
    List<Listener> listeners =
        Configs.settings(
                "", "listeners.0.port=0", "listeners.telnet.port=1", "listeners.framed.port=2")
            .listeners();

    assertEquals(List.of(0, 1, 2), listeners.stream().map(Listener::port).toList());
    assertEquals(Listener.Kind.FRAMED, listeners.get(2).kind());
  }

  @Test
  void shouldRefuseAKindThatSeveralListenersHave() {
    assertEquals(
        List.of(
            "--set listeners.line.port: \"0\": several listeners are of kind line;"
                + " say listeners.0, …"),
        Configs.problems(
            "listeners: [{kind: line, port: 1}, {kind: line, port: 2}]", "listeners.line.port=0"));
  }

  @Test
  void shouldSetListsAndMapsInYaml() throws SettingsException {
    Settings settings =
        Configs.settings(
            "",
            "listeners=[{kind: line, port: 0}]",
            "cluster.peers={n1: 127.0.0.1:6690}",
            "rooms.build.log.presence=off");

    assertEquals(1, settings.listeners().size());
    assertEquals(6690, settings.cluster().peers().get("n1").port());
    assertFalse(settings.room("build.log").presence());
  }

  @Test
  void shouldLeaveTheLaunchersAndOtherVariablesAlone() {
    Map<String, String> environment = new HashMap<>(Map.of("PATH", "z"));
    EnvironmentKeys.NO_KEYS.forEach(variable -> environment.put(variable, "x"));

    assertEquals(List.of(), Configs.problems("", environment));
  }

  @Test
  void shouldKnowTheVariablesThatScriptsAndTheLogRead() throws IOException {
    Pattern reads = Pattern.compile("\\$\\{?(LIFELINE_[A-Z_]+)");
    Set<String> variables = new TreeSet<>();
    for (String file :
        List.of("bin/lifeline", "bin/lifeline-cluster", "src/main/resources/logback.xml")) {
      Matcher found = reads.matcher(Files.readString(Path.of(file)));
      while (found.find()) {
        variables.add(found.group(1));
      }
    }

    assertEquals(new TreeSet<>(EnvironmentKeys.NO_KEYS), variables);
  }
}
