package lifeline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.protocol.Errors;
import lifeline.protocol.Message;
import org.junit.jupiter.api.Test;

/** Answers come in the order of the input; input waits where that needs it. */
class RequestOrderTest extends GatewayFixture {
  RequestOrderTest() {
    super("accept-timeout=3s", "limits.lobby-delay=10s");
  }

  @Test
  void shouldAnswerACommandAfterTheLinesBeforeIt() {
    Peer peer = connect();
    peer.send("/receipts on\none\n/ping a\ntwo\n");
    assertEquals("* receipts: on\n", peer.receive());
    assertEquals("Say", kinds());
    peer.receipt();
    assertEquals("* ok ops#1 to 0, 0 waiting\n* pong: a\n", peer.receive());
    assertEquals("Say", kinds(), "what follows the command");
  }

  @Test
  void shouldPipelineLinesAndAcks() {
    Peer peer = connect();
    peer.send("one\n/say ops two\n/ack ops#1\n/nack ops#2\nthree\n/urgent ops four\n");
    assertEquals("Say Say Ack Nack Say Say", kinds());
    peer.send("/ping a\n");
    for (int i = 0; i < 2; i++) {
      peer.receipt();
    }
    peer.answer();
    peer.answer();
    peer.receipt();
    assertEquals("", peer.receive());
    peer.receipt();
    assertEquals("* pong: a\n", peer.receive());
  }

  @Test
  void shouldHoldInputBackUntilACommandIsAnswered() {
    Peer peer = connect();
    peer.send("/window 3\nhello\n");
    assertEquals("Window", kinds());
    assertFalse(peer.wire.isReading());
    peer.answer(new Message.Notice("window", "window: 3"));
    assertEquals("* window: 3\n", peer.receive());
    assertEquals("Say", kinds());
    assertTrue(peer.wire.isReading());
  }

  @Test
  void shouldHoldInputBackUntilAQueryIsAnswered() {
    Peer peer = connect();
    peer.send("/rooms\n/quit\n");
    assertEquals(List.of(new Query.Rooms(peer.id())), requests());
    carry(new Effect.Replied(peer.id(), List.of(new Message.Notice("rooms", "rooms: 0"))));
    assertEquals("Farewell", kinds());
  }

  @Test
  void shouldStopReadingWhileTooManyBytesAreUnanswered() {
    Peer peer = connect();
    String line = "x".repeat(8000) + "\n";
    for (int i = 0; i < 66; i++) {
      peer.send(line);
    }
    assertFalse(peer.wire.isReading());
    assertEquals(66, requests().size());
    peer.send("more\n");
    assertEquals("", kinds());
    peer.receipt();
    assertEquals("Say", kinds());
    assertTrue(peer.wire.isReading());
  }

  @Test
  void shouldLimitUnansweredBytesOfAllConnections() {
    Peer last = connect();
    String line = "x".repeat(8000) + "\n";
    Peer[] others = new Peer[16];
    for (int i = 0; i < others.length; i++) {
      others[i] = connect();
    }
    for (int i = 0; i < others.length; i++) {
      for (int j = 0; j < 66; j++) {
        others[i].send(line);
      }
    }
    requests();
    last.send("waits\n");
    assertEquals("", kinds());
    for (int i = 0; i < 9; i++) {
      for (int j = 0; j < 66; j++) {
        others[i].receipt();
      }
    }
    assertEquals(last.id(), ((Entry.Say) requests().get(0)).connection());
  }

