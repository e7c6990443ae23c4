package lifeline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Message;
import org.junit.jupiter.api.Test;

/** What is confirmed when, and how a connection ends. */
class ConfirmationTest extends GatewayFixture {
  private static final String LINE = "[ops] bob: one\n";

  ConfirmationTest() {
    super("limits.lobby-delay=10s", "delivery.ack-timeout=30s", "liveness.linger-timeout=2s");
  }

  /** A client with a name in a room: its confirmations are reported. */
  private Peer named() {
    return named(1 << 20);
  }

  private Peer named(int sendBuffer) {
    Peer peer = connect(sendBuffer, 1 << 20);
    carry(new Effect.Named(peer.id(), "alice"));
    peer.join("ops", 0, 0);
    return peer;
  }

  private void settle() {
    loop.advance(100);
  }

  @Test
  void shouldConfirmALineWhenItsLastByteIsAcknowledged() {
    Peer peer = named();
    carry(appended("ops", 1, "one", "two"));
    loop.turn(() -> peer.wire.arrive(LINE.length() - 1));
    loop.turn(() -> peer.wire.acknowledge(1000));
    settle();
    assertEquals(List.of(), requests());
    loop.turn(() -> peer.wire.arrive(1));
    settle();
    assertEquals(List.of(), requests(), "arrived, and not yet known to be");
    loop.turn(() -> peer.wire.acknowledge(1));
    settle();
    assertEquals(List.of(new Entry.Confirm(peer.id(), "ops", SeqSet.of(1))), requests());
    peer.receive();
    settle();
    assertEquals(List.of(new Entry.Confirm(peer.id(), "ops", SeqSet.of(2))), requests());
  }

  @Test
  void shouldConfirmByTheKernelsBufferAtLevelWritten() {
    Peer peer = named(LINE.length());
    peer.send("/confirm written\n");
    peer.answer();
    requests();
    carry(appended("ops", 1, "one", "two"));
    settle();
    assertEquals(List.of(), requests(), "the second line waits for the kernel");
    peer.receive();
    settle();
    assertEquals(List.of(new Entry.Confirm(peer.id(), "ops", SeqSet.of(1, 2))), requests());
  }

  @Test
  void shouldWaitForTheClientsWordAtLevelAck() {
    Peer peer = named();
    peer.send("/confirm ack\n");
    peer.answer();
    requests();
    carry(appended("ops", 1, "one", "two", "three"));
    peer.receive();
    settle();
    assertEquals(List.of(), requests());
    peer.send("/ack ..ops#2\n");
    assertEquals(List.of(new Entry.Confirm(peer.id(), "ops", SeqSet.of(1, 2))), requests());
    loop.advance(30_100);
    assertEquals(List.of(new Entry.Overdue(peer.id(), "ops", SeqSet.of(3))), requests());
  }

  @Test
  void shouldReportAllInFlightLinesAtAReset() {
    Peer peer = named();
    carry(appended("ops", 1, "one", "two"), appended("ops", 3, "three"));
    loop.turn(() -> peer.wire.arrive(LINE.length()));
    loop.turn(() -> peer.wire.acknowledge(LINE.length()));
    loop.turn(peer.wire::resetByPeer);
    Entry.Position position = new Entry.Position("ops", 3, SeqSet.of(2, 3));
    assertEquals(
        List.of(
            new Entry.Confirm(peer.id(), "ops", SeqSet.of(1)),
            new Entry.Ended(peer.id(), CloseCause.PEER_RESET, List.of(position))),
        requests());
  }

  @Test
  void shouldEndByTheFirstCause() {
    Peer peer = named();
    peer.send("/quit\n");
    assertEquals("Farewell", kinds());
    loop.turn(peer.wire::resetByPeer);
    assertEquals(CloseCause.QUIT, ended().cause());
    carry(new Effect.Farewell(peer.id(), new Message.Notice("bye", "bye")));
    assertEquals(List.of(), requests(), "nothing more");
  }

  @Test
  void shouldSayGoodbyeAfterAllAnswers() {
    Peer peer = named();
    peer.send("/receipts on\none\n/quit\nignored\n");
    peer.receive();
    assertEquals("Say", kinds());
    peer.receipt();
    assertEquals("Farewell", kinds());
    carry(new Effect.Farewell(peer.id(), new Message.Notice("bye", "bye: quit")));
    assertEquals("* ok ops#1 to 0, 0 waiting\n* bye: quit\n", peer.receive());
    assertEquals(CloseCause.QUIT, ended().cause());
    assertTrue(peer.wire.isClosing());
    assertFalse(peer.wire.isReset());
  }

  @Test
  void shouldResetAClientThatDoesNotReadItsGoodbye() {
    Peer peer = connect(16, 16);
    peer.send("/quit\n");
    requests();
    carry(new Effect.Farewell(peer.id(), new Message.Notice("bye", "bye: quit, and a long one")));
    assertEquals(CloseCause.QUIT, ended().cause());
    assertFalse(peer.wire.isReset());
    loop.advance(2_000);
    assertTrue(peer.wire.isReset());
  }

  @Test
  void shouldResetAtOnceWhereThePolicySaysSo() {
    Peer peer = named();
    loop.turn(() -> peer.connection.close(CloseCause.STALLED));
    requests();
    carry(new Effect.Farewell(peer.id(), new Message.Notice("bye", "bye")));
    assertEquals(CloseCause.STALLED, ended().cause());
    assertEquals("", peer.wire.written(peer.wire.arrived()), "no goodbye");
  }

  @Test
  void shouldStayAfterTheEndOfItsInputIfItHasJoined() {
    Peer peer = named();
    peer.end();
    assertEquals("* half-closed: still hearing ops\n", peer.receive());
    carry(appended("ops", 1, "one"));
    assertEquals(LINE, peer.receive());
  }

  @Test
  void shouldAnswerEverythingBeforeTheEndOfItsInputCounts() {
    Peer peer = connect();
    peer.send("one\nlast line without an end");
    peer.end();
    assertEquals("Say Say", kinds());
    peer.receipt();
    assertEquals(List.of(), requests());
    peer.receipt();
    assertEquals("Farewell", kinds());
    carry(new Effect.Farewell(peer.id(), new Message.Notice("bye", "bye: peer-closed")));
    assertEquals("* bye: peer-closed\n", peer.receive());
    assertEquals(CloseCause.PEER_CLOSED, ended().cause());
  }

  private Entry.Ended ended() {
    return (Entry.Ended)
        requests().stream().filter(Entry.Ended.class::isInstance).findFirst().orElseThrow();
  }
}
