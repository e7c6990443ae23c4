package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Entry;
import lifeline.protocol.LineId;
import org.junit.jupiter.api.Test;

/** Lines that are given up: sections 7 and 10.4 of protocol.txt. */
class DeadLetterRulesTest extends RuleFixture {
  @Test
  void shouldGiveUpALineAfterMaxAttempts() {
    Client a = worker("ops", "g");
    say(named("boss"), "ops", "1");
    for (int i = 0; i < 20; i++) {
      nack(a, "ops", 1, 0);
    }
    assertTrue(a.texts().contains("dead|1 lines dead: max-attempts"), a.texts().toString());
    assertEquals(1, queries().dead(a.id, null, now()).letters().size());
    retryDead(a);
    assertEquals("dead: 1 lines retried", a.lastText());
    assertEquals(0, queries().dead(a.id, null, now()).letters().size());
  }

  @Test
  void shouldGiveUpLinesThatWaitTooLong() {
    limits(new DeliveryLimits.Queue(10_000, 100, 1 << 20, 10), 100_000);
    Client worker = worker("ops", "g");
    confirmByAck(worker);
    Client boss = named("boss");
    say(boss, "ops", "1");
    say(boss, "ops", "2");
    assertTrue(machine().nextDeadline() <= now() + 10_050);
    writeAll(worker);
    after(10_050);
    assertEquals("dead|1 lines dead: ttl", lastMessage(worker));
    retryDead(worker);
    ack(worker, 1);
    writeAll(worker);
    assertEquals("ops#1 ops#2", worker.lines());
  }

  /** Lines 1 and 2 of both subscriptions are past their time to live when line 3 comes. */
  @Test
  void shouldApplyTheAgeLimitBeforeTheQueueLimit() {
    limits(new DeliveryLimits.Queue(10_000, 2, 1 << 20, 10), 100_000);
    Client worker = worker("ops", "g");
    Client alice = joined("alice", "ops");
    Client boss = named("boss");
    say(boss, "ops", "1");
    say(boss, "ops", "2");
    for (Client client : List.of(worker, alice)) {
      writeNext(client);
      nack(client, "ops", 1, 60);
    }
    apply(new Entry.Window(worker.id, 1));
    after(10_050);
    retryDead(worker);
    retryDead(alice);
    say(boss, "ops", "3");
    end(worker, CloseCause.QUIT);
    end(alice, CloseCause.QUIT);
    assertEquals("accepted 3, confirmed 0, waiting 2, dead 1", sums("ops group g"));
    assertEquals("accepted 3, confirmed 0, waiting 2, dead 1", sums("ops name alice"));
  }

  @Test
  void shouldRefuseARetryForWhichTheQueueHasNoRoom() {
    limits(new DeliveryLimits.Queue(0, 100, 10, 10), 100_000);
    Client alice = named("alice");
    join(alice, "ops");
    end(alice, CloseCause.QUIT);
    Client bob = named("bob");
    say(bob, "ops", "12345678");
    say(bob, "ops", "abcdefgh");
    Client operator = named("alice");
    assertEquals("accepted 2, confirmed 0, waiting 1, dead 1", sums("ops name alice"));
    retryDead(operator, new LineId("ops", 1));
    assertEquals("queue-full|ops", lastMessage(operator));
    dropDead(operator, new LineId("ops", 1));
    assertEquals("dead: 1 lines dropped", operator.lastText());
    assertEquals("accepted 2, confirmed 0, waiting 1, dropped 1", sums("ops name alice"));
  }

  @Test
  void shouldMarkARetriedLineAsARepeat() {
    Client a = worker("ops", "g");
    say(named("boss"), "ops", "1");
    writeAll(a);
    for (int i = 0; i < 20; i++) {
      nack(a, "ops", 1, 0);
    }
    retryDead(a);
    writeAll(a);
    assertTrue(a.heard.get(1).attempt() > 1, a.lines());
  }

  @Test
  void shouldMarkARetriedLineForAnotherConnectionToo() {
    DeliveryLimits.Attempts once = new DeliveryLimits.Attempts(30_000, 1, 1_000, 1_000, 64);
    limits(once);
    Client first = joined("alice", "ops");
    say(named("bob"), "ops", "1");
    writeAll(first);
    nack(first, "ops", 1, 0);
    end(first, CloseCause.QUIT);
    Client second = joined("alice", "ops");
    retryDead(second);
    writeAll(second);
    assertEquals("ops#1x2", second.lines());
  }

  @Test
  void shouldRefuseAnAckOfALineThatIsDroppedOrTrimmed() {
    limits(new DeliveryLimits.Queue(0, 2, 1 << 20, 1), 100_000);
    end(joined("alice", "ops"), CloseCause.QUIT);
    Client bob = named("bob");
    for (int i = 0; i < 6; i++) {
      say(bob, "ops", "x");
    }
    Client alice = joined("alice", "ops");
    assertEquals("accepted 6, confirmed 0, delivered 2, dead 1, dropped 3", sums("ops name alice"));
    dropDead(alice, new LineId("ops", 4));
    writeAll(alice);
    assertEquals("ops#5 ops#6", alice.lines());
    confirm(alice, "ops", 5);
    confirm(alice, "ops", 6);
    for (long seq : List.of(3L, 4L, 7L)) {
      assertEquals("unknown-id|ops#" + seq, ack(alice, seq));
    }
    assertEquals("", ack(alice, 5));
    trim("ops", 5);
    assertEquals("unknown-id|ops#4", ack(alice, 4));
    assertEquals("unknown-id|ops#5", ack(alice, 5));
    assertEquals("", ack(alice, 6));
  }

  @Test
  void shouldRefuseAnAckOfALineThatIsDead() {
    limits(new DeliveryLimits.Queue(0, 1, 1 << 20, 10), 5_000);
    Client worker = worker("ops", "g");
    confirmByAck(worker);
    Client boss = named("boss");
    say(boss, "ops", "1");
    writeAll(worker);
    nack(worker, "ops", 1, 60);
    say(boss, "ops", "2");
    say(boss, "ops", "3");
    assertEquals("dead|1 lines dead: queue-full unknown-id|ops#1", ack(worker, 1));
    confirm(worker, "ops", 1);
    assertEquals("accepted 3, confirmed 0, waiting 1, delivered 1, dead 1", sums("ops group g"));
  }
}
