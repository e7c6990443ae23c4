package lifeline.it.protocol;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a client gets that knows no command. */
class LobbyIT {
  @RegisterExtension static final TestServer SERVER = new TestServer("limits.lobby-delay=300ms");
  @RegisterExtension static final TestServer AT_ONCE = new TestServer("limits.lobby-delay=0ms");

  @Test
  void shouldGreetWithTheFirstLine() {
    SERVER.connect().expectMatching("\\* welcome: .+");
  }

  @Test
  void shouldPutWhoSaysNothingIntoTheLobby() {
    Client listener = SERVER.client();
    Client speaker = SERVER.client().send("put who says nothing");
    listener.skipToMatching("\\[lobby\\] guest-\\d+: put who says nothing");
    speaker.send("/who lobby").upTo("\\* who: guest-.*");
  }

  @Test
  void shouldHearInTheLobbyWhatWasSaidSinceItConnected() {
    Client other = SERVER.guest("lobby");
    Client listener = SERVER.client();
    other.send("said before the delay is over");
    listener.skipToMatching("\\[lobby\\] guest-\\d+: said before the delay is over");
  }

  @Test
  void shouldNotPutIntoTheLobbyWhoJoinsAnotherRoomInTime() {
    Client joined = SERVER.guest("elsewhere");
    Client waited = SERVER.client();
    SERVER.client().send("not for those elsewhere");
    waited.skipToMatching("\\[lobby\\] guest-\\d+: not for those elsewhere");
    joined.expectNothing();
  }

  @Test
  void shouldLeaveTheLobbyWithTheFirstJoinOfAnotherRoom() {
    Client listener = SERVER.client();
    SERVER.client().send("in the lobby now");
    listener.skipToMatching("\\[lobby\\] .*: in the lobby now");
    listener.send("/join away-from-lobby").skipToMatching("\\* joined: away-from-lobby.*");
    Client witness = SERVER.guest("lobby");
    SERVER.client().send("nobody there hears this");
    witness.skipToMatching("\\[lobby\\] .*: nobody there hears this");
    List<String> heard = listener.beforeMarker();
    assertFalse(heard.stream().anyMatch(line -> line.contains("nobody there")), heard::toString);
  }

  @Test
  void shouldSayInTheLobbyWhatIsSaidBeforeAnyJoin() {
    Client listener = SERVER.guest("lobby");
    SERVER.client().send("before join").send("/join later").send("after join");
    listener.skipToMatching("\\[lobby\\] guest-\\d+: before join");
    List<String> heard = listener.beforeMarker();
    assertFalse(heard.stream().anyMatch(line -> line.contains("after join")), heard::toString);
  }

  @Test
  void shouldPutIntoTheLobbyAtOnceWithoutDelay() {
    AT_ONCE.client().skipToMatching("\\* joined: lobby guest-\\d+.*");
  }

  @Test
  void shouldPutIntoTheLobbyWhoseJoinIsRefused() {
    Client client = SERVER.client().send("/join @somebody-else");
    client.expect("! forbidden @somebody-else");
    client.expectMatching("\\* joined: lobby .*");
  }

  @Test
  void shouldNotCountAStayAsAPlace() {
    Client stay = SERVER.client().send("/name stay-away");
    stay.skipTo("* you-are: stay-away");
    SERVER.client().send("to come into the lobby");
    stay.skipToMatching("\\[lobby\\] .*: to come into the lobby");
    stay.send("/quit").skipToMatching("\\* bye: quit; .*");
    Client speaker = SERVER.guest("lobby").send("/receipts on");
    speaker.send("kept for nobody").skipToMatching("\\* ok lobby#\\d+ to \\d+, 0 waiting.*");
  }

  @Test
  void shouldTellWhatWaitedForAPlaceAlsoAfterAStay() {
    SERVER.named("stays-first", "lobby").send("/quit").rest();
    Client speaker = SERVER.client();
    speaker.send("/say lobby waits for a place").send("/ping said").skipTo("* pong: said");
    Client again = SERVER.client().send("/name stays-first");
    again.skipToMatching("\\* joined: lobby .*").send("/join lobby");
    again.skipToMatching("\\* joined: lobby .*").expect("* 1 lines while you were away");
    again.expectMatching("\\[lobby\\] guest-\\d+: waits for a place");
  }

  @Test
  void shouldGiveEachGuestAnotherNumber() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Client guest = SERVER.client().send("/quit");
      String bye = guest.line();
      assertTrue(bye.matches("\\* bye: quit; 0 lines kept for guest-\\d+"), bye);
      assertTrue(names.add(bye), bye);
    }
  }
}
