package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.delivery.entry.Effect;
import lifeline.protocol.StartPosition;
import org.junit.jupiter.api.Test;

/** What joining, saying and parting answer: sections 8.3 and 9 of protocol.txt. */
class RoomRulesTest extends RuleFixture {
  @Test
  void shouldWelcomeAGuestWithANumber() {
    Client guest = open();
    assertEquals(
        List.of("welcome|welcome: you are guest-1 on n1; /help lists the commands"), guest.texts());
  }

  @Test
  void shouldAnswerAJoinWithTheNamesInTheRoom() {
    join(named("Alice"), "Ops");
    Client bob = named("bob");
    join(bob, "ops");
    assertEquals("joined: ops Alice, bob", bob.lastText());
    assertTrue(hadEffect(Effect.Presence.class));
  }

  @Test
  void shouldCountLiveAndWaitingSubscriptionsInReceipts() {
    Client alice = named("alice");
    Client bob = named("bob");
    Client worker = open();
    join(alice, "ops");
    join(bob, "ops");
    joinGroup(worker, "ops", "g");
    say(alice, "ops", "x");
    assertEquals("ops#1 to 2, 0 waiting", alice.lastText());
    end(bob, CloseCause.QUIT);
    end(worker, CloseCause.QUIT);
    say(alice, "ops", "y");
    assertEquals("ops#2 to 0, 2 waiting", alice.lastText());
  }

  @Test
  void shouldAnswerARepeatedKeyWithTheFirstReceipt() {
    Client bob = named("bob");
    sayOnce(bob, "ops", "k", "x");
    sayOnce(bob, "ops", "k", "x");
    assertEquals(1, queries().head("ops"));
    assertEquals("ops#1 to 0, 0 waiting", bob.lastText());
    after(10 * 60_000);
    sayOnce(bob, "ops", "k", "x");
    assertEquals(2, queries().head("ops"));
  }

  @Test
  void shouldCountTheLinesThatAPartDrops() {
    Client alice = named("alice");
    join(alice, "ops");
    say(named("bob"), "ops", "1");
    part(alice, "ops");
    assertEquals("parted: ops, 1 lines dropped", alice.lastText());
    part(alice, "ops");
    assertEquals("not-joined|ops", lastMessage(alice));
  }

  @Test
  void shouldSayWhenFromIsIgnoredForASubscription() {
    Client alice = named("alice");
    join(alice, "ops");
    end(alice, CloseCause.QUIT);
    say(named("bob"), "ops", "1");
    Client back = named("alice");
    join(back, "ops", new StartPosition.All());
    assertTrue(
        back.texts().contains("joined|joined: ops alice; place kept, 1 waiting"),
        back.texts().toString());
  }

  @Test
  void shouldForbidTheRoomOfAnotherName() {
    named("alice");
    Client bob = named("bob");
    join(bob, "@alice");
    assertEquals("forbidden|@alice", lastMessage(bob));
    assertEquals("forbidden", queries().historyRange(bob.id, "@alice", 5).problem().code());
  }

  @Test
  void shouldShowTheEightNumbersOfASubscription() {
    Client alice = named("alice");
    join(alice, "ops");
    say(named("bob"), "ops", "1");
    assertTrue(
        queries().stats(alice.id, now()).stream()
            .anyMatch(
                m ->
                    m.text()
                        .equals(
                            "queue: ops name alice, accepted 1, confirmed 0, waiting 0, delivered"
                                + " 1, in-doubt 0, dead 0, dropped 0, expired 0")));
  }
}
