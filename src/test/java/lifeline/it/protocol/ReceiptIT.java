package lifeline.it.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Matcher;
import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Receipts, and direct lines, which are told by them. */
class ReceiptIT {
  @RegisterExtension static final TestServer SERVER = new TestServer();

  @Test
  void shouldAnswerNothingWithoutReceipts() {
    SERVER.named("anna", "silent").send("one").send("/say silent two").expectNothing();
  }

  @Test
  void shouldCountLiveConnectionsAndNamesThatAreAway() {
    SERVER.named("berta", "counts");
    SERVER.guest("counts");
    Client away = SERVER.named("carla", "counts");
    away.send("/quit").rest();
    Client speaker = SERVER.client().send("/receipts on");
    speaker.expectMatching("\\* receipts\\b.*on.*");
    speaker.send("/say counts x").expect("* ok counts#1 to 2, 1 waiting");
  }

  @Test
  void shouldNotCountTheSpeakersOwnConnectionOrName() {
    Client speaker = SERVER.named("dora", "alone");
    speaker.send("/receipts on").expectMatching("\\* receipts\\b.*on.*");
    speaker.send("x").expect("* ok alone#1 to 0, 0 waiting");
    SERVER.named("dora", "alone");
    speaker.send("y").expect("* ok alone#2 to 1, 0 waiting");
  }

  @Test
  void shouldCountAGroupOnce() {
    SERVER.named("emil", "grouped as workers");
    SERVER.named("fritz", "grouped as workers");
    Client speaker = SERVER.client().send("/receipts on");
    speaker.expectMatching("\\* receipts\\b.*on.*");
    speaker.send("/say grouped x").expect("* ok grouped#1 to 1, 0 waiting");
  }

  @Test
  void shouldCoverEachLineOnceByReceiptsInTheOrderOfTheInput() {
    int lines = 5_000;
    Client speaker = SERVER.client().send("/receipts on").send("/join many");
    speaker.skipToMatching("\\* joined: many\\b.*");
    StringBuilder input = new StringBuilder();
    for (int i = 1; i <= lines; i++) {
      input.append("line ").append(i).append('\n');
    }
    speaker.type(input.toString());
    int covered = 0;
    while (covered < lines) {
      Matcher receipt =
          speaker.expectMatching("\\* ok many#(\\d+) to 0, 0 waiting(?: \\((\\d+) lines\\))?");
      covered += receipt.group(2) == null ? 1 : Integer.parseInt(receipt.group(2));
      assertEquals(covered, Integer.parseInt(receipt.group(1)));
    }
    speaker.expectNothing();
  }

  @Test
  void shouldNotLetOneReceiptCoverLinesAroundACommand() {
    Client speaker = SERVER.client().send("/receipts on").send("/join around");
    speaker.skipToMatching("\\* joined: around\\b.*");
    speaker.type("a\n/ping x\nb\n/say other c\nd\n");
    speaker.expect("* ok around#1 to 0, 0 waiting", "* pong: x");
    speaker.expect("* ok around#2 to 0, 0 waiting", "* ok other#1 to 0, 0 waiting");
    speaker.expect("* ok around#3 to 0, 0 waiting");
  }

  @Test
  void shouldDeliverADirectLineToItsNameAlone() {
    Client hanna = SERVER.client().send("/name hanna").skipTo("* you-are: hanna");
    Client other = SERVER.client().send("/name heike").skipTo("* you-are: heike");
    other.send("/receipts on").expectMatching("\\* receipts\\b.*");
    other.send("/msg hanna psst").expect("* ok @hanna#1 to 1, 0 waiting");
    hanna.skipTo("[@hanna] heike: psst");
    other.expectNothing();
  }

  @Test
  void shouldKeepADirectLineForANameNeverSeen() {
    Client speaker = SERVER.client().send("/name ida").send("/receipts on");
    speaker.skipToMatching("\\* receipts\\b.*");
    speaker.send("/msg ilse hello").expect("* ok @ilse#1 to 0, 1 waiting");
    Client ilse = SERVER.client().send("/name ilse").skipTo("* you-are: ilse");
    ilse.skipTo("[@ilse] ida: hello");
  }

  @Test
  void shouldRefuseADirectLineToAGuestThatIsNotConnected() {
    SERVER.client().send("/msg guest-999999 hello").expectMatching("! unknown-name .+");
  }

  @Test
  void shouldForbidTheRoomOfAnotherName() {
    SERVER.client().send("/name jana").skipTo("* you-are: jana");
    Client other = SERVER.client();
    for (String command : new String[] {"/join", "/history", "/who", "/dead"}) {
      other.send(command + " @jana").expectMatching("! forbidden .+");
    }
    other.send("/say @jana x").expectMatching("! forbidden .+");
    other.send("/pipe @jana").expectMatching("! forbidden .+");
  }

  @Test
  void shouldSayALineWithTheSameKeyOnce() {
    Client listener = SERVER.guest("once");
    Client speaker = SERVER.client().send("/name karl").send("/receipts on");
    speaker.skipToMatching("\\* receipts\\b.*");
    speaker.send("/once k1 once first").expect("* ok once#1 to 1, 0 waiting");
    speaker.send("/once k1 once second").expect("* ok once#1 to 1, 0 waiting");
    speaker.send("/once k2 once third").expect("* ok once#2 to 1, 0 waiting");
    listener.expect("[once] karl: first", "[once] karl: third");
  }
}
