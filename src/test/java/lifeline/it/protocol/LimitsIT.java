package lifeline.it.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lifeline.it.support.Await;
import lifeline.it.support.Client;
import lifeline.it.support.FramedClient;
import lifeline.it.support.TelnetClient;
import lifeline.it.support.TestServer;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits on connections and on their input, of a real server. */
class LimitsIT {
  private static final String SENT_AWAY = "! too-many-connections; again in \\d+s";

  @Nested
  class RoomsAndNames {
    @RegisterExtension
    static final TestServer SERVER = new TestServer("limits.rooms=1", "limits.names=1");

    @Test
    void shouldRefuseWhatWouldMakeOneTooMany() {
      Client client = SERVER.client().send("/name anna").send("/join only");
      client.skipToMatching("\\* joined: only .*");
      client.send("/name berta").expect("! forbidden at most 1 names");
      client.send("/msg berta hello").expect("! forbidden at most 1 names");
      client.send("/msg guest-99 hello").expect("! unknown-name guest-99");
      client.send("/join other").expect("! forbidden at most 1 rooms");
      client.send("/say other hello").expect("! forbidden at most 1 rooms");
      client.send("/once key other hello").expect("! forbidden at most 1 rooms");
    }
  }

  @Nested
  class Connections {
    @RegisterExtension
    static final TestServer SERVER = new TestServer("limits.connections=3").leavingNothing();

    @Test
    void shouldSendAwayWhoIsOneTooManyInTheFramingOfEachListener() {
      three();
      Client line = SERVER.connect();
      line.expectMatching(SENT_AWAY);
      line.expectEnd();
      TelnetClient telnet = SERVER.closeAfterTest(new TelnetClient(SERVER.port("telnet")));
      telnet.skipToMatching(SENT_AWAY + "\r").expectEnd();
      FramedClient framed = SERVER.closeAfterTest(new FramedClient(SERVER.port("framed")));
      framed.expectMatching(SENT_AWAY);
      framed.expectEnd();
    }

    @Test
    void shouldCloseByFinSoThatWhoTalksAtOnceStillReadsWhy() {
      three();
      SERVER.connect().type("hello\n".repeat(1_000)).expectMatching(SENT_AWAY);
    }

    @Test
    void shouldLetInTheNextWhenOneHasGone() {
      List<Client> three = three();
      SERVER.connect().expectMatching(SENT_AWAY);
      three.get(0).send("/quit").rest();
      three.get(0).close();
      untilLetIn();
    }

    @Test
    void shouldLetInTheNextWhenOneWasReset() {
      List<Client> three = three();
      three.get(2).reset();
      untilLetIn();
    }

    @Test
    void shouldSendAwayThousandsAndKeepNothingOfThem() {
      List<Client> three = three();
      long begin = System.nanoTime();
      for (int i = 0; i < 3_000; i++) {
        try (Client client = new Client(SERVER.port("line"))) {
          client.expectMatching(SENT_AWAY);
        }
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      assertTrue(millis < 15_000, "3,000 were sent away in " + millis + " ms");
      three.get(0).send("/ping x").expect("* pong: x");
    }

    /** Their sockets stay open: nobody waits for what they never do. */
    @Test
    void shouldNotBeHeldUpByThoseItHasSentAway() {
      three();
      List<Client> sentAway = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        sentAway.add(SERVER.connect());
      }
      sentAway.forEach(client -> client.expectMatching(SENT_AWAY));
      sentAway.forEach(Client::expectEnd);
    }

    private List<Client> three() {
      return List.of(SERVER.client(), SERVER.client(), SERVER.client());
    }

    /** That one has gone is known soon, but when is not told. */
    private void untilLetIn() {
      String line;
      do {
        line = SERVER.connect().line();
      } while (line.matches(SENT_AWAY));
      assertTrue(line.startsWith("* welcome: "), line);
    }
  }

  @Nested
  class ConnectionsPerSecond {
    @RegisterExtension
    static final TestServer SERVER =
        new TestServer("limits.connections-per-second=5", "limits.connections-per-address=40")
            .leavingNothing();

