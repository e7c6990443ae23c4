package lifeline.it.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import lifeline.it.support.Client;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of the server with clients there: SIGTERM, a second one, and {@code /drain}. */
class DrainIT {
  private static final String BYE = "\\* bye: server-draining; back in (\\d+)s";

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void shouldTellEverybodyWhenToComeBackSpreadOverSomeSeconds() {
    TestServerProcess server = kept(TestServerProcess.start());
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      clients.add(greeted(server));
    }
    server.terminate();
    Set<String> told = new TreeSet<>();
    for (Client client : clients) {
      client.skipToMatching(BYE);
      told.add(client.lastLine());
      client.expectEnd();
      client.close();
    }
    assertTrue(told.size() >= 3, "told " + told);
    assertEquals(0, server.exit(10), server::output);
  }

  @Test
  void shouldAcceptNobodyWhileItDrains() {
    TestServerProcess server = kept(TestServerProcess.start("liveness.linger-timeout=3s"));
    // Holds the drain up until linger-timeout: it does not close its side.
    Client holding = greeted(server);
    server.terminate();
    holding.skipToMatching(BYE);
    assertThrows(UncheckedIOException.class, () -> new Client(server.ports().get("line")).close());
    holding.close();
    assertEquals(0, server.exit(10), server::output);
  }

  @Test
  void shouldEndInDrainTimeoutWhoeverDoesNotReadOrClose() {
    TestServerProcess server =
        kept(TestServerProcess.start("liveness.drain-timeout=2s", "liveness.linger-timeout=1m"));
    Client stalled = greeted(server).send("/join stuffed").skipToMatching("\\* joined: .*");
    Client silent = greeted(server);
    Client speaker = greeted(server);
    for (int i = 0; i < 3_000; i++) {
      speaker.send("/say stuffed " + "x".repeat(7_000));
    }
    speaker.send("/ping said").skipTo("* pong: said");
    long begin = System.nanoTime();
    server.terminate();
    assertEquals(0, server.exit(10), server::output);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    assertTrue(millis >= 1_900 && millis < 4_000, millis + " ms");
    silent.skipToMatching(BYE);
    stalled.close();
  }

  @Test
  void shouldEndAtOnceAtTheSecondSigterm() {
    TestServerProcess server =
        kept(TestServerProcess.start("liveness.drain-timeout=1m", "liveness.linger-timeout=1m"));
    Client holding = greeted(server);
    server.terminate();
    holding.skipToMatching(BYE);
    long begin = System.nanoTime();
    server.terminate();
    assertEquals(0, server.exit(10), server::output);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    assertTrue(millis < 2_000, millis + " ms");
  }

  @Test
  void shouldFinishAndTellWhatWasSaidBeforeItDrains() {
    TestServerProcess server = kept(TestServerProcess.start());
    Client listener = greeted(server).send("/join last").skipToMatching("\\* joined: last.*");
    Client operator = greeted(server).send("/receipts on").expect("* receipts: on");
    operator.type("/say last words\n/drain\n");
    operator.expectMatching("\\* ok last#1 to 1, 0 waiting");
    operator.expectMatching("\\* draining: .*");
    operator.expectMatching(BYE);
    listener.expectMatching("\\[last] guest-\\d+: words");
    listener.expectMatching(BYE);
    listener.close();
    operator.close();
    assertEquals(0, server.exit(10), server::output);
  }

  private Client greeted(TestServerProcess server) {
    return kept(new Client(server.ports().get("line"))).skipToMatching("\\* welcome: .*");
  }

  private <T extends AutoCloseable> T kept(T each) {
    open.add(0, each);
    return each;
  }
}
