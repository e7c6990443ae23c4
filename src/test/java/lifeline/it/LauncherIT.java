package lifeline.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code bin/lifeline} as a person or a service manager uses it. */
class LauncherIT {
  private static final long SECONDS = 30;

  private final List<ServerProcess> processes = new ArrayList<>();

  @AfterEach
  void endAll() {
    processes.forEach(ServerProcess::close);
  }

  @Test
  void shouldListenAndSayWhere() {
    ServerProcess server = kept(ServerProcess.start());
    for (String kind : new String[] {"line", "telnet", "framed"}) {
      try (Client client = new Client(server.ports().get(kind))) {
        client.readBytes(1);
      }
    }
  }

  @Test
  void shouldExitWithZeroAtSigterm() {
    ServerProcess server = kept(ServerProcess.start());
    try (Client client = new Client(server.ports().get("line"))) {
      client.skipToMatching("\\* welcome: .*").send("/join somewhere");
      client.skipToMatching("\\* joined: somewhere\\b.*");
      assertEquals(0, server.stop(), server::output);
      client.skipToMatching("\\* bye: server-draining; .*");
    }
  }

  @Test
  void shouldExitWithZeroAtSigtermThoughAClientDoesNotRead() {
    ServerProcess server = kept(ServerProcess.start());
    int port = server.ports().get("line");
    try (Client slow = new Client(port);
        Client speaker = new Client(port)) {
      slow.send("/join stuffed").skipToMatching("\\* joined: stuffed\\b.*");
      for (int i = 0; i < 4_000; i++) {
        speaker.send("/say stuffed " + "x".repeat(7_000));
      }
      speaker.send("/ping said").skipTo("* pong: said");
      assertEquals(0, server.stop(), server::output);
    }
  }

  @Test
  void shouldExitWithFourIfAnotherServerHasTheDataFolder() {
    ServerProcess server = kept(ServerProcess.start());
    Path data = dataFolder(server);
    Path folder = ServerProcess.newFolder();
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(ServerProcess.options(folder, "data=" + data));
    ServerProcess second = kept(ServerProcess.launch(folder, arguments));
    assertEquals(4, second.exit(SECONDS), second::output);
    assertTrue(second.output().contains(data.toString()), second::output);
    try (Client client = new Client(server.ports().get("line"))) {
      client.skipToMatching("\\* welcome: .*");
    }
  }

  @Test
  void shouldExitWithThreeIfAnAddressIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      ServerProcess second =
          kept(run("listeners=[{kind: line, host: 127.0.0.1, port: " + port + "}]"));
      assertEquals(3, second.exit(SECONDS), second::output);
      assertTrue(second.output().contains("" + port), second::output);
    }
  }

  @Test
  void shouldExitWithTwoAndNameEveryKeyThatIsWrong() {
    ServerProcess server =
        kept(
            run(
                "limits.max-lin=8KiB",
                "liveness.idle-timeout=purple",
                "delivery.max-attempts=-3",
                "durability=paper"));
    assertEquals(2, server.exit(SECONDS), server::output);
    for (String word :
        new String[] {
          "limits.max-lin",
          "liveness.idle-timeout",
          "purple",
          "delivery.max-attempts",
          "-3",
          "durability",
          "paper"
        }) {
      assertTrue(server.output().contains(word), () -> word + " in:\n" + server.output());
    }
  }

  @Test
  void shouldRefuseANonLoopbackAddressWithoutAccounts() {
    String listener = "listeners=[{kind: line, host: 0.0.0.0, port: 0}]";
    ServerProcess server = kept(run(listener));
    assertEquals(2, server.exit(SECONDS), server::output);
    assertTrue(server.output().contains("allow-anonymous"), server::output);
    kept(ServerProcess.start(listener, "allow-anonymous=true"));
  }

  @Test
  void shouldReadAConfigurationFileAndRefuseUnknownKeysInIt() throws Exception {
    Path folder = ServerProcess.newFolder();
    Path file =
        Files.writeString(folder.resolve("my.yaml"), "limits: {max-line: 20}\nnonsense: 1\n");
    ServerProcess wrong =
        kept(ServerProcess.launch(folder, List.of("check", "--config", file.toString())));
    assertEquals(2, wrong.exit(SECONDS), wrong::output);
    assertTrue(wrong.output().contains("nonsense"), wrong::output);
  }

  @Test
  void shouldSayThatAConfigurationIsRight() {
    Path folder = ServerProcess.newFolder();
    ServerProcess check = kept(ServerProcess.launch(folder, List.of("check")));
    assertEquals(0, check.exit(SECONDS), check::output);
  }

  @Test
  void shouldTellItsVersion() {
    Path folder = ServerProcess.newFolder();
    ServerProcess version = kept(ServerProcess.launch(folder, List.of("version")));
    assertEquals(0, version.exit(SECONDS), version::output);
    assertTrue(version.output().contains("0.1.0"), version::output);
  }

  private ServerProcess run(String... settings) {
    Path folder = ServerProcess.newFolder();
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(ServerProcess.options(folder, settings));
    return ServerProcess.launch(folder, arguments);
  }

  private static Path dataFolder(ServerProcess server) {
    return server.folder().resolve("data");
  }

  private ServerProcess kept(ServerProcess process) {
    processes.add(process);
    return process;
  }
}
