package lifeline.it.ends;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.Programs;
import lifeline.it.support.Client;
import lifeline.it.support.Program;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The three ways to close, as they go over the wire: {@code tcpdump} shows the FIN and RST that the
 * server sends.
 */
class PacketsIT {

  /** A capture of what the server sends on a port. */
  private static final class Capture implements AutoCloseable {
    private static final Pattern FLAGS =
        Pattern.compile(".* > [0-9.]+\\.(\\d+): Flags \\[(\\S+)].*");
    private final Program tcpdump;

    Capture(int port) {
      Programs.needPrivileges();
      tcpdump =
          Program.start(
              List.of(
                  "bash",
                  "-c",
                  // Its first words, on stderr, tell that it captures.
                  "exec tcpdump -i lo -n -l --immediate-mode 'tcp src port "
                      + port
                      + " and tcp[tcpflags] & (tcp-fin|tcp-rst) != 0' 2>&1"));
      tcpdump.skipToMatching("listening on .*");
    }

    /** FIN or RST, whichever the server sends next to that client. */
    String next(Client client) {
      String port = client.address().replaceAll(".*:", "");
      while (true) {
        Matcher packet = FLAGS.matcher(tcpdump.line());
        if (packet.matches() && packet.group(1).equals(port)) {
          return packet.group(2).contains("R") ? "RST" : "FIN";
        }
      }
    }

    /** Waits for the RST; a FIN may be sent again before it. */
    void awaitRst(Client client) {
      while (!next(client).equals("RST")) {
        // again
      }
    }

    @Override
    public void close() {
      tcpdump.close();
    }
  }

  private final List<Capture> captures = new ArrayList<>();

  @AfterEach
  void endCaptures() {
    captures.forEach(Capture::close);
  }

  private Capture capture(TestServer server) {
    Programs.need("tcpdump");
    Capture capture = new Capture(server.port("line"));
    captures.add(capture);
    return capture;
  }

  @Nested
  class ByDefault {
    @RegisterExtension
    static final TestServer SERVER =
        new TestServer(
                "limits.lines-per-second=20",
                "limits.too-fast-after=100ms",
                "liveness.linger-timeout=700ms")
            .leavingNothing();

    @Test
    void shouldSendFinAtAGracefulClose() {
      Capture capture = capture(SERVER);
      Client client = SERVER.client().send("/quit");
      client.expectMatching("\\* bye: quit; .*");
      client.expectEnd();
      assertEquals("FIN", capture.next(client));
    }

    @Test
    void shouldSendRstWhenTheClientDoesNotCloseItsSideInLingerTimeout() {
      Capture capture = capture(SERVER);
      Client client = SERVER.client().send("/quit");
      client.expectMatching("\\* bye: quit; .*");
      assertEquals("FIN", capture.next(client));
      long begin = System.nanoTime();
      capture.awaitRst(client);
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertTrue(millis > 300 && millis < 1_500, millis + " ms");
    }

    @Test
    void shouldSendRstAtAKickWithReset() {
      Capture capture = capture(SERVER);
      Client client = SERVER.named("kicked", "kick");
      SERVER.client().send("/kick kicked reset").expect("* kicked: kicked, 1 connections");
      assertEquals("RST", capture.next(client));
    }

    @Test
    void shouldSendFinAtAKick() {
      Capture capture = capture(SERVER);
      Client client = SERVER.named("kicked2", "kick");
      SERVER.client().send("/kick kicked2").expect("* kicked: kicked2, 1 connections");
      client.expectMatching("\\* bye: kicked; .*");
      assertEquals("FIN", capture.next(client));
    }

    @Test
    void shouldSendRstToWhoIsTooFast() {
      Capture capture = capture(SERVER);
      Client client = SERVER.client().type("/ping x\n".repeat(1_000));
      assertEquals("RST", capture.next(client));
    }

    @Test
    void shouldSendFinWhenAClientThatHasNotJoinedIsDone() {
      Capture capture = capture(SERVER);
      Client client = SERVER.client().type("/ping x").closeOutput();
      client.rest();
      assertEquals("FIN", capture.next(client));
    }
  }

  @Nested
  class AsConfigured {
    @RegisterExtension
    static final TestServer SERVER =
        new TestServer(
                "liveness.close.quit=reset",
                "liveness.close.kicked=linger 1",
                "liveness.close.truncated=reset",
                "limits.lines-per-second=5000",
                "limits.too-fast-after=100ms",
                "liveness.close.too-fast=graceful")
            .leavingNothing();

    @Test
    void shouldSendRstForACauseThatIsClosedByReset() {
      Capture capture = capture(SERVER);
      Client client = SERVER.client().send("/quit");
      assertEquals("RST", capture.next(client));
    }

    @Test
    void shouldSendTheLastLineAndFinForACauseThatLingers() {
      Capture capture = capture(SERVER);
      Client client = SERVER.named("lingers", "linger");
      SERVER.client().send("/kick lingers").expect("* kicked: lingers, 1 connections");
      client.expectMatching("\\* bye: kicked; .*");
      client.expectEnd();
      assertEquals("FIN", capture.next(client));
    }

    /** Its own send buffer is full: the kernel gives up after the second that it lingers. */
    @Test
    void shouldSendRstToALingeringOneThatDoesNotRead() {
      Capture capture = capture(SERVER);
      Client client = SERVER.named("stuck", "stuck");
      Client speaker = SERVER.client();
      for (int i = 0; i < 2_000; i++) {
        speaker.send("/say stuck " + "x".repeat(8_000));
      }
      speaker.send("/kick stuck").skipTo("* kicked: stuck, 1 connections");
      assertEquals("RST", capture.next(client));
    }

    @Test
    void shouldSendFinForACauseThatIsClosedGracefully() {
      Capture capture = capture(SERVER);
      Client client = SERVER.client().type("/ping x\n".repeat(20_000));
      client.skipToMatching("\\* bye: too-fast; .*");
      client.rest();
      assertEquals("FIN", capture.next(client));
    }
  }
}
