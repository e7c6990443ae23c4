package lifeline.cli.process;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lifeline.config.Settings;
import lifeline.config.SettingsSource;
import lifeline.config.reading.SettingsLoader;
import picocli.CommandLine.Option;

/** The options that say what the configuration is; the same for every command. */
public final class SettingsOptions {
  /** The folder that has bin and conf; the launcher sets it. */
  private static final Path HOME = Path.of(System.getProperty("lifeline.home", ""));

  /** Variables of the launcher and the log, which are no keys of the configuration. */
  private static final Set<String> NO_KEYS =
      Set.of("LIFELINE_HOME", "LIFELINE_JAVA_OPTS", "LIFELINE_LOG_LEVEL");

  private static final Duration SCAN_PERIOD = Duration.ofSeconds(1);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration; conf/lifeline.yaml if not given")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "set one key, over file and environment; may be given more than once")
  private final List<String> sets = new ArrayList<>();

  private final Map<String, String> environment;

  /** Options of the command line, over the environment. */
  public SettingsOptions() {
    environment = new HashMap<>(System.getenv());
    environment.keySet().removeAll(NO_KEYS);
  }

  /** What a file and these keys say, and nothing else. */
  public SettingsOptions(Path config, List<String> sets) {
    environment = Map.of();
    this.config = config;
    this.sets.addAll(sets);
  }

  public SettingsLoader loader(Vertx vertx) {
    Path file = config == null ? HOME.resolve("conf").resolve("lifeline.yaml") : config;
    return new SettingsLoader(
        vertx, new SettingsSource(file, config != null, environment, sets), SCAN_PERIOD);
  }

  /**
   * The data folder, absolute. A relative one is below the folder of the given configuration, or
   * else below Lifeline's own folder, so that {@code stop} finds what {@code start} started from
   * any working directory.
   */
  public Path data(Settings settings) {
    Path base = config == null ? HOME.toAbsolutePath() : config.toAbsolutePath().getParent();
    return base.resolve(settings.data()).normalize();
  }
}
