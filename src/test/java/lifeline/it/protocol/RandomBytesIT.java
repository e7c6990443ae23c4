package lifeline.it.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random bytes harm nobody, and each line of them is answered. */
class RandomBytesIT {
  private static final int SIZE = 10 << 20;
  private static final Pattern RECEIPT =
      Pattern.compile("\\* ok \\S+ to \\d+, \\d+ waiting(?: \\((\\d+) lines\\))?\r?");

  @RegisterExtension static final TestServer SERVER = new TestServer();

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void shouldAcceptOrRefuseEveryLineOfRandomBytes(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    Client client = SERVER.client().send("/receipts on");
    client.skipToMatching("\\* receipts\\b.*");
    assertEquals(lines(bytes), answered(client, bytes));
    SERVER.client().send("/ping alive").expect("* pong: alive");
  }

  @ParameterizedTest
  @ValueSource(strings = {"telnet", "framed"})
  void shouldSurviveRandomBytes(String kind) {
    byte[] bytes = new byte[SIZE];
    new Random(3).nextBytes(bytes);
    Client client = SERVER.closeAfterTest(new Client(SERVER.port(kind)));
    drain(client, bytes);
    Client next = kind.equals("telnet") ? SERVER.telnet() : SERVER.framed();
    next.send("/ping alive").skipToMatching("\\* pong: alive\r?");
  }

  /** Sends the bytes and FIN while it reads; answers how many lines were accepted or refused. */
  private static long answered(Client client, byte[] bytes) {
    long answered = 0;
    for (String line : drain(client, bytes)) {
      Matcher receipt = RECEIPT.matcher(line);
      if (receipt.matches()) {
        answered += receipt.group(1) == null ? 1 : Long.parseLong(receipt.group(1));
      } else if (line.startsWith("! ")) {
        answered++;
      }
    }
    return answered;
  }

  private static List<String> drain(Client client, byte[] bytes) {
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> client.sendBytes(bytes).closeOutput());
    List<String> rest = client.rest();
    sent.join();
    return rest;
  }

  /** How many lines the bytes are that want an answer: all but empty ones. */
  private static long lines(byte[] bytes) {
    long lines = 0;
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        int end = i > start && bytes[i - 1] == '\r' && i < bytes.length ? i - 1 : i;
        if (end > start) {
          lines++;
        }
        start = i + 1;
      }
    }
    assertEquals(-1, new String(bytes, UTF_8).indexOf("\n/quit"));
    return lines;
  }
}
