package lifeline.it.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lifeline.it.support.Client;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The server as a process: how it starts with clients waiting and ends with clients there. */
class ServerProcessIT {
  private static final long SECONDS = 30;

  private final List<TestServerProcess> processes = new ArrayList<>();

  @AfterEach
  void endAll() {
    processes.forEach(TestServerProcess::close);
  }

  @Test
  void shouldListenAndSayWhere() {
    TestServerProcess server = kept(TestServerProcess.start());
    for (String kind : new String[] {"line", "telnet", "framed"}) {
      try (Client client = new Client(server.ports().get(kind))) {
        client.readBytes(1);
      }
    }
  }

  @Test
  void shouldExitWithZeroAtSigterm() {
    TestServerProcess server = kept(TestServerProcess.start());
    try (Client client = new Client(server.ports().get("line"))) {
      client.skipToMatching("\\* welcome: .*").send("/join somewhere");
      client.skipToMatching("\\* joined: somewhere\\b.*");
      assertEquals(0, server.stop(), server::output);
      client.skipToMatching("\\* bye: server-draining; .*");
    }
  }

  @Test
  void shouldExitWithZeroWhenAnOperatorDrainsIt() {
    TestServerProcess server = kept(TestServerProcess.start());
    try (Client client = new Client(server.ports().get("line"))) {
      client.skipToMatching("\\* welcome: .*").send("/drain").skipToMatching("\\* draining: .*");
      client.skipToMatching("\\* bye: server-draining; back in \\d+s");
      assertEquals(0, server.exit(SECONDS), server::output);
    }
  }

  @Test
  void shouldExitWithZeroAtSigtermThoughAClientDoesNotRead() {
    TestServerProcess server = kept(TestServerProcess.start());
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
    TestServerProcess server = kept(TestServerProcess.start());
    Path data = dataFolder(server);
    Path folder = TestServerProcess.newFolder();
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(TestServerProcess.options(folder, "data=" + data));
    TestServerProcess second = kept(TestServerProcess.launch(folder, arguments));
    assertEquals(4, second.exit(SECONDS), second::output);
    assertTrue(second.output().contains(data.toString()), second::output);
    try (Client client = new Client(server.ports().get("line"))) {
      client.skipToMatching("\\* welcome: .*");
    }
  }

  @Test
  void shouldExitWithTwoAndNameEveryKeyThatIsWrong() {
    TestServerProcess server =
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
    TestServerProcess server = kept(run(listener));
    assertEquals(2, server.exit(SECONDS), server::output);
    assertTrue(server.output().contains("allow-anonymous"), server::output);
    kept(TestServerProcess.start(listener, "allow-anonymous=true"));
  }

  private TestServerProcess run(String... settings) {
    Path folder = TestServerProcess.newFolder();
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(TestServerProcess.options(folder, settings));
    return TestServerProcess.launch(folder, arguments);
  }

  private static Path dataFolder(TestServerProcess server) {
    return server.folder().resolve("data");
  }

  private TestServerProcess kept(TestServerProcess process) {
    processes.add(process);
    return process;
  }
}
