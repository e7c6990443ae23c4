package lifeline.it.support;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lifeline.config.Settings;
import lifeline.config.SettingsSource;
import lifeline.config.reading.SettingsLoader;

/** Settings as a server would have them, for what a test opens by itself. */
public record TestSettings(Settings get) {

  public static TestSettings of(String... settings) {
    Vertx vertx = Vertx.vertx();
    try {
      SettingsSource source =
          new SettingsSource(Path.of("none.yaml"), false, Map.of(), List.of(settings));
      return new TestSettings(
          new SettingsLoader(vertx, source, Duration.ofHours(1))
              .load()
              .toCompletionStage()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } finally {
      vertx.close();
    }
  }
}
