package lifeline.it.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names, rooms, presence and saying. */
class RoomIT {
  @RegisterExtension
  static final TestServer SERVER =
      new TestServer(
          "rooms={quiet: {presence: false}}", "delivery.max-lines=3", "limits.joined-rooms=3");

  @Test
  void shouldAnswerNameWithYouAre() {
    SERVER.client().send("/name alice-1").expect("* you-are: alice-1");
  }

  @Test
  void shouldTellTheJoinerWhoIsThere() {
    SERVER.named("anna", "there");
    SERVER.named("berta", "there");
    Client third = SERVER.client().send("/name carla").skipTo("* you-are: carla");
    String joined = third.send("/join there").line();
    assertTrue(joined.matches("\\* joined: there .*\\banna, berta\\b.*"), joined);
  }

  @Test
  void shouldTellTheOthersWhoJoinsAndWhoLeaves() {
    Client first = SERVER.named("dora", "presence");
    Client second = SERVER.named("emil", "presence");
    first.expect("* emil joined presence");
    second.send("/quit");
    first.expectMatching("\\* emil left presence: quit");
  }

  @Test
  void shouldAnnounceTheFirstAndTheLastConnectionOfAName() {
    Client other = SERVER.named("fritz", "twice");
    Client one = SERVER.named("gustav", "twice");
    other.expect("* gustav joined twice");
    Client two = SERVER.named("gustav", "twice");
    one.send("/quit").rest();
    other.expectNothing();
    two.send("/quit");
    other.expectMatching("\\* gustav left twice: quit");
  }

  @Test
  void shouldTellNobodyWhoComesAndGoesWherePresenceIsOff() {
    Client first = SERVER.named("erna", "quiet");
    SERVER.named("egon", "quiet").send("/quit").rest();
    first.expectNothing();
  }

  @Test
  void shouldCountTheRoomsAConnectionHasJoined() {
    Client guest = SERVER.guest("one-of-three");
    guest.send("/join two-of-three").skipToMatching("\\* joined: .*");
    guest.send("/join three-of-three").skipToMatching("\\* joined: .*");
    guest.send("/join one-too-many").expectMatching("! forbidden .*");
    guest.send("/part two-of-three").expect("* parted: two-of-three");
    guest.send("/join one-too-many").expectMatching("\\* joined: one-too-many .*");
  }

  @Test
  void shouldNotLetOthersNameADirectRoom() {
    Client client = SERVER.client().send("/name xaver").skipTo("* you-are: xaver");
    for (String command : new String[] {"/part @yves", "/ack ..@yves#1", "/ack @yves#1"}) {
      client.send(command).expectMatching("! forbidden .*");
    }
  }

  @Test
  void shouldTellWhatWasDroppedBeforeTheJoinInAnotherWay() {
    Client client = SERVER.client().send("/name olga").send("/confirm ack");
    client.skipTo("* confirm: ack").send("/join otherwise").skipToMatching("\\* joined: .*");
    SERVER.client().send("/name otto").send("/say otherwise one");
    client.skipTo("[otherwise] otto: one").send("/join otherwise as workers");
    client.expect("* parted: otherwise, 1 lines dropped", "* joined: otherwise olga");
  }

  @Test
  void shouldNotCountLinesOverTheLimitsAsWaitingInPlaces() {
    SERVER.named("paul", "overfull").send("/quit").rest();
    Client speaker = SERVER.client();
    for (int i = 1; i <= 5; i++) {
      speaker.send("/say overfull " + i);
    }
    speaker.send("/ping said").skipTo("* pong: said");
    Client again = SERVER.client().send("/name paul");
    again.expect("* you-are: paul", "* places: overfull 3 waiting");
    again.send("/join overfull").expect("* joined: overfull paul");
    again.expect("* 2 lines dead: queue-full", "* 3 lines while you were away");
  }

  @Test
  void shouldSayToTheOthersInTheRoomAndNotToTheSpeaker() {
    Client listener = SERVER.named("hans", "say");
    Client speaker = SERVER.named("ida", "say").send("hello there");
    listener.skipTo("[say] ida: hello there");
    speaker.expectNothing();
  }

  @Test
  void shouldHearOwnLinesOnlyWithEcho() {
    Client speaker = SERVER.named("jan", "echo");
    speaker.send("/echo on").expectMatching("\\* echo\\b.*on.*");
    speaker.send("one").expect("[echo] jan: one");
    speaker.send("/echo off").expectMatching("\\* echo\\b.*off.*");
    speaker.send("two").expectNothing();
  }

  @Test
  void shouldLetTheOtherConnectionsOfANameHearItsLines() {
    Client one = SERVER.named("karl", "same");
    Client two = SERVER.named("karl", "same");
    one.send("from one");
    two.skipTo("[same] karl: from one");
    one.expectNothing();
  }

  @Test
  void shouldSayWithOneSlashWhatBeginsWithTwo() {
    Client listener = SERVER.guest("slash");
    SERVER.named("lena", "slash").send("//bin is full");
    listener.skipTo("[slash] lena: /bin is full");
  }

  @Test
  void shouldDropOneCrBeforeTheLineEndAndIgnoreEmptyLines() {
    Client listener = SERVER.raw("cr");
    SERVER.named("mia", "cr").type("one\r\n\n\r\ntwo\r\r\n");
    listener.expect("one", "two\r");
  }

