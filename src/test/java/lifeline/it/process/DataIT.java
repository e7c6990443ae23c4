package lifeline.it.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import lifeline.Programs;
import lifeline.it.support.Client;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server does with the data folder it finds. */
class DataIT {
  private static final long SECONDS = 60;

  @TempDir private Path folder;
  private final List<TestServerProcess> servers = new ArrayList<>();

  @BeforeEach
  void say() {
    TestServerProcess server = start();
    try (Client ada = named(server, "ada")) {
      ada.send("one").expectMatching("\\* ok ops#1 .*");
      ada.send("/msg bob two").expectMatching("\\* ok @bob#1 to 0, 1 waiting");
      ada.send("/once key ops three").expectMatching("\\* ok ops#2 .*");
    }
    server.kill();
  }

  @AfterEach
  void kill() {
    servers.forEach(TestServerProcess::kill);
  }

  @Test
  void shouldHaveLinesPlacesKeysAndEndsAfterAKill() {
    TestServerProcess server = start();
    try (Client ada = new Client(server.ports().get("line"))) {
      ada.skipToMatching("\\* welcome: you are guest-2 .*").send("/name ada");
      ada.expect("* you-are: ada");
      ada.expectMatching("\\* places: ops 0 waiting");
      ada.send("/why ada").expectMatching("\\* end: ada node-lost by server at .*");
      ada.send("/receipts on").skipToMatching("\\* receipts\\b.*");
      ada.send("/once key ops three").expectMatching("\\* ok ops#2 .*");
      ada.send("/history ops").expect("[ops] ada: one", "[ops] ada: three");
      ada.expect("* history: ops 2 lines");
    }
    try (Client bob = new Client(server.ports().get("line"))) {
      bob.send("/name bob").skipTo("* you-are: bob").skipTo("[@bob] ada: two");
    }
    assertEquals(0, server.stop(), server::output);
  }

  @Test
  void shouldHaveTheSameAfterAnOrderlyEnd() {
    TestServerProcess first = start();
    assertEquals(0, first.stop(), first::output);
    assertTrue(start().output().contains(", 0 of them replayed"), servers.get(2)::output);
    shouldHaveLinesAfterStartOn(folder, 2);
  }

