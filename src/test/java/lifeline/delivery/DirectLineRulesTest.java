package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import lifeline.delivery.SimulatedGateway.Client;
import org.junit.jupiter.api.Test;

/** The room of a name: section 8.2 of protocol.txt. */
class DirectLineRulesTest extends RuleFixture {
  @Test
  void shouldKeepDirectLinesForANameNeverSeen() {
    Client bob = named("bob");
    sayDirectly(bob, "alice", "hi");
    assertEquals("@alice#1 to 0, 1 waiting", bob.lastText());
    Client alice = named("alice");
    assertEquals("places: @alice 1 waiting", alice.lastText());
    writeAll(alice);
    assertEquals("@alice#1", alice.lines());
    sayDirectly(bob, "guest-99", "hi");
    assertEquals("guest-99", bob.lastText());
  }

  @Test
  void shouldDeliverDirectLinesToAGuest() {
    Client guest = open();
    Client bob = named("bob");
    sayDirectly(bob, "guest-1", "hi");
    assertEquals("@guest-1#1 to 1, 0 waiting", bob.lastText());
    writeAll(guest);
    assertEquals("@guest-1#1", guest.lines());
  }

  @Test
  void shouldTreatAGuestAsJoinedToItsOwnRoom() {
    Client guest = open();
    join(guest, "@Guest-1");
    assertEquals("joined: @guest-1 guest-1", guest.lastText());
    sayDirectly(guest, "bob", "x");
    sayDirectly(named("bob"), "guest-1", "1");
    join(guest, "@guest-1");
    writeAll(guest);
    assertEquals("@guest-1#1", guest.lines());
    joinGroup(guest, "@guest-1", "g");
    assertEquals("forbidden|@guest-1", lastMessage(guest));
  }

  @Test
  void shouldKeepDirectLinesForAGuestUntilItJoinsAgain() {
    Client guest = open();
    part(guest, "@guest-1");
    assertEquals("parted: @guest-1", guest.lastText());
    Client bob = named("bob");
    sayDirectly(bob, "guest-1", "1");
    assertEquals("@guest-1#1 to 0, 0 waiting", bob.lastText());
    writeAll(guest);
    assertEquals("", guest.lines());
    join(guest, "@guest-1");
    writeAll(guest);
    assertEquals("@guest-1#1", guest.lines());
  }

  @Test
  void shouldKeepDirectLinesForANameUntilItJoinsAgain() {
    Client alice = named("alice");
    Client bob = named("bob");
    sayDirectly(bob, "alice", "1");
    part(alice, "@alice");
    assertEquals("parted: @alice, 1 lines dropped", alice.lastText());
    sayDirectly(bob, "alice", "2");
    assertEquals("@alice#2 to 0, 1 waiting", bob.lastText());
    writeAll(alice);
    assertEquals("", alice.lines());
    join(alice, "@alice");
    assertEquals("1 lines while you were away", alice.lastText());
    writeAll(alice);
    assertEquals("@alice#2", alice.lines());
  }
}
