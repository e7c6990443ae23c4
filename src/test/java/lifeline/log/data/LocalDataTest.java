package lifeline.log.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lifeline.log.LogClock;
import lifeline.log.local.LocalLog;
import lifeline.protocol.LineBlock;
import lifeline.protocol.SaidLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class LocalDataTest {
  @TempDir private Path folder;

  @Test
  void shouldForgetForGoodWhatTheLogHasLostInAPowerCut() throws IOException, RocksDBException {
    LocalData ahead = open(folder.resolve("data"));
    ahead.log().replay(0, batch -> {});
    ahead.lines().add(new SaidLines("ops", 1, 5, 0, "ada", false, LineBlock.of("lost")));
    ahead.lines().applied(3);
    assertEquals(1, stored(ahead));
    ahead.files.flush();
    close(ahead);

    LocalData cut = open(folder.resolve("data"));
    assertEquals(3, cut.applied());
    assertEquals(0, cut.log().replay(0, batch -> {}));
    cut.deleteLost(3, 0, Map.of());
    // As a kill would leave it; closing would write what is only in memory.
    copy(folder.resolve("data"), folder.resolve("killed"));
    close(cut);

    LocalData killed = open(folder.resolve("killed"));
    assertEquals(0, killed.applied());
    assertEquals(0, stored(killed));
    killed.log().replay(0, batch -> {});
    close(killed);
  }

  @Test
  void shouldLeaveNothingOfABackupThatFails() throws IOException {
    LocalData data = open(folder.resolve("data"));
    data.log().replay(0, batch -> {});
    Path target = folder.resolve("copy");
    // What the log can't be copied from.
    Path log = folder.resolve("data").resolve(LocalData.LOG);
    Files.move(log, folder.resolve("away"));
    IOException told = assertThrows(IOException.class, () -> data.backup(target));
    assertTrue(told.getMessage().endsWith("; nothing is left of it"), told::getMessage);
    assertFalse(Files.exists(target));
    assertFalse(Files.exists(folder.resolve("copy.part")));
    Files.move(folder.resolve("away"), log);
    data.backup(target);
    close(data);
    LocalData copy = open(target);
    copy.log().replay(0, batch -> {});
    close(copy);
  }

  @Test
  void shouldNotTouchWhatAnotherBackupHasLeft() throws IOException {
    LocalData data = open(folder.resolve("data"));
    data.log().replay(0, batch -> {});
    Path left = Files.createDirectory(folder.resolve("copy.part"));
    Path file = Files.createFile(left.resolve("file"));
    IOException told = assertThrows(IOException.class, () -> data.backup(folder.resolve("copy")));
    assertTrue(told.getMessage().contains("copy.part is there"), told::getMessage);
    assertTrue(Files.exists(file));
    close(data);
  }

  private static LocalData open(Path data) throws IOException {
    Files.createDirectories(data);
    LocalLog.Settings settings =
        new LocalLog.Settings(false, Duration.ofSeconds(1), Duration.ofSeconds(1));
    return LocalData.open(data, "n1", settings, LogClock.ofMachine());
  }

  private static int stored(LocalData data) {
    return data.lines()
        .read("ops", 1, Long.MAX_VALUE, 1000)
        .toCompletableFuture()
        .join()
        .lines()
        .size();
  }

  private static void close(LocalData data) {
    data.log().close();
    data.lines().close();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : List.copyOf(files.toList())) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