  @Test
  void shouldCutOffATornEndAndSaySo() throws IOException {
    Path log = log();
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(bytes, bytes.length + 20));
    TestServerProcess server = start();
    assertTrue(server.output().matches("(?s).* WARN .*torn end, cut off 20 bytes.*"));
    shouldHaveLinesAfterStartOn(folder, 2);
  }

  @Test
  void shouldRefuseADamagedLog() throws IOException {
    Path log = log();
    byte[] bytes = Files.readAllBytes(log);
    bytes[60] ^= 1;
    Files.write(log, bytes);
    refused(".*log: .*byte 28: damaged, though it was on the disk once.*");
  }

  @Test
  void shouldRefuseADamagedStore() throws IOException {
    Files.writeString(data().resolve("store").resolve("CURRENT"), "nonsense\n");
    refused(".*store: can't be opened: .*");
  }

  @Test
  void shouldRefuseAFolderOfANewerServer() throws IOException {
    Files.writeString(data().resolve("format"), "lifeline-data 99\nnode n1\nrun 1\n");
    refused(".*written by a newer server \\(format 99.*");
  }

  @Test
  void shouldRefuseAFolderOfAnotherNode() {
    refused(".*belongs to node n1, and this is node n2.*", "node=n2");
  }

  @Test
  void shouldRefuseAFolderOfSomethingElse() throws IOException {
    Files.writeString(data().resolve("format"), "who knows\n");
    refused(".*was not written by this server.*");
    Files.delete(data().resolve("format"));
    refused(".*there is a folder log, but no file format.*");
  }

  @Test
  void shouldRefuseAFolderOnAReadOnlyFileSystem() throws Exception {
    Programs.need("mount");
    Programs.needPrivileges();
    run("mount", "--bind", folder.toString(), folder.toString());
    try {
      run("mount", "-o", "remount,ro,bind", folder.toString());
      refused(".*data folder .*[Rr]ead-only.*", "data=" + data());
    } finally {
      run("umount", folder.toString());
    }
  }

  @Test
  void shouldStartOnACopyTakenWhileItRuns() throws Exception {
    TestServerProcess server = start();
    try (Client ada = named(server, "ada")) {
      for (int i = 0; i < 200; i++) {
        ada.send("line " + i).expectMatching("\\* ok ops#" + (i + 3) + " .*");
        if (i % 40 == 0) {
          Path image = folder.resolve("image" + i);
          stop(server, "-STOP");
          copy(data(), image.resolve("data"));
          stop(server, "-CONT");
          shouldHaveLinesAfterStartOn(image, i + 3);
        }
      }
    }
  }

  @Test
  void shouldBackUpWhileItRunsAndAfterwards() throws Exception {
    TestServerProcess server = start();
    try (Client ada = named(server, "ada")) {
      ada.send("before").expectMatching("\\* ok ops#3 .*");
      backup("running");
      ada.send("after").expectMatching("\\* ok ops#4 .*");
    }
    assertEquals(0, server.stop(), server::output);
    backup("ended");
    shouldHaveLinesAfterStartOn(folder.resolve("running"), 3);
    shouldHaveLinesAfterStartOn(folder.resolve("ended"), 4);
  }

  private void backup(String name) throws IOException {
    Path target = Files.createDirectories(folder.resolve(name)).resolve("data");
    List<String> arguments = new ArrayList<>(List.of("backup", target.toString()));
    arguments.addAll(TestServerProcess.options(folder));
    Path said = Files.createTempDirectory(folder, "said");
    TestServerProcess command = TestServerProcess.launch(said, arguments);
    assertEquals(0, command.exit(SECONDS), command::output);
    assertTrue(command.output().contains("backup in " + target), command::output);
  }

  private void shouldHaveLinesAfterStartOn(Path where, int lines) {
    if (where.equals(folder)) {
      kill();
    }
    TestServerProcess server = kept(TestServerProcess.startOn(where, "limits.lobby-delay=10s"));
    try (Client client = new Client(server.ports().get("line"))) {
      client.send("/history ops 1000").skipTo("* history: ops " + lines + " lines");
    }
    server.kill();
  }

  private void refused(String message, String... settings) {
    Path elsewhere = TestServerProcess.newFolder();
    List<String> arguments = new ArrayList<>(List.of("run"));
    List<String> all = new ArrayList<>(List.of("data=" + data()));
    all.addAll(List.of(settings));
    arguments.addAll(TestServerProcess.options(elsewhere, all.toArray(new String[0])));
    try (TestServerProcess server = TestServerProcess.launch(elsewhere, arguments)) {
      assertEquals(4, server.exit(SECONDS), server::output);
      assertTrue(server.output().matches("(?s)" + message), server::output);
      assertTrue(server.output().contains(data().toString()), server::output);
    }
  }

  private TestServerProcess start() {
    return kept(TestServerProcess.startOn(folder, "limits.lobby-delay=10s"));
  }

  private TestServerProcess kept(TestServerProcess server) {
    servers.add(server);
    return server;
  }

  private static Client named(TestServerProcess server, String name) {
    Client client = new Client(server.ports().get("line")).send("/name " + name);
    client.skipTo("* you-are: " + name).send("/join ops");
    client.skipToMatching("\\* joined: ops\\b.*").send("/receipts on");
    return client.skipToMatching("\\* receipts\\b.*");
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path log() throws IOException {
    try (Stream<Path> files = Files.list(data().resolve("log"))) {
      return files.sorted().reduce((first, second) -> second).orElseThrow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void stop(TestServerProcess server, String signal) throws Exception {
    run("kill", signal, "" + server.pid());
  }

  private static void run(String... command) throws Exception {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
