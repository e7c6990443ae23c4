package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lifeline.connection.CloseCause;
import lifeline.delivery.SimulatedGateway.Client;
import org.junit.jupiter.api.Test;

/** Guests and unheard lines: sections 8.3 and 10.5 of protocol.txt. */
class UnheardRulesTest extends RuleFixture {
  @Test
  void shouldGiveUnheardLinesToTheNextGuest() {
    Client sender = open();
    say(sender, "ops", "1");
    say(sender, "ops", "2");
    end(sender, CloseCause.PEER_CLOSED);
    Client guest = open();
    join(guest, "ops");
    writeAll(guest);
    assertEquals("ops#1 ops#2", guest.lines());
    end(guest, CloseCause.PEER_RESET);
    Client next = open();
    join(next, "ops");
    writeAll(next);
    assertEquals("ops#1x2 ops#2x2", next.lines());
    confirm(next, "ops", 1);
    confirm(next, "ops", 2);
    end(next, CloseCause.QUIT);
    Client last = open();
    join(last, "ops");
    writeAll(last);
    assertEquals("", last.lines());
  }

  @Test
  void shouldRedeliverAReturnedLineToTheSameGuest() {
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    writeAll(guest);
    nack(guest, "ops", 1, 2);
    after(1_999);
    writeAll(guest);
    assertEquals("ops#1", guest.lines());
    after(1);
    writeAll(guest);
    assertEquals("ops#1 ops#1x2", guest.lines());
  }

  @Test
  void shouldGiveALineToAnotherGuestAfterMaxAttempts() {
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    for (int i = 0; i < 20; i++) {
      writeAll(guest);
      nack(guest, "ops", 1, 0);
    }
    writeAll(guest);
    assertEquals(20, guest.heard.size());
    Client next = open();
    join(next, "ops");
    writeAll(next);
    assertTrue(next.lines().startsWith("ops#1x"), next.lines());
  }

  @Test
  void shouldKeepUnheardAReturnedLineOfAGuestThatLeft() {
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    writeAll(guest);
    nack(guest, "ops", 1, 60);
    end(guest, CloseCause.QUIT);
    Client next = open();
    join(next, "ops");
    writeAll(next);
    assertEquals("ops#1x2", next.lines());
  }

  @Test
  void shouldIgnoreAnAcknowledgementOfAReturnedLine() {
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    writeAll(guest);
    nack(guest, "ops", 1, 2);
    confirm(guest, "ops", 1);
    after(2_000);
    writeAll(guest);
    assertEquals("ops#1 ops#1x2", guest.lines());
    nack(guest, "ops", 1, 60);
    confirm(guest, "ops", 1);
    end(guest, CloseCause.QUIT);
    Client next = open();
    join(next, "ops");
    writeAll(next);
    assertEquals("ops#1x3", next.lines());
  }

  /**
   * The guest confirms urgent line 2, which overtook line 1, and fails before line 1 is written.
   */
  @Test
  void shouldCountAnUrgentLineDeliveredAheadAsHeard() {
    Client guest = open();
    join(guest, "ops");
    Client bob = named("bob");
    say(bob, "ops", "1");
    sayUrgently(bob, "ops", "2");
    writeNext(guest);
    confirm(guest, "ops", 2);
    end(guest, CloseCause.PEER_RESET);
    Client next = open();
    join(next, "ops");
    writeAll(next);
    assertEquals("ops#1", next.lines());
  }
}
