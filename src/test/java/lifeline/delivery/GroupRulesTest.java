package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lifeline.connection.CloseCause;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import org.junit.jupiter.api.Test;

/** The subscription of a group: section 10.2 of protocol.txt. */
class GroupRulesTest extends RuleFixture {
  @Test
  void shouldRedeliverToAnotherMemberAtOnce() {
    Client a = worker("ops", "g");
    Client b = worker("ops", "g");
    Client boss = named("boss");
    say(boss, "ops", "1");
    writeAll(a);
    assertEquals("ops#1", a.lines());
    end(a, CloseCause.PEER_RESET);
    writeAll(b);
    assertEquals("ops#1x2", b.lines());
  }

  @Test
  void shouldGiveOneLineAtATimeToAMemberThatAcknowledges() {
    Client a = worker("ops", "g");
    confirmByAck(a);
    Client boss = named("boss");
    say(boss, "ops", "1");
    say(boss, "ops", "2");
    writeAll(a);
    assertEquals("ops#1", a.lines());
    ack(a, 1);
    writeAll(a);
    assertEquals("ops#1 ops#2", a.lines());
  }

  @Test
  void shouldRedeliverAfterAckTimeoutAndBackoff() {
    Client a = worker("ops", "g");
    confirmByAck(a);
    say(named("boss"), "ops", "1");
    writeAll(a);
    after(30_000);
    after(1_000);
    writeAll(a);
    assertEquals("ops#1 ops#1x2", a.lines());
  }

  @Test
  void shouldWithdrawALineThatWasNotWrittenInTime() {
    Client slow = worker("ops", "g");
    confirmByAck(slow);
    Client other = worker("ops", "g");
    say(named("boss"), "ops", "1");
    after(30_000);
    assertTrue(hadEffect(Effect.Withdrawn.class));
    after(1_000);
    writeAll(slow);
    writeAll(other);
    assertEquals("", slow.lines());
    assertEquals("ops#1x2", other.lines());
  }

  @Test
  void shouldWithdrawALineThatAnotherMemberConfirmed() {
    Client first = worker("ops", "g");
    Client second = worker("ops", "g");
    say(named("boss"), "ops", "1");
    writeAll(first);
    nack(first, "ops", 1, 0);
    ack(first, 1);
    writeAll(second);
    assertEquals("", second.lines());
  }

  @Test
  void shouldGiveAFreedMemberLinesOfItsOtherGroup() {
    Client worker = worker("ops", "g");
    confirmByAck(worker);
    joinGroup(worker, "news", "g");
    Client boss = named("boss");
    say(boss, "ops", "1");
    say(boss, "news", "1");
    writeAll(worker);
    assertEquals("ops#1", worker.lines());
    apply(new Entry.Part(worker.id, "ops", SimulatedGateway.positions(worker).get(1)));
    writeAll(worker);
    assertEquals("ops#1 news#1", worker.lines());
  }
}
