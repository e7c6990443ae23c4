package lifeline.it.ends;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import lifeline.it.support.Client;
import lifeline.it.support.Program;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that want to hear something from their clients. */
class IdleTimeoutIT {
  @RegisterExtension
  static final TestServer SERVER =
      new TestServer("liveness.idle-timeout=2s", "liveness.heartbeat-interval=1s");

  @Test
  void shouldCloseWhoSaysNothingForSoLong() {
    Client silent = SERVER.named("silent", "idle");
    long start = System.nanoTime();
    silent.skipTo("* bye: idle-timeout; 0 lines kept for silent");
    long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertTrue(took > 1500 && took < 3000, "took " + took + " ms");
    silent.expectEnd();
    Client other = SERVER.client().send("/why silent");
    other.expectMatching("\\* end: silent idle-timeout by server at .*");
  }

  @Test
  void shouldLetEachLineBeginTheTimeAnew() {
    Client talker = SERVER.client().send("/heartbeat 1");
    for (int i = 1; i <= 3; i++) {
      talker.skipTo("* ping: " + i).send("");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"telnet 127.0.0.1 PORT", "plink -batch -telnet -P PORT 127.0.0.1"})
  void shouldNotTakeTheAnswersOfATelnetProgramForInput(String command) {
    String filled = command.replace("PORT", "" + SERVER.port("telnet"));
    Program telnet = SERVER.program(filled.split(" ", -1));
    telnet.send("/join idle-telnet").skipToMatching("\\* joined: idle-telnet .*");
    long start = System.nanoTime();
    telnet.skipToMatching("\\* bye: idle-timeout; .*");
    long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertTrue(took > 1500 && took < 3000, "took " + took + " ms");
  }
}
