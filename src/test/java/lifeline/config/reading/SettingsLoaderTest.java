package lifeline.config.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lifeline.config.HalfClose;
import lifeline.config.Settings;
import lifeline.config.SettingsChange;
import lifeline.config.SettingsException;
import lifeline.config.SettingsSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class SettingsLoaderTest {
  private static final Duration SCAN = Duration.ofMillis(20);

  @TempDir Path folder;
  private Path file;
  private final BlockingQueue<SettingsChange> changes = new LinkedBlockingQueue<>();
  private final BlockingQueue<List<String>> broken = new LinkedBlockingQueue<>();

  private final List<SettingsLoader> loaders = new ArrayList<>();

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("lifeline.yaml");
  }

  /** A scan must not meet a Vert.x that is closed. */
  @AfterEach
  void stopWatching() {
    loaders.forEach(loader -> join(loader.close()));
  }

  @Test
  void shouldLoadTheFile(Vertx vertx) throws IOException {
    save("node: n7");

    assertEquals("n7", get(loader(vertx, true)).node());
  }

  @Test
  void shouldHaveTheDefaultsWithoutAFileThatIsNotRequired(Vertx vertx) throws SettingsException {
    assertEquals(Configs.settings(""), get(loader(vertx, false)));
  }

  @Test
  void shouldFailWithoutARequiredFile(Vertx vertx) {
    assertEquals(List.of(file + ": no such file, or not readable"), failure(vertx, true));
  }

  @Test
  void shouldFailIfTheFileCannotBeRead(Vertx vertx) throws IOException {
    Files.createDirectory(file);

    assertEquals(List.of(file + ": no such file, or not readable"), failure(vertx, false));
  }

  @Test
  void shouldFailWithEveryProblem(Vertx vertx) throws IOException {
    save("node: '-'\ndata: [a]");

    assertEquals(2, failure(vertx, true).size());
  }

  @Test
  void shouldApplyLiveKeysAndNameTheOthers(Vertx vertx) throws Exception {
    save("node: n7\nlimits: {connections: 5}");
    watch(vertx);

    save(
        "node: n8\nlimits: {connections: 6}\nliveness: {half-close: keep, login-timeout: 1s, stall-timeout: 1s}");

    SettingsChange change = next(changes);
    assertEquals(List.of("limits.connections", "liveness.stall-timeout"), change.taken());
    assertEquals(
        List.of(
            "listeners.0.half-close",
            "listeners.1.half-close",
            "liveness.half-close",
            "liveness.login-timeout",
            "node"),
        change.needsRestart());
    assertEquals("n7", change.now().node());
    assertEquals(6, change.now().limits().connections());
    assertEquals(Duration.ofSeconds(1), change.now().liveness().stallTimeout());
    assertEquals(HalfClose.AUTO, change.now().liveness().halfClose());
  }

  @Test
  void shouldKeepSetOverASavedFile(Vertx vertx) throws Exception {
    save("");
    watch(vertx, "limits.connections=5");

    save("limits: {connections: 6, rooms: 7}");

    SettingsChange change = next(changes);
    assertEquals(List.of("limits.rooms"), change.taken());
    assertEquals(5, change.now().limits().connections());
  }

  @Test
  void shouldChangeNothingAndReportABrokenFileOnce(Vertx vertx) throws Exception {
    save("limits: {connections: 5}");
    watch(vertx);

    save("limits: {connections: 6, rooms: none}");
    assertEquals(
        List.of(
            "limits.rooms: \"none\": not a number;"
                + " write a whole number from 1 to 1000000000, or off"),
        next(broken));
    save("limits: {connections: 7}");

    assertEquals(List.of("limits.connections"), next(changes).taken());
    assertNull(broken.poll());
  }

  @Test
  void shouldContinueWhenTheFileIsDeleted(Vertx vertx) throws Exception {
    save("limits: {connections: 5}");
    watch(vertx);

    Files.delete(file);
    assertEquals(List.of(file + ": no such file, or not readable"), next(broken));
    save("limits: {connections: 6}");

    assertEquals(6, next(changes).now().limits().connections());
    assertNull(broken.poll());
  }

  @Test
  void shouldReportNothingForASaveThatChangesNoValue(Vertx vertx) throws Exception {
    save("limits: {connections: 5}");
    watch(vertx);

    save("# a comment\nlimits: {connections: 5}");
    save("limits: {connections: 5, rooms: 7}");

    assertEquals(List.of("limits.rooms"), next(changes).taken());
  }

  /** As editors do that are careful: no reader ever sees half a file. */
  private void save(String text) throws IOException {
    Path written = Files.writeString(folder.resolve("new"), text);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void watch(Vertx vertx, String... sets) {
    join(loader(vertx, source(true, sets)).watch(changes::add, broken::add));
  }

  private SettingsLoader loader(Vertx vertx, boolean required) {
    return loader(vertx, source(required));
  }

  private SettingsLoader loader(Vertx vertx, SettingsSource source) {
    SettingsLoader loader = new SettingsLoader(vertx, source, SCAN);
    loaders.add(loader);
    return loader;
  }

  private SettingsSource source(boolean required, String... sets) {
    return new SettingsSource(file, required, Map.of(), List.of(sets));
  }

  private static Settings get(SettingsLoader loader) {
    return join(loader.load());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private List<String> failure(Vertx vertx, boolean required) {
    Throwable failure = assertThrows(CompletionException.class, () -> get(loader(vertx, required)));
    return assertInstanceOf(SettingsException.class, failure.getCause()).problems();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    return Objects.requireNonNull(next, "nothing within 10 s");
  }
}
