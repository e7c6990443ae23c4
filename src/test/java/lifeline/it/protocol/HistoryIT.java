package lifeline.it.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lifeline.it.support.Client;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More lines than the server's heap could hold. */
class HistoryIT {
  private static final int LINES = 20_000;
  private static final int AT_ONCE = 200;
  private static final String TEXT = "x".repeat(7_500);

  @TempDir private Path folder;

  @Test
  void shouldStreamMoreThanTheHeapToReadersAndAnAbsentName() {
    TestServerProcess server = start();
    try {
      try (Client away = client(server)) {
        away.send("/name away").skipTo("* you-are: away").send("/join long");
        away.skipToMatching("\\* joined: long\\b.*");
      }
      say(server);
      server.kill();
      server = start();
      List<Client> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(client(server).send("/join long from all"));
      }
      readers.add(client(server).send("/name away").send("/join long"));
      for (Client reader : readers) {
        for (int i = 0; i < LINES; i++) {
          reader.skipToMatching("\\[long( again)?\\] \\S+: " + i + " x+");
        }
        reader.close();
      }
      assertEquals(0, server.stop(), server::output);
      assertTrue(!server.output().contains("OutOfMemory"), server::output);
    } finally {
      server.kill();
    }
  }

  private static void say(TestServerProcess server) {
    try (Client speaker = client(server)) {
      speaker.send("/receipts on").skipToMatching("\\* receipts\\b.*");
      for (int i = 0; i < LINES; i += AT_ONCE) {
        StringBuilder lines = new StringBuilder();
        for (int j = i; j < i + AT_ONCE; j++) {
          lines.append("/say long ").append(j).append(' ').append(TEXT).append('\n');
        }
        speaker.type(lines.toString());
        speaker.skipToMatching("\\* ok long#" + (i + AT_ONCE) + " .*");
      }
    }
  }

  private static Client client(TestServerProcess server) {
    return new Client(server.ports().get("line")).skipToMatching("\\* welcome: .*");
  }

  private TestServerProcess start() {
    return TestServerProcess.startOn(
        folder, "-Xmx64m", new String[] {"limits.lobby-delay=10s", "delivery.max-bytes=1GiB"});
  }
}
