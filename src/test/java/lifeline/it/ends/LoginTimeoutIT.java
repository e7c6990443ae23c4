package lifeline.it.ends;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lifeline.it.support.Certificate;
import lifeline.it.support.Client;
import lifeline.it.support.Program;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has not finished its TLS handshake in time. */
class LoginTimeoutIT {
  @TempDir Path folder;

  @Test
  void shouldCloseWhoDoesNotFinishTlsInTime() {
    try (TestServerProcess server = startWithTls("liveness.login-timeout=1s");
        Client stranger = new Client(server.ports().get("line"))) {
      long start = System.nanoTime();
      stranger.expectEnd();
      long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
      assertTrue(took > 800 && took < 3000, "took " + took + " ms");
      assertEquals(0, server.stop(), server::output);
      assertEquals(
          List.of(),
          server.output().lines().filter(line -> line.matches(".* (ERROR|WARN) .*")).toList());
    }
  }

  @Test
  void shouldShowThatTlsConfirmsWhatWasWritten() {
    try (TestServerProcess server = startWithTls("liveness.heartbeat-misses=2");
        Program client =
            Program.start(
                List.of(
                    "openssl",
                    "s_client",
                    "-quiet",
                    "-nocommands",
                    "-connect",
                    "127.0.0.1:" + server.ports().get("line")))) {
      client.skipToMatching("\\* welcome: .*");
      client.send("/who").skipToMatching("\\* who: guest-1 .*, healthy, .*, confirm written, .*");
      client.send("/heartbeat 1").skipTo("* heartbeat: 1s");
      client.skipTo("* ping: 1").send("/pong 1").skipTo("* ping: 2").send("/quit");
      client.skipToMatching("\\* bye: quit; .*");
      client.exit();
      assertEquals(0, server.stop(), server::output);
    }
  }

  private TestServerProcess startWithTls(String setting) {
    Certificate own = Certificate.make(folder, "localhost");
    return TestServerProcess.start(
        "listeners=[{kind: line, host: 127.0.0.1, port: 0, tls: {cert: "
            + own.cert()
            + ", key: "
            + own.key()
            + "}}]",
        setting);
  }
}
