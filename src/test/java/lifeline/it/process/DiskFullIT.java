package lifeline.it.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lifeline.it.support.Await;
import lifeline.it.support.Client;
import lifeline.it.support.FullDisk;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of 48 MiB that is filled up while the server runs. */
class DiskFullIT {
  /** More than the last page of a file may have left. */
  private static final String LONG = "x".repeat(5_000);

  @TempDir private Path folder;
  private FullDisk disk;
  private TestServerProcess server;

  @BeforeEach
  void mount() {
    disk = new FullDisk(folder, 48);
    server = start();
  }

  @AfterEach
  void unmount() {
    if (server != null) {
      server.kill();
    }
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void shouldRefuseNewLinesShowOldOnesAndGoOnWhenThereIsSpaceAgain() {
    try (Client ada = named("ada")) {
      ada.send("one").expectMatching("\\* ok ops#1 .*");
      disk.fill();
      ada.send(LONG);
      ada.expectMatching("! unavailable 1 lines refused: .*No space left on device.*");
      ada.send(LONG + "\n" + LONG + "\n/ping behind");
      int refused = 0;
      while (refused < 2) {
        String lines = ada.expectMatching("! unavailable (\\d) lines refused: .*").group(1);
        refused += Integer.parseInt(lines);
      }
      ada.expect("* pong: behind");
      ada.send("/history ops").expect("[ops] ada: one", "* history: ops 1 lines");
      try (Client bob = named("bob")) {
        bob.expectNothing();
        ada.skipTo("* bob joined ops");
        disk.free();
        ada.send("five").expectMatching("\\* ok ops#2 .*");
        bob.expect("[ops] ada: five");
      }
    }
    server.kill();
    server = start();
    try (Client cleo = named("cleo")) {
      cleo.send("/history ops");
      cleo.expect("[ops] ada: one", "[ops] ada: five", "* history: ops 2 lines");
    }
    assertEquals(0, server.stop(), server::output);
  }

  @Test
  void shouldSayReceiptsOnlyForWhatIsThereAfterAKill() throws IOException {
    server.kill();
    server = start("limits.max-line=60000");
    int receipts = 0;
    try (Client ada = named("ada")) {
      ada.send("/format tsv").skipToMatching("\\*\tformat\t.*");
      String line = "x".repeat(50_000);
      boolean refused = false;
      while (!refused) {
        ada.send(line);
        String answer = ada.line();
        if (answer.startsWith("*\tok\t")) {
          receipts++;
        }
        refused = answer.startsWith("!\tunavailable\t");
      }
    }
    assertTrue(receipts > 100, "receipts: " + receipts);
    server.kill();
    Files.delete(Files.createFile(folder.resolve("room")));
    disk.resize(96);
    server = start();
    try (Client bob = named("bob")) {
      bob.send("one more").expectMatching("\\* ok ops#" + (receipts + 1) + " .*");
    }
  }

  @Test
  void shouldRefuseWhatWaitsAndEndInTimeWhenAskedTo() {
    server.kill();
    server = start("accept-timeout=1m", "liveness.drain-timeout=20s");
    try (Client ada = named("ada");
        Client bob = named("bob")) {
      ada.skipTo("* bob joined ops");
      ada.send("one").expectMatching("\\* ok ops#1 .*");
      disk.fill();
      ada.send(LONG).send(LONG);
      // They wait, and don't hold up others.
      Await.until(
          Duration.ofSeconds(20),
          () -> {
            bob.beforeMarker();
            return server.output().contains("can't write, new lines are held back");
          },
          server::output);
      // More of them than the last page of the log has room for.
      for (int i = 0; i < 80; i++) {
        bob.send("/join " + "r".repeat(60) + i).skipToMatching("\\* joined: r+" + i + "\\b.*");
      }
      long begin = System.nanoTime();
      server.terminate();
      int refused = 0;
      while (refused < 2) {
        String lines =
            ada.expectMatching("! unavailable (\\d) lines refused: .*No space left.*").group(1);
        refused += Integer.parseInt(lines);
      }
      ada.skipToMatching("\\* bye: server-draining; .*");
      assertEquals(5, server.exit(30), server::output);
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
      assertTrue(seconds < 15, "took " + seconds + " s");
      String told = "the last joins, ends and confirmations are lost, they could not be written: ";
      assertTrue(server.output().contains(told + "No space left"), server::output);
    }
    disk.free();
    server = start();
    try (Client cleo = named("cleo")) {
      cleo.send("/history ops").expect("[ops] ada: one", "* history: ops 1 lines");
      cleo.send("two").expectMatching("\\* ok ops#2 to 0, 2 waiting");
    }
    assertEquals(0, server.stop(), server::output);
  }

  @Test
  void shouldNotStartWithoutSpaceAndSaySo() throws Exception {
    try (Client ada = named("ada")) {
      ada.send("one").expectMatching("\\* ok ops#1 .*");
    }
    server.kill();
    disk.fill();
    TestServerProcess full =
        TestServerProcess.startWithoutWaiting(command -> command, folder, new String[0]);
    assertEquals(4, full.exit(20), full::output);
    assertTrue(full.output().contains("No space left on device"), full::output);
    disk.free();
    server = start();
    try (Client bob = named("bob")) {
      bob.send("/history ops").expect("[ops] ada: one", "* history: ops 1 lines");
    }
    assertEquals(0, server.stop(), server::output);
  }

  private TestServerProcess start(String... settings) {
    List<String> all = new ArrayList<>(List.of("accept-timeout=300ms", "limits.lobby-delay=10s"));
    all.addAll(List.of(settings));
    return TestServerProcess.startOn(folder, all.toArray(String[]::new));
  }

  private Client named(String name) {
    Client client = new Client(server.ports().get("line")).send("/name " + name);
    client.skipTo("* you-are: " + name).send("/join ops from new");
    client.skipToMatching("\\* joined: ops\\b.*").send("/receipts on");
    return client.skipToMatching("\\* receipts\\b.*");
  }
}
