package lifeline.it.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import lifeline.it.support.Client;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data folders that former servers have left: each has a snapshot, and a log behind it that ends in
 * a kill. Kept for ever; a new one is added when what is kept has changed
 * (lifeline.codec.CodecVersion):
 *
 * <pre>mvn verify -Dit.test=KeptDataIT -Ddata.write=src/test/resources/lifeline/it/data-3.zip</pre>
 */
class KeptDataIT {
  private static final String[] SETTINGS = {
    "limits.lobby-delay=10s",
    "retention.age=3650d",
    "retention.name-expiry=3650d",
    "delivery.max-attempts=1"
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"data-1.zip", "data-2.zip"})
  void shouldStartOnTheDataOfEveryVersion(String name) throws IOException {
    unzip(name);
    TestServerProcess server = TestServerProcess.startOn(folder, SETTINGS);
    try (Client ada = new Client(server.ports().get("line"))) {
      ada.skipToMatching("\\* welcome: .*").send("/name ada");
      ada.expect("* you-are: ada", "* places: ops 2 waiting").send("/join ops");
      ada.expect("* joined: ops ada");
      ada.expect("* 2 lines while you were away");
      ada.expect("[ops] bob: in the log", "[ops] bob: ünd lött");
      ada.send("/history ops").expect("[ops] ada: in the snapshot");
      ada.expect("[ops] bob: in the log", "[ops] bob: ünd lött", "* history: ops 3 lines");
      ada.send("/dead jobs").expectMatching("\\* dead: jobs#1 1 max-attempts poison");
      ada.expect("* dead: 1");
      ada.send("/receipts on").expectMatching("\\* receipts.*");
      ada.send("/say ops new").expectMatching("\\* ok ops#4 .*");
    }
    try (Client cleo = new Client(server.ports().get("line"))) {
      cleo.send("/name cleo").skipTo("[@cleo] bob: for you");
    }
    assertEquals(0, server.stop(), server::output);
  }

  @Test
  void shouldWriteADataFolderWhenAsked() throws IOException {
    String target = System.getProperty("data.write");
    TestServerProcess first = TestServerProcess.startOn(folder, SETTINGS);
    try (Client ada = named(first, "ada", "ops")) {
      ada.send("in the snapshot").skipToMatching("\\* ok ops#1 .*");
      ada.send("/say jobs poison").skipToMatching("\\* ok jobs#1 .*");
    }
    assertEquals(0, first.stop(), first::output);
    TestServerProcess second = TestServerProcess.startOn(folder, SETTINGS);
    try (Client bob = named(second, "bob", "elsewhere");
        Client worker = new Client(second.ports().get("line"))) {
      worker.send("/confirm ack").send("/join jobs as crew").skipTo("[jobs] ada: poison");
      worker.send("/nack jobs#1").skipToMatching("\\* 1 lines dead: .*");
      bob.send("/say ops in the log").skipToMatching("\\* ok ops#2 .*");
      bob.send("/say ops ünd lött").skipToMatching("\\* ok ops#3 .*");
      bob.send("/msg cleo for you").skipToMatching("\\* ok @cleo#1 .*");
      second.kill();
    }
    if (target != null) {
      zip(Path.of(target));
    }
    assertTrue(Files.exists(folder.resolve("data").resolve("format")));
  }

  private static Client named(TestServerProcess server, String name, String room) {
    Client client = new Client(server.ports().get("line")).send("/name " + name);
    client.send("/join " + room).skipToMatching("\\* joined: .*").send("/receipts on");
    return client.skipToMatching("\\* receipts.*");
  }

  private void unzip(String name) throws IOException {
    InputStream resource = KeptDataIT.class.getResourceAsStream(name);
    try (ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve("data").resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, zip.readAllBytes());
      }
    }
  }

  private void zip(Path target) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Path data = folder.resolve("data");
    try (OutputStream file = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (String part : List.of("format", "log", "store")) {
        try (Stream<Path> files = Files.walk(data.resolve(part))) {
          for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
            String name = data.relativize(each).toString();
            if (!name.matches("store/(LOG.*|LOCK)")) {
              zip.putNextEntry(new ZipEntry(name));
              zip.write(Files.readAllBytes(each));
              zip.closeEntry();
            }
          }
        }
      }
    }
  }
}
