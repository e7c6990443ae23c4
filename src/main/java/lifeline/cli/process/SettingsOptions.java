package lifeline.cli.process;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lifeline.cli.control.VertxSupport;
import lifeline.config.Settings;
import lifeline.config.SettingsSource;
import lifeline.config.reading.SettingsLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the configuration; the same for every command. */
public final class SettingsOptions {
  /** Lifeline's own folder, with bin and conf; bin/lifeline sets it. */
  private static final Path HOME = Path.of(System.getProperty("lifeline.home", ""));

  private static final Duration SCAN_PERIOD = Duration.ofSeconds(1);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration; conf/lifeline.yaml if not given")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "set one key, over file and environment; may be given more than once")
  private final List<String> sets = new ArrayList<>();

  private final Map<String, String> environment;

  /** The options of the command line, which override the environment. */
  public SettingsOptions() {
    environment = System.getenv();
  }

  /** A file and these keys only, without the environment. */
  public SettingsOptions(Path config, List<String> sets) {
    environment = Map.of();
    this.config = config;
    this.sets.addAll(sets);
  }

  /** Reads the configuration once; blocks. Fails with every problem that it has. */
  public Settings load() throws Exception {
    return VertxSupport.once(vertx -> loader(vertx).load());
  }

  /** A loader for a server that also watches the file. */
  SettingsLoader loader(Vertx vertx) {
    Path file = config == null ? HOME.resolve("conf").resolve("lifeline.yaml") : config;
    return new SettingsLoader(
        vertx, new SettingsSource(file, config != null, environment, sets), SCAN_PERIOD);
  }

  /**
   * The data folder, absolute. A relative one starts at the folder of the given configuration, or
   * else at Lifeline's own folder, so that {@code stop} finds the server that {@code start} started
   * from any working directory.
   */
  public Path dataFolder(Settings settings) {
    Path base = config == null ? HOME.toAbsolutePath() : config.toAbsolutePath().getParent();
    return Objects.requireNonNull(base, "a file is in a folder")
        .resolve(settings.data())
        .normalize();
  }
}
