package lifeline.it.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands that ask, and what is answered to commands that are wrong. */
class CommandIT {
  @RegisterExtension static final TestServer SERVER = new TestServer("limits.max-line=100");

  @Test
  void shouldAnswerPingWithItsToken() {
    SERVER.client().send("/ping a-b.c").expect("* pong: a-b.c");
    SERVER.client().send("/ping").expect("* pong:");
  }

  @Test
  void shouldNameEveryCommandInHelp() {
    List<String> help = SERVER.client().send("/help").beforeMarker();
    String all = String.join("\n", help);
    for (String command :
        ("help name join part say pipe msg urgent once history rooms who format echo receipts"
                + " confirm window ack nack ping dead stats quit")
            .split(" ", -1)) {
      assertTrue(all.contains("/" + command), () -> command + " is missing in:\n" + all);
    }
  }

  @Test
  void shouldExplainOneCommand() {
    String help = String.join("\n", SERVER.client().send("/help join").beforeMarker());
    assertTrue(help.contains("/join ROOM"), help);
    SERVER.client().send("/help nonsense").expectMatching("! unknown-command .*");
  }

  @Test
  void shouldAnswerEachCommandInTheOrderOfTheInput() {
    Client client = SERVER.client().send("/receipts on");
    client.expectMatching("\\* receipts\\b.*");
    client.type("/ping 1\n/say order a\n/ping 2\n/say order b\n/nonsense\n/ping 3\n");
    client.expect("* pong: 1", "* ok order#1 to 0, 0 waiting", "* pong: 2");
    client.expect("* ok order#2 to 0, 0 waiting");
    client.expectMatching("! unknown-command .*");
    client.expect("* pong: 3");
  }

  @Test
  void shouldShowTheLastLinesInHistory() {
    Client speaker = SERVER.client().send("/name anna");
    speaker.send("/say past one").send("/say past two").send("/say past three");
    Client reader = SERVER.client();
    speaker.send("/quit").skipToMatching("\\* bye: .*");
    reader.send("/history past 2");
    reader.expect("[past] anna: two", "[past] anna: three", "* history: past 2 lines");
    reader.send("/history past").upTo("\\* history: past 3 lines");
    reader.send("/history nothing-here").expect("* history: nothing-here 0 lines");
  }

  @Test
  void shouldListRooms() {
    SERVER.guest("listed");
    List<String> rooms = SERVER.client().send("/rooms").beforeMarker();
    assertTrue(
        rooms.stream().anyMatch(line -> line.matches("\\* rooms?\\b.*\\blisted\\b.*")),
        rooms::toString);
  }

  @Test
  void shouldShowOneLineAConnectionInWho() {
    Client anna = SERVER.named("berta", "whos");
    SERVER.named("carla", "whos");
    List<String> who = SERVER.client().send("/who whos").beforeMarker();
    String regex =
        "\\* who: berta \\Q"
            + anna.address()
            + "\\E node n1, healthy, idle \\S+, rtt \\S+, confirm (received|written), 0 waiting";
    assertTrue(who.stream().anyMatch(line -> line.matches(regex)), who::toString);
    assertTrue(who.stream().anyMatch(line -> line.startsWith("* who: carla ")), who::toString);
    assertEquals(2, who.stream().filter(line -> line.contains(" node n1, ")).count());
  }

  @Test
  void shouldShowTheSumsOfAPlaceInStats() {
    Client reader = SERVER.named("dora", "sums");
    SERVER.guest("sums").send("one");
    reader.skipToMatching("\\[sums\\] guest-\\d+: one");
    List<String> stats = reader.send("/stats").beforeMarker();
    String line =
        stats.stream().filter(s -> s.startsWith("* queue: sums name dora,")).findFirst().get();
    assertTrue(
        line.matches(
            "\\* queue: sums name dora, accepted 1, confirmed [01], waiting 0, delivered [01],"
                + " in-doubt 0, dead 0, dropped 0, expired 0"),
        line);
    assertTrue(stats.stream().anyMatch(s -> s.startsWith("* stats: ")), stats::toString);
  }

  @Test
  void shouldAnswerUnknownCommandsAndBadArguments() {
    Client client = SERVER.client();
    client.send("/nonsense").expectMatching("! unknown-command .+");
    client.send("/").expectMatching("! unknown-command .+");
    for (String wrong :
        List.of(
            "/join",
            "/join a b",
            "/join a from",
            "/join a from nowhere",
            "/join a from 0",
            "/join a as",
            "/part",
            "/say",
            "/say a",
            "/msg",
            "/msg bob",
            "/name",
            "/history",
            "/history a x",
            "/format",
            "/format xml",
            "/echo maybe",
            "/receipts 1",
            "/confirm perhaps",
            "/window 0",
            "/window x",
            "/ack",
            "/once key",
            "/dead retry",
            "/heartbeat soon")) {
      String answer = client.send(wrong).line();
      assertTrue(answer.startsWith("! bad-arguments "), () -> wrong + " -> " + answer);
    }
  }

  @Test
  void shouldRecogniseCommandsHoweverTheyAreSpaced() {
    Client client = SERVER.client();
    client.send("/join   spaced  ").expectMatching("\\* joined: spaced\\b.*");
  }

  @Test
  void shouldAnswerALineThatIsTooLongAndKeepTheConnection() {
    Client listener = SERVER.guest("long");
    Client speaker = SERVER.named("emil", "long");
    listener.expect("* emil joined long");
    speaker.send("x".repeat(101)).expectMatching("! line-too-long .+");
    speaker.send("y".repeat(100));
    listener.expect("[long] emil: " + "y".repeat(100));
    speaker.send("z".repeat(1_000_000)).expectMatching("! line-too-long .+");
    speaker.send("/ping still-here").expect("* pong: still-here");
  }

  @Test
  void shouldSayByeAtQuit() {
    Client guest = SERVER.client().send("/quit");
    guest.expectMatching("\\* bye: quit; 0 lines kept for guest-\\d+");
    guest.expectEnd();
  }

  @Test
  void shouldNotCountAsKeptWhatWhoQuitsHasJustRead() {
    Client speaker = SERVER.named("ludwig", "read-and-quit");
    for (int round = 0; round < 5; round++) {
      Client reader = SERVER.named("martha", "read-and-quit");
      speaker.send("round " + round);
      reader.skipTo("[read-and-quit] ludwig: round " + round).send("/quit");
      reader.expect("* bye: quit; 0 lines kept for martha");
    }
  }

  @Test
  void shouldIgnoreWhatComesAfterQuit() {
    Client listener = SERVER.guest("after-quit");
    SERVER.named("fritz", "after-quit").type("/quit\ntoo late\n").skipToMatching("\\* bye: .*");
    listener.skipToMatching("\\* fritz left after-quit: quit");
    listener.expectNothing();
  }

  @Test
  void shouldTellWhoDidNotHaveAnIdThatIsUnknown() {
    Client client = SERVER.named("gustav", "ids");
    client.send("/ack ids#77").expectMatching("! unknown-id ids#77.*");
    client.send("/nack ids#77").expectMatching("! unknown-id ids#77.*");
  }
}
