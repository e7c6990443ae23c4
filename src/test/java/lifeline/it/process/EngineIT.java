package lifeline.it.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import lifeline.it.power.DiskTrace;
import lifeline.it.support.Await;
import lifeline.it.support.Client;
import lifeline.it.support.PreloadLibrary;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that can't say any more what is kept ends, with code 5, and says why. */
class EngineIT {
  private static final int EIO = 5;
  private static final int ENOSPC = 28;

  @TempDir private Path folder;
  private Path faults;
  private TestServerProcess server;

  @BeforeEach
  void make() {
    faults = folder.resolve("faults");
  }

  @AfterEach
  void kill() {
    if (server != null) {
      server.kill();
    }
  }

  @Test
  void shouldEndWhenWhatWasWrittenCannotBeBroughtToTheDisk() throws IOException {
    start("durability=disk");
    try (Client ada = named()) {
      ada.send("one").expectMatching("\\* ok ops#1 .*");
      Files.writeString(faults, "fsync /log/ " + EIO + "\n");
      ada.send("two").rest();
    }
    ended("log: can't be written to the disk: Input/output error");
    Files.delete(faults);
    start("durability=disk");
    try (Client ada = named()) {
      assertEquals("[ops] ada: one", ada.send("/history ops").line());
    }
  }

  @Test
  void shouldEndWhenASyncInTheBackgroundFails() throws IOException {
    start("durability=process", "sync-interval=10ms");
    try (Client ada = named()) {
      Files.writeString(faults, "fsync /log/ " + EIO + "\n");
      ada.send("one").rest();
    }
    ended("log: can't be written to the disk: Input/output error");
  }

  @Test
  void shouldRefuseLinesAndGoOnWhenTheDiskFailsAWriteForAWhile() throws IOException {
    start("accept-timeout=200ms");
    try (Client ada = named()) {
      Files.writeString(faults, "write /log/ " + EIO + "\n");
      ada.send("one").expectMatching("! unavailable 1 lines refused: .*Input/output error.*");
      Files.delete(faults);
      ada.send("two").expectMatching("\\* ok ops#1 .*");
    }
    assertEquals(0, server.stop(), server::output);
  }

  @Test
  void shouldEndWhenLinesInTheStoreTurnOutToBeDamaged() throws IOException {
    start();
    try (Client ada = named()) {
      for (int i = 1; i <= 200; i++) {
        ada.send("line " + "x".repeat(500)).expectMatching("\\* ok ops#" + i + " .*");
      }
    }
    assertEquals(0, server.stop(), server::output);
    damageLines();
    start();
    try (Client ada = named()) {
      ada.send("/history ops 200").rest();
    }
    ended("store: damaged: ");
  }

  @Test
  void shouldEndWhenTheStoreCannotBeWrittenAndLoseNothing() throws IOException {
    start();
    int receipted;
    try (Client ada = named()) {
      Files.writeString(faults, "write .sst " + EIO + "\n");
      receipted = fillTheStore(ada);
    }
    ended("store: can't be written: While appending to file: ");
    Files.delete(faults);
    start();
    try (Client ada = named()) {
      ada.send("/history ops 1").expectMatching("\\[ops] ada: line .*");
      ada.expect("* history: ops 1 lines");
      ada.send("one more").expectMatching("\\* ok ops#\\d+ .*");
      int seq = Integer.parseInt(ada.lastLine().replaceAll(".*#(\\d+) .*", "$1"));
      assertTrue(seq > receipted, receipted + " receipts, and then " + ada.lastLine());
    }
    assertEquals(0, server.stop(), server::output);
  }

  @Test
  void shouldRefuseLinesAndGoOnWhenTheStoreHasNoSpaceForAWhile() throws IOException {
    start("accept-timeout=200ms");
    try (Client ada = named()) {
      Files.writeString(faults, "write /store/ " + ENOSPC + "\n");
      int receipted = fillTheStore(ada);
      ada.send("/history ops 1").skipTo("* history: ops 1 lines");
      Files.delete(faults);
      Await.until(
          Duration.ofSeconds(20),
          () -> !ada.send("again").line().startsWith("! unavailable 1 lines refused: "),
          ada::lastLine);
      String answer = ada.lastLine();
      assertTrue(answer.startsWith("* ok ops#" + (receipted + 1) + " "), answer);
    }
    assertEquals(0, server.stop(), server::output);
  }

  @Test
  void shouldEndOnlyTheConnectionWhoseReadFails() throws IOException {
    start();
    try (Client ada = named()) {
      ada.send("one").expectMatching("\\* ok ops#1 .*");
    }
    assertEquals(0, server.stop(), server::output);
    start();
    try (Client ada = named()) {
      Files.writeString(faults, "read .sst " + EIO + "\n");
      ada.send("/history ops").expectMatching("\\* bye: server-error; .*");
    }
    try (Client ada = named()) {
      ada.send("two").expectMatching("\\* ok ops#2 .*");
      Files.delete(faults);
      ada.send("/history ops");
      ada.expect("[ops] ada: one", "[ops] ada: two", "* history: ops 2 lines");
    }
    assertEquals(0, server.stop(), server::output);
  }

  /** Says lines until one is refused, or the server has ended; answers how many are accepted. */
  private static int fillTheStore(Client ada) {
    String line = "line " + "x".repeat(8_000);
    int receipted = 0;
    for (int left = 40_000; left > 0; left--) {
      String answer = ada.ask(line);
      if (answer == null || answer.startsWith("! unavailable 1 lines refused: ")) {
        return receipted;
      }
      receipted++;
    }
    throw new AssertionError("nothing was refused");
  }

  private void start(String... settings) {
    Path library = folder.resolve("disktrace.so");
    if (!Files.exists(library)) {
      PreloadLibrary.compile("disktrace", folder);
    }
    String[] all =
        Stream.concat(Stream.of("limits.lobby-delay=10s"), Stream.of(settings))
            .toArray(String[]::new);
    Path data = folder.resolve("data");
    server =
        TestServerProcess.startIn(
            DiskTrace.of(library, data, folder.resolve("trace"), faults), folder, all);
  }

  private Client named() {
    Client client = new Client(server.ports().get("line")).send("/name ada");
    client.skipTo("* you-are: ada").send("/join ops");
    client.skipToMatching("\\* joined: ops\\b.*").send("/receipts on");
    return client.skipToMatching("\\* receipts\\b.*");
  }

  private void ended(String reason) {
    assertEquals(5, server.exit(20), server::output);
    assertTrue(
        server.output().contains("lifeline: the server can't go on: " + reason), server::output);
  }

  /** At the begin of the tables of lines; those of the state have other keys. */
  private void damageLines() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data").resolve("store"))) {
      for (Path table : files.filter(file -> file.toString().endsWith(".sst")).toList()) {
        if (!Files.readString(table, ISO_8859_1).contains("snapshot")) {
          try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
            file.seek(100);
            file.write(new byte[40]);
          }
        }
      }
    }
  }
}