    @Test
    void shouldTellWhenToComeAgainAndLetInWhoDoes() {
      List<Integer> told = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        String line = SERVER.connect().line();
        if (line.matches(SENT_AWAY)) {
          told.add(Integer.valueOf(line.replaceAll("\\D", "")));
        }
      }
      assertTrue(told.size() > 10, "told " + told);
      assertEquals(told.stream().sorted().toList(), told);
      assertEquals(1, told.get(0));
      assertTrue(told.get(told.size() - 1) <= 1 + told.size() / 5, "told " + told);
    }
  }

  @Nested
  class Input {
    @RegisterExtension
    static final TestServer SERVER =
        new TestServer("limits.lines-per-second=50", "limits.bytes-per-second=20KiB")
            .leavingNothing();

    @Test
    void shouldHoldBackLinesBeyondTheRateAndLoseNone() {
      Client client = SERVER.client();
      StringBuilder input = new StringBuilder();
      for (int i = 0; i < 150; i++) {
        input.append("/ping ").append(i).append('\n');
      }
      long begin = System.nanoTime();
      client.type(input.toString());
      for (int i = 0; i < 150; i++) {
        client.expect("* pong: " + i);
      }
      assertTook(begin, 1_900);
    }

    @Test
    void shouldHoldBackBytesBeyondTheRate() {
      Client listener = SERVER.guest("heavy");
      Client client = SERVER.client();
      String kilobyte = "x".repeat(1_000);
      long begin = System.nanoTime();
      for (int i = 0; i < 45; i++) {
        client.send("/say heavy " + i + kilobyte);
      }
      for (int i = 0; i < 45; i++) {
        listener.expectMatching("\\[heavy] guest-\\d+: " + i + kilobyte);
      }
      assertTook(begin, 1_100);
    }

    @Test
    void shouldCountEmptyLinesAndTooLongOnes() {
      Client client = SERVER.client();
      long begin = System.nanoTime();
      client.type("\n".repeat(150) + "/ping x\n").expect("* pong: x");
      assertTook(begin, 1_900);
      client.type("y".repeat(40_000) + "\n/ping y\n").expectMatching("! line-too-long .*");
      client.expect("* pong: y");
      assertTook(begin, 2_500);
    }

    @Test
    void shouldNotHoldBackOthers() {
      SERVER.client().type("/ping x\n".repeat(1_000));
      Client other = SERVER.client();
      long begin = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        other.send("/ping " + i).expect("* pong: " + i);
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      assertTrue(millis < 1_000, millis + " ms");
    }

    @Test
    void shouldAnswerWhatWaitedWhenTheClientHasEndedItsInput() {
      Client client = SERVER.client();
      client.type("/ping x\n".repeat(100) + "/ping last").closeOutput();
      List<String> answers = client.rest();
      assertEquals(102, answers.size());
      assertEquals("* pong: last", answers.get(100));
    }

    private static void assertTook(long begin, long leastMillis) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      assertTrue(millis >= leastMillis, "took only " + millis + " ms");
    }
  }

  @Nested
  class TooFast {
    @RegisterExtension
    static final TestServer SERVER =
        new TestServer("limits.lines-per-second=20", "limits.too-fast-after=1500ms")
            .leavingNothing();

    @Test
    void shouldEndWhoIsBeyondTheRateForTooLong() {
      Client witness = SERVER.guest("fast");
      Client client = SERVER.named("flooder", "fast");
      witness.expect("* flooder joined fast");
      client.sendBytes("/ping x\n".repeat(10_000).getBytes(UTF_8));
      witness.expect("* flooder left fast: too-fast");
      witness.send("/why flooder");
      witness.expectMatching("\\* end: flooder too-fast by server at .*, 0 lines kept");
    }
  }

  @Nested
  class Reload {
    @Test
    void shouldTakeOverLimitsOnSave() throws Exception {
      var folder = TestServerProcess.newFolder();
      var file = folder.resolve("lifeline.yaml");
      Files.writeString(file, "limits: {connections: 10}\n");
      List<String> arguments = new ArrayList<>(List.of("run", "--config", file.toString()));
      arguments.add("--ready-file");
      arguments.add(folder.resolve("ready").toString());
      arguments.addAll(TestServerProcess.options(folder));
      try (TestServerProcess server = TestServerProcess.launch(folder, arguments)) {
        server.awaitReady();
        Map<String, Integer> ports = server.ports();
        try (Client first = new Client(ports.get("line"))) {
          first.skipToMatching("\\* welcome: .*");
          Files.writeString(file, "limits: {connections: 1, lines-per-second: 20}\n");
          awaitLog(server, "taken over");
          try (Client second = new Client(ports.get("line"))) {
            second.expectMatching(SENT_AWAY);
          }
          long begin = System.nanoTime();
          first.type("/ping x\n".repeat(50)).type("/ping y\n").skipTo("* pong: y");
          Input.assertTook(begin, 1_400);
        }
        assertEquals(0, server.stop());
      }
    }

    private static void awaitLog(TestServerProcess server, String text) {
      Await.until(Duration.ofSeconds(10), () -> server.output().contains(text), server::output);
    }
  }
}