  @Test
  void shouldStopReadingWhileRepliesAreUnread() {
    Peer peer = connect(1024, 4096);
    StringBuilder pings = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      pings.append("/ping ").append(i).append('\n');
    }
    peer.send(pings.toString());
    assertFalse(peer.wire.isReading());
    StringBuilder received = new StringBuilder();
    while (!received.toString().endsWith("pong: 19999\n")) {
      String more = peer.receive();
      assertFalse(more.isEmpty(), "stands still");
      received.append(more);
    }
    assertEquals(20_000, received.toString().lines().count());
    assertTrue(peer.wire.isReading());
  }

  @Test
  void shouldNotDependOnHowInputIsCut() {
    Peer peer = connect();
    String input = "one\n/say ops two\n/receipts on\nthree\n";
    loop.turn(() -> peer.wire.send(input));
    for (int i = 0; i < input.length(); i++) {
      loop.turn(() -> peer.wire.read(1));
    }
    assertEquals("Say Say", kinds());
    peer.receipt();
    peer.receipt();
    assertEquals("Say", kinds());
    assertEquals("* receipts: on\n", peer.receive());
  }

  @Test
  void shouldWriteLinesThatComeWithAJoinBeforeTheNextAnswer() {
    Peer peer = connect();
    peer.send("/join ops\n/ping a\n");
    requests();
    carry(
        appended("ops", 1, "one", "two"),
        new Effect.Joined(peer.id(), "ops", null, 0, 2),
        new Effect.Answered(peer.id(), List.of(new Message.Notice("joined", "joined: ops"))));
    assertEquals("* joined: ops\n", peer.receive());
    Query.Read read = read();
    carry(new Effect.Page(read.connection(), "ops", 1, 3, List.of(said("ops", 1, "one", "two"))));
    assertEquals("[ops] bob: one\n[ops] bob: two\n* pong: a\n", peer.receive());
  }

  @Test
  void shouldPutAClientIntoTheLobbyOnlyWhenItIsIdle() {
    Peer peer = connect();
    peer.send("one\n");
    assertEquals("Say", kinds());
    loop.advance(10_000);
    assertEquals("", kinds());
    peer.receipt();
    assertEquals(List.of(new Entry.EnterLobby(peer.id())), requests());
  }

  // Outages

  @Test
  void shouldAnswerWhatNeedsNoLogDuringAnOutage() {
    Peer peer = connect();
    peer.send("/window 3\n");
    assertEquals("Window", kinds());
    unavailable("no majority");
    peer.send("/ping a\n/window 4\n/rooms\n");
    assertEquals("* pong: a\n", peer.receive());
    assertEquals("Rooms", kinds());
    carry(new Effect.Replied(peer.id(), List.of(new Message.Notice("rooms", "rooms: 0"))));
    assertEquals("* rooms: 0\n", peer.receive());
    unavailable(null);
    peer.answer(new Message.Notice("window", "window: 3"));
    assertEquals("* window: 3\n", peer.receive());
    assertEquals(List.of(new Entry.Window(peer.id(), 4)), requests());
  }

  @Test
  void shouldRefuseALineThatHasWaitedTooLong() {
    Peer peer = connect();
    peer.send("/window 3\n");
    requests();
    unavailable("no majority");
    peer.send("one\n/ping a\n");
    loop.advance(2_700);
    assertEquals("", peer.receive(), "waits for accept-timeout");
    loop.advance(600);
    assertEquals("! unavailable 1 lines refused: no majority\n* pong: a\n", peer.receive());
    peer.send("two\nthree\n");
    assertEquals("! unavailable 2 lines refused: no majority\n", peer.receive());
    unavailable(null);
    peer.answer();
    peer.send("four\n");
    assertEquals("Say", kinds());
  }

  @Test
  void shouldSubmitALineThatWasHeldUntilTheEndOfAnOutage() {
    Peer peer = connect();
    peer.send("/window 3\n");
    requests();
    unavailable("no majority");
    peer.send("one\n");
    loop.advance(1_000);
    unavailable(null);
    assertEquals("", kinds());
    peer.answer();
    assertEquals("Say", kinds());
  }

  @Test
  void shouldAnswerRefusedLinesAheadOfAnOpenAck() {
    Peer peer = connect();
    peer.send("/ack ops#1\none\n");
    assertEquals("Ack Say", kinds());
    unavailable("no majority");
    carry(new Effect.Refused(peer.id(), Errors.linesRefused(1, "no majority")));
    assertEquals("! unavailable 1 lines refused: no majority\n", peer.receive());
    peer.send("/ping a\n");
    assertEquals("* pong: a\n", peer.receive());
    unavailable(null);
    peer.answer();
    peer.send("/ping b\n");
    assertEquals("* pong: b\n", peer.receive());
  }

  @Test
  void shouldOpenAConnectionAfterTheOutageItCameIn() {
    unavailable("no majority");
    Peer peer = arrive();
    assertEquals(0, ConnectionId.epoch(peer.id()));
    assertEquals(
        "! unavailable no majority; /history ROOM shows what this node has\n", peer.receive());
    peer.send("/history ops\n");
    assertEquals(List.of(new Query.History(peer.id(), "ops", 20)), requests());
    unavailable(null);
    assertEquals(0, ConnectionId.epoch(peer.id()), "waits for the reply to its first id");
    carry(new Effect.Replied(peer.id(), List.of()));
    assertEquals(1, ConnectionId.epoch(peer.id()));
    assertEquals(
        List.of(new Entry.Opened(peer.id(), peer.connection.address(), false)), requests());
  }
}
