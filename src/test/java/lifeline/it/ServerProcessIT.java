package lifeline.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The server as a process: how it starts with clients waiting and ends with clients there. */
class ServerProcessIT {
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
  void shouldExitWithZeroWhenAnOperatorDrainsIt() {
    ServerProcess server = kept(ServerProcess.start());
    try (Client client = new Client(server.ports().get("line"))) {
      client.skipToMatching("\\* welcome: .*").send("/drain").skipToMatching("\\* draining: .*");
      client.skipToMatching("\\* bye: server-draining; back in \\d+s");
      assertEquals(0, server.exit(SECONDS), server::output);
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
