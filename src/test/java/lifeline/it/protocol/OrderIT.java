package lifeline.it.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One order for all; slow readers cost only themselves. */
class OrderIT {
  @RegisterExtension static final TestServer SERVER = new TestServer();

  @Test
  void shouldBeHeardInOneOrderByAll() {
    int lines = 3_000;
    List<Client> listeners = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Client listener = SERVER.inFormat("tsv").send("/join order");
      listeners.add(listener.skipToMatching("\\*\tjoined\t.*"));
    }
    CompletableFuture<Void> one = publish("order", "one", lines);
    CompletableFuture<Void> two = publish("order", "two", lines);
    List<String> first = heard(listeners.get(0), 2 * lines);
    assertEquals(numbered("one", lines), from("one", first));
    assertEquals(numbered("two", lines), from("two", first));
    for (Client listener : listeners.subList(1, listeners.size())) {
      assertEquals(first, heard(listener, 2 * lines));
    }
    for (int i = 0; i < first.size(); i++) {
      assertEquals("order#" + (i + 1), first.get(i).split("\t", -1)[0]);
    }
    one.join();
    two.join();
  }

  @Test
  void shouldWriteWhatWaitsBeforeTheAnswerToTheNextCommand() {
    Client speaker = SERVER.client().send("/name early");
    speaker.send("/msg late direct").send("/say waits one").send("/say waits two");
    speaker.send("/ping said").skipTo("* pong: said");
    Client late = SERVER.client().type("/name late\n/join waits from all\n/ping end\n");
    late.expect("* you-are: late", "* places: @late 1 waiting", "[@late] early: direct");
    late.expect("* joined: waits late", "[waits] early: one", "[waits] early: two");
    late.expect("* pong: end");
  }

  @Test
  void shouldNotDelayOthersForAReaderThatDoesNotRead() {
    int lines = 4_000;
    String text = "x".repeat(7_000);
    Client slow = SERVER.raw("slow");
    Client fast = SERVER.raw("slow");
    CompletableFuture<Void> said =
        CompletableFuture.runAsync(
            () -> {
              Client speaker = new Client(SERVER.port("line"));
              for (int i = 0; i < lines; i++) {
                speaker.send("/say slow " + text + i);
              }
              speaker.send("/quit").rest();
              speaker.close();
            });
    for (int i = 0; i < lines; i++) {
      fast.expect(text + i);
    }
    said.join();
    SERVER.client().send("/ping quick").expect("* pong: quick");
    for (int i = 0; i < lines; i++) {
      slow.expect(text + i);
    }
  }

  @Test
  void shouldHoldBackTheInputOfWhoDoesNotReadAnswersAndDropNone() {
    int pings = 12_000;
    String token = "t".repeat(4_000);
    Client client = SERVER.guest("held-back");
    CompletableFuture<Void> asked =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < pings; i++) {
                client.sendBytes(("/ping " + token + i + "\n").getBytes(UTF_8));
              }
            });
    assertThrows(TimeoutException.class, () -> asked.get(2, TimeUnit.SECONDS));
    for (int i = 0; i < pings; i++) {
      client.expect("* pong: " + token + i);
    }
    asked.join();
  }

  private static CompletableFuture<Void> publish(String room, String name, int lines) {
    return CompletableFuture.runAsync(
        () -> {
          Client speaker = new Client(SERVER.port("line"));
          speaker.send("/name " + name);
          for (int i = 0; i < lines; i++) {
            speaker.send("/say " + room + " " + name + " " + i);
          }
          speaker.send("/quit").rest();
          speaker.close();
        });
  }

  private static List<String> heard(Client listener, int count) {
    List<String> lines = new ArrayList<>();
    while (lines.size() < count) {
      String line = listener.line();
      if (!line.startsWith("*\t")) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static List<String> from(String name, List<String> lines) {
    return lines.stream()
        .map(line -> line.split("\t", -1))
        .filter(columns -> columns[3].equals(name))
        .map(columns -> columns[5])
        .toList();
  }

  private static List<String> numbered(String name, int lines) {
    List<String> numbered = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      numbered.add(name + " " + i);
    }
    return numbered;
  }
}
