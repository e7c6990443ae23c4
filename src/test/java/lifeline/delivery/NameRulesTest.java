package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Entry;
import lifeline.protocol.StartPosition;
import org.junit.jupiter.api.Test;

/** The subscription of a name: sections 7, 8.3 and 10.1 of protocol.txt. */
class NameRulesTest extends RuleFixture {
  @Test
  void shouldKeepLinesForANameThatIsAway() {
    Client alice = named("alice");
    join(alice, "ops");
    end(alice, CloseCause.PEER_RESET);
    Client bob = named("bob");
    say(bob, "ops", "1");
    say(bob, "ops", "2");
    Client back = named("alice");
    assertTrue(back.texts().contains("places|places: ops 2 waiting"), back.texts().toString());
    join(back, "ops");
    assertEquals("2 lines while you were away", back.lastText());
    writeAll(back);
    assertEquals("ops#1 ops#2", back.lines());
  }

  @Test
  void shouldMarkOnlyLinesInDoubtAsRepeats() {
    Client alice = named("alice");
    join(alice, "ops");
    Client bob = named("bob");
    say(bob, "ops", "1");
    say(bob, "ops", "2");
    say(bob, "ops", "3");
    writeNext(alice);
    writeNext(alice);
    confirm(alice, "ops", 1);
    end(alice, CloseCause.PEER_RESET);
    Client back = named("alice");
    join(back, "ops");
    writeAll(back);
    assertEquals("ops#2x2 ops#3", back.lines());
  }

  @Test
  void shouldGiveLinesOfAFailedConnectionToItsSiblingAtOnce() {
    Client first = named("alice");
    join(first, "ops");
    Client second = named("alice");
    join(second, "ops");
    say(named("bob"), "ops", "1");
    writeAll(first);
    writeAll(second);
    nack(second, "ops", 1, 0);
    writeAll(first);
    assertEquals("ops#1 ops#1x2", first.lines().replace("x3", "x2"));
    end(first, CloseCause.PEER_RESET);
    writeAll(second);
    assertEquals(2, second.heard.size());
    assertTrue(second.heard.get(1).attempt() > 1);
  }

  @Test
  void shouldEndSessionsOfANodesFormerEpochAsNodeLost() {
    Client alice = named("alice");
    join(alice, "ops");
    loseNode(0, 2, alice);
    assertEquals(0, queries().connections());
    assertTrue(queries().why("alice").get(0).text().contains("node-lost by server at"));
  }

  @Test
  void shouldGiveLinesOfALostNodeToASuspectSibling() {
    Client bob = open(ConnectionId.of(0, 1, 0, 1));
    Client first = open(ConnectionId.of(1, 1, 0, 1));
    Client second = open(ConnectionId.of(1, 1, 0, 2));
    Client left = open(ConnectionId.of(0, 1, 0, 2));
    for (Client alice : List.of(first, second, left)) {
      apply(new Entry.Name(alice.id, "alice"));
    }
    join(first, "ops");
    say(bob, "ops", "1");
    nack(first, "ops", 1, 1);
    join(second, "ops");
    join(left, "ops");
    after(1_000);
    apply(new Entry.Health(left.id, true));
    loseNode(1, 2, first, second);
    writeAll(left);
    assertEquals(1, left.heard.size());
  }

  @Test
  void shouldIgnoreAnAcknowledgementOfAReturnedLine() {
    Client alice = joined("alice", "ops");
    say(named("bob"), "ops", "1");
    writeAll(alice);
    nack(alice, "ops", 1, 2);
    confirm(alice, "ops", 1);
    assertEquals("accepted 1, confirmed 0, waiting 1", sums("ops name alice"));
    after(2_000);
    writeAll(alice);
    assertEquals("ops#1 ops#1x2", alice.lines());
    confirm(alice, "ops", 1);
    assertEquals("accepted 1, confirmed 1", sums("ops name alice"));
  }

  @Test
  void shouldRedeliverAReturnedUrgentLineOnceAndMarked() {
    Client first = joined("alice", "ops");
    Client bob = named("bob");
    say(bob, "ops", "1");
    sayUrgently(bob, "ops", "2");
    writeNext(first);
    nack(first, "ops", 2, 2);
    end(first, CloseCause.QUIT);
    Client second = joined("alice", "ops");
    writeAll(second);
    assertEquals("ops#1", second.lines());
    after(2_000);
    writeAll(second);
    assertEquals("ops#1 ops#2x2", second.lines());
  }

  @Test
  void shouldNotWriteALineThatWasReturnedUnwritten() {
    Client named = joined("alice", "ops");
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    for (Client client : List.of(named, guest)) {
      nack(client, "ops", 1, 60);
      writeAll(client);
      assertEquals("", client.lines());
    }
  }

  @Test
  void shouldGiveANewSubscriptionMoreThanItsQueueHolds() {
    limits(new DeliveryLimits.Queue(0, 2, 1 << 20, 10), 100_000);
    Client bob = named("bob");
    for (int i = 0; i < 5; i++) {
      say(bob, "ops", "x");
    }
    Client alice = named("alice");
    join(alice, "ops", new StartPosition.All());
    writeAll(alice);
    assertEquals("ops#1 ops#2 ops#3 ops#4 ops#5", alice.lines());
  }
}