  @Test
  void shouldSayInTheRoomJoinedLast() {
    Client first = SERVER.guest("first-room");
    Client second = SERVER.guest("second-room");
    Client speaker = SERVER.named("nils", "first-room").send("/join second-room");
    speaker.send("here").send("/part second-room").send("there");
    second.skipTo("[second-room] nils: here");
    first.skipTo("[first-room] nils: there");
  }

  @Test
  void shouldSayInARoomWithoutJoiningIt() {
    Client listener = SERVER.guest("far");
    SERVER.client().send("/name otto").send("/say far hello  far");
    listener.skipTo("[far] otto: hello  far");
  }

  @Test
  void shouldFoldRoomsToLowerCase() {
    Client listener = SERVER.guest("folded");
    SERVER.client().send("/name paula").send("/say FoldED x");
    listener.skipTo("[folded] paula: x");
  }

  @Test
  void shouldCompareNamesWithoutRegardToCase() {
    SERVER.client().send("/name Quirin").expect("* you-are: Quirin");
    SERVER.client().send("/name QUIRIN").expect("* you-are: Quirin");
  }

  @Test
  void shouldRefuseNamesThatNobodyMayTake() {
    Client client = SERVER.client();
    for (String name :
        new String[] {
          "guest-7", "GUEST-x", "server", "Console", "-a", ".a", "a/b", "ä", "a".repeat(33)
        }) {
      client.send("/name " + name).expectMatching("! bad-name .*");
    }
    client.send("/name " + "a".repeat(32)).expect("* you-are: " + "a".repeat(32));
  }

  @Test
  void shouldRefuseMalformedRooms() {
    Client client = SERVER.client();
    for (String room : new String[] {"-a", "a#b", "#ops", "é", "r".repeat(65)}) {
      client.send("/join " + room).expectMatching("! bad-room .*");
    }
    client.send("/join " + "r".repeat(64)).expectMatching("\\* joined: r{64}\\b.*");
  }

  @Test
  void shouldHearNothingMoreAfterPart() {
    Client listener = SERVER.named("rosa", "parting");
    listener.send("/part parting").expectMatching("\\* parted: parting\\b.*");
    Client witness = SERVER.guest("parting");
    SERVER.named("sven", "parting").send("gone?");
    witness.skipTo("[parting] sven: gone?");
    listener.expectNothing();
  }

  @Test
  void shouldTellTheOthersThatSomebodyParted() {
    Client other = SERVER.guest("party");
    Client leaver = SERVER.named("tom", "party");
    other.expect("* tom joined party");
    leaver.send("/part party");
    other.expectMatching("\\* tom left party: .+");
  }

  @Test
  void shouldAnswerPartOfARoomNotJoinedWithNotJoined() {
    SERVER.client().send("/part nowhere").expectMatching("! not-joined .*");
  }

  @Test
  void shouldAnswerASecondJoinAgainAndChangeNothing() {
    Client other = SERVER.guest("again");
    Client joiner = SERVER.named("udo", "again");
    other.expect("* udo joined again");
    joiner.send("/join again").expectMatching("\\* joined: again\\b.*");
    other.expectNothing();
    other.send("once");
    joiner.skipToMatching("\\[again\\] guest-\\d+: once");
    joiner.expectNothing();
  }

  @Test
  void shouldKeepTheRoomsWhenANameIsTaken() {
    Client listener = SERVER.guest("rename");
    listener.send("/name vera").skipTo("* you-are: vera");
    Client speaker = SERVER.guest("rename");
    listener.skipToMatching("\\* guest-\\d+ joined rename");
    speaker.send("hello vera");
    listener.skipToMatching("\\[rename\\] guest-\\d+: hello vera");
  }

  @Test
  void shouldLetAGuestReadFromAll() {
    Client speaker = SERVER.named("willi", "kept").send("one").send("two");
    speaker.send("/quit").rest();
    SERVER.guest("kept from all").expect("[kept] willi: one", "[kept] willi: two");
  }

  @Test
  void shouldReadFromASeqAndFromTheLastLines() {
    Client speaker = SERVER.named("xaver", "some");
    for (int i = 1; i <= 9; i++) {
      speaker.send("line " + i);
    }
    speaker.send("/quit").rest();
    SERVER.guest("some from 8").expect("[some] xaver: line 8", "[some] xaver: line 9");
    SERVER.guest("some from last 1").expect("[some] xaver: line 9").expectNothing();
    SERVER.guest("some from new").expectNothing();
  }

  @Test
  void shouldGiveTheNextJoinerWhatNobodyHeard() {
    SERVER.client().send("/name yara").send("/say void anybody?").send("/quit").rest();
    SERVER.guest("void").skipTo("[void] yara: anybody?");
  }

  @Test
  void shouldKeepAPlaceForANameThatIsAway() {
    Client away = SERVER.named("zoe", "place");
    Client speaker = SERVER.guest("place");
    away.skipToMatching("\\* guest-\\d+ joined place");
    away.send("/quit").rest();
    speaker.skipToMatching("\\* zoe left place: quit");
    speaker.send("one").send("two").send("/quit").rest();
    Client back = SERVER.client().send("/name zoe");
    back.expect("* you-are: zoe", "* places: place 2 waiting");
    back.send("/join place").expectMatching("\\* joined: place\\b.*");
    back.expect("* 2 lines while you were away");
    assertEquals("one", back.line().replaceFirst("\\[place\\] guest-\\d+: ", ""));
    assertEquals("two", back.line().replaceFirst("\\[place\\] guest-\\d+: ", ""));
    back.expectNothing();
  }
}
