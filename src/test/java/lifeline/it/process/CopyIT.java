package lifeline.it.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import lifeline.Seed;
import lifeline.it.power.PowerLoad;
import lifeline.it.support.TestServerProcess;
import lifeline.it.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The data folder copied file by file while a server writes to it: no image of one moment, and no
 * backup. A server refuses it, or has all that was receipted before the copy began.
 */
class CopyIT {
  private static final int MOST_COPIES = 12;

  @TempDir private Path folder;

  /** A copy, and when it was begun. */
  private record Copy(Path data, long began) {}

  @Test
  void shouldNeverLoseLinesSilentlyInACopyMadeWhileItRuns() throws IOException {
    Seed seed = Seed.of(CopyIT.class);
    seed.run(() -> copyWhileRunning(new PowerLoad(seed.random())));
  }

  private void copyWhileRunning(PowerLoad load) throws IOException {
    List<Copy> copies = new ArrayList<>();
    TestServerProcess server = TestServerProcess.startOn(folder, "limits.lobby-delay=10s");
    try {
      int port = server.ports().get("line");
      CompletableFuture<Void> said = CompletableFuture.runAsync(() -> load.run(port, 16_000, true));
      while (!said.isDone() && copies.size() < MOST_COPIES) {
        copies.add(copy(folder.resolve("copy" + copies.size()), copies.size() % 2 == 0));
      }
      said.join();
      assertEquals(List.of(), load.wrong());
    } finally {
      server.kill();
    }
    int refused = 0;
    for (Copy copy : copies) {
      TestSettings settings = TestSettings.of("data=" + copy.data());
      List<String> faults = load.check(copy.data(), settings, copy.began());
      if (faults.stream().anyMatch(fault -> fault.startsWith("can't be opened: lifeline.log."))) {
        refused++;
      } else {
        assertEquals(List.of(), faults, copy::toString);
      }
    }
    System.getLogger(CopyIT.class.getName())
        .log(System.Logger.Level.INFO, "{0} copies, {1} refused", copies.size(), refused);
  }

  /** What vanishes meanwhile is left out, as cp does with a warning. */
  private Copy copy(Path to, boolean forwards) throws IOException {
    long began = System.nanoTime();
    Path data = folder.resolve("data");
    Files.createDirectories(to.resolve("log"));
    Files.createDirectories(to.resolve("store"));
    List<Path> all;
    try (Stream<Path> files =
        Stream.of("format", "log", "store")
            .map(data::resolve)
            .flatMap(part -> Stream.concat(Stream.of(part), list(part)))) {
      all = new ArrayList<>(files.filter(Files::isRegularFile).toList());
    }
    if (!forwards) {
      Collections.reverse(all);
    }
    for (Path file : all) {
      copy(file, to.resolve(data.relativize(file)));
    }
    return new Copy(to, began);
  }

  private static void copy(Path from, Path to) throws IOException {
    try {
      Files.copy(from, to);
    } catch (NoSuchFileException e) {
      Files.deleteIfExists(to);
    }
  }

  private static Stream<Path> list(Path part) {
    try (Stream<Path> files = Files.isDirectory(part) ? Files.list(part) : Stream.of()) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
