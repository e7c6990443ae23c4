package lifeline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;
import org.junit.jupiter.api.Test;

/** Which lines are written when: by the cursor, from pages, out of turn, and not while frozen. */
class LineReaderTest extends GatewayFixture {
  @Test
  void shouldWriteNewLinesToAClientThatKeepsUp() {
    Peer peer = connect();
    peer.join("ops", 0, 0);
    carry(appended("ops", 1, "one"), appended("ops", 2, "two"));
    assertEquals("[ops] bob: one\n[ops] bob: two\n", peer.receive());
  }

  @Test
  void shouldLeaveLinesInTheRoomWhileTheWireIsFull() {
    Peer peer = connect(64, 64);
    peer.join("ops", 0, 0);
    StringBuilder expected = new StringBuilder();
    for (int i = 1; i <= 100; i++) {
      carry(appended("ops", i, "line " + i));
      expected.append("[ops] bob: line ").append(i).append('\n');
    }
    assertTrue(peer.wire.written() < 400, "piles up");
    StringBuilder received = new StringBuilder();
    for (String more = peer.receive(); !more.isEmpty(); more = peer.receive()) {
      received.append(more);
    }
    assertEquals(expected.toString(), received.toString());
    assertEquals("", kinds(), "all of it from memory");
  }

  @Test
  void shouldReadOlderLinesPageByPage() {
    Peer peer = connect();
    peer.join("ops", 0, 4);
    assertEquals(new Query.Read(peer.id(), "ops", 1, Long.MAX_VALUE), read());
    carry(appended("ops", 5, "five"));
    assertEquals("", peer.receive(), "waits for its turn");
    assertEquals("", kinds(), "one page at a time");
    carry(new Effect.Page(peer.id(), "ops", 1, 3, List.of(said("ops", 1, "one", "two"))));
    assertEquals("[ops] bob: one\n[ops] bob: two\n", peer.receive());
    assertEquals(new Query.Read(peer.id(), "ops", 3, Long.MAX_VALUE), read());
    carry(new Effect.Page(peer.id(), "ops", 3, 5, List.of(said("ops", 3, "three", "four"))));
    assertEquals("[ops] bob: three\n[ops] bob: four\n[ops] bob: five\n", peer.receive());
  }

  @Test
  void shouldSkipLinesThatWereTrimmed() {
    Peer peer = connect();
    peer.join("ops", 0, 4);
    read();
    carry(new Effect.Page(peer.id(), "ops", 1, 5, List.of(said("ops", 4, "four"))));
    assertEquals("[ops] bob: four\n", peer.receive());
    peer.send("/part ops\n");
    Entry.Part part = (Entry.Part) requests().get(0);
    assertEquals(4, part.position().delivered());
  }

  @Test
  void shouldWriteRepeatsFirstAndMarked() {
    Peer peer = connect();
    peer.join("ops", 2, 2);
    carry(
        deliver(peer, "ops", 2, 2, 1), deliver(peer, "ops", 1, 1, 3), appended("ops", 3, "three"));
    assertEquals(1, read().first());
    carry(new Effect.Page(peer.id(), "ops", 1, 3, List.of(said("ops", 1, "one", "two"))));
    assertEquals("[ops again] bob: one\n[ops] bob: two\n[ops] bob: three\n", peer.receive());
  }

  @Test
  void shouldWriteUrgentLinesAheadAndOnce() {
    Peer peer = connect(64, 64);
    peer.join("ops", 0, 0);
    for (int i = 1; i <= 30; i++) {
      carry(appended("ops", i, "line " + i));
    }
    SaidLines urgent = new SaidLines("ops", 31, 0, 0, "bob", true, LineBlock.of("fire"));
    carry(new Effect.LinesAppended(urgent), appended("ops", 32, "last"));
    StringBuilder received = new StringBuilder();
    for (String more = peer.receive(); !more.isEmpty(); more = peer.receive()) {
      received.append(more);
    }
    List<String> lines = received.toString().lines().toList();
    assertEquals(32, lines.size());
    assertTrue(lines.indexOf("[ops] bob: fire") < lines.indexOf("[ops] bob: line 30"));
    assertEquals("[ops] bob: last", lines.get(31));
  }

  @Test
  void shouldNotWriteWithdrawnLines() {
    Peer peer = connect();
    peer.join("ops", 3, 3);
    carry(
        deliver(peer, "ops", 1, 3, 1),
        new Effect.Withdrawn(peer.id(), "ops", SeqSet.of(2)),
        new Effect.Withdrawn(peer.id(), "ops", SeqSet.of(4)),
        appended("ops", 4, "four", "five"));
    read();
    carry(new Effect.Page(peer.id(), "ops", 1, 4, List.of(said("ops", 1, "one", "two", "three"))));
    assertEquals("[ops] bob: one\n[ops] bob: three\n[ops] bob: five\n", peer.receive());
  }

  @Test
  void shouldWriteNoLinesUntilARenameIsAnswered() {
    Peer peer = connect();
    peer.join("ops", 0, 0);
    carry(appended("ops", 1, "one"));
    peer.send("/name alice\n");
    Entry.Name name = (Entry.Name) requests().get(0);
    assertEquals(1, name.positions().get(0).delivered());
    carry(appended("ops", 2, "two"));
    assertEquals("[ops] bob: one\n", peer.receive());
    carry(
        new Effect.Named(peer.id(), "alice"),
        new Effect.Answered(peer.id(), List.of(new Message.Notice("name", "you are alice"))));
    assertEquals("* you are alice\n[ops] bob: two\n", peer.receive());
  }

  @Test
  void shouldWriteNothingOfARoomThatItLeaves() {
    Peer peer = connect();
    peer.join("ops", 0, 0);
    peer.join("news", 0, 0);
    peer.send("/part ops\n");
    carry(appended("ops", 1, "one"), appended("news", 1, "two"), deliver(peer, "ops", 1, 1, 1));
    assertEquals("[news] bob: two\n", peer.receive());
    carry(new Effect.Parted(peer.id(), "ops"), new Effect.Answered(peer.id(), List.of()));
    assertEquals("", peer.receive());
  }

  @Test
  void shouldNotCountAReplayAsDelivery() {
    Peer peer = connect();
    peer.join("ops", 2, 2);
    peer.send("/history ops 2\n");
    requests();
    carry(new Effect.Replay(peer.id(), "ops", 1, 2));
    read();
    carry(new Effect.Page(peer.id(), "ops", 1, 3, List.of(said("ops", 1, "one", "two"))));
    assertEquals("[ops] bob: one\n[ops] bob: two\n* history: ops 2 lines\n", peer.receive());
    peer.send("/part ops\n");
    Entry.Part part = (Entry.Part) requests().get(0);
    assertEquals("", part.position().unconfirmed().toString(), "a replay is no delivery");
  }

  @Test
  void shouldNotWriteItsOwnLinesWithoutEcho() {
    Peer peer = connect();
    peer.join("ops", 0, 0);
    SaidLines own = new SaidLines("ops", 1, 0, peer.id(), "guest-1", false, LineBlock.of("mine"));
    carry(new Effect.LinesAppended(own), appended("ops", 2, "yours"));
    assertEquals("[ops] bob: yours\n", peer.receive());
    peer.send("/echo on\n");
    assertEquals("* echo: on\n", peer.receive());
    SaidLines heard = new SaidLines("ops", 3, 0, peer.id(), "guest-1", false, LineBlock.of("mine"));
    carry(new Effect.LinesAppended(heard));
    assertEquals("[ops] guest-1: mine\n", peer.receive());
  }
}
