package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.delivery.SimulatedGateway.Client;
import org.junit.jupiter.api.Test;

/** Stays in the lobby that nobody asked for: section 3.4 of protocol.txt. */
class LobbyRulesTest extends RuleFixture {
  @Test
  void shouldHearTheLobbyFromTheMomentOfConnecting() {
    Client guest = open();
    Client bob = named("bob");
    say(bob, "lobby", "1");
    putIntoLobby(guest);
    writeAll(guest);
    assertEquals("lobby#1", guest.lines());
    join(guest, "ops");
    assertEquals(List.of("ops"), List.copyOf(guest.rooms.keySet()));
  }

  /** Alice's second connection gives back and then confirms a line that her first one said. */
  @Test
  void shouldNotCountTheSendersNameAsHavingHeardItsReturnedLine() {
    Client stays = named("alice");
    say(named("alice"), "lobby", "1");
    putIntoLobby(stays);
    writeAll(stays);
    nack(stays, "lobby", 1, 0);
    writeAll(stays);
    assertEquals("lobby#1", stays.lines());
    confirm(stays, "lobby", 1);
    end(stays, CloseCause.QUIT);
    Client next = open();
    join(next, "lobby");
    writeAll(next);
    assertEquals("lobby#1", next.lines());
  }

  /** Alice confirms her own line in the lobby and becomes bob, who confirms nothing. */
  @Test
  void shouldKeepUnheardALineThatOnlyItsRenamedSenderConfirmed() {
    Client stays = named("alice");
    say(named("alice"), "lobby", "1");
    putIntoLobby(stays);
    writeAll(stays);
    confirm(stays, "lobby", 1);
    rename(stays, "bob");
    end(stays, CloseCause.QUIT);
    Client reset = open();
    join(reset, "lobby");
    end(reset, CloseCause.PEER_RESET);
    Client next = open();
    join(next, "lobby");
    writeAll(next);
    assertEquals("lobby#1", next.lines());
  }

  /** Alice is put into the lobby, hears nothing there, and then takes up her subscription to it. */
  @Test
  void shouldNotMarkLinesOfANameWhoseConnectionHeardNothing() {
    end(joined("alice", "lobby"), CloseCause.QUIT);
    say(named("bob"), "lobby", "1");
    Client stays = named("alice");
    putIntoLobby(stays);
    join(stays, "lobby");
    writeAll(stays);
    assertEquals("lobby#1", stays.lines());
  }

  /** A guest's line becomes carol's own, as the guest takes that name. Nobody else has heard it. */
  @Test
  void shouldKeepUnheardALineThatOnlyItsSendersNameHas() {
    Client carol = open();
    join(carol, "lobby");
    say(carol, "lobby", "1");
    rename(carol, "carol");
    end(carol, CloseCause.QUIT);
    Client again = named("carol");
    putIntoLobby(again);
    join(again, "lobby");
    writeAll(again);
    assertEquals("", again.lines());
    end(again, CloseCause.QUIT);
    Client next = open();
    join(next, "lobby");
    writeAll(next);
    assertEquals("lobby#1x2", next.lines());
  }

  @Test
  void shouldNotRepeatAnUrgentLobbyLineUnderTheNewName() {
    Client alice = unaskedWithAnUrgentLineWritten();
    confirm(alice, "lobby", 2);
    rename(alice, "carol");
    writeAll(alice);
    assertEquals("lobby#2 lobby#1", alice.lines());
    end(alice, CloseCause.QUIT);
    Client next = open();
    join(next, "lobby");
    writeAll(next);
    assertEquals("lobby#1x2", next.lines());
  }

  @Test
  void shouldRedeliverAnUrgentLobbyLineInDoubtAfterARename() {
    Client alice = unaskedWithAnUrgentLineWritten();
    rename(alice, "carol");
    writeAll(alice);
    assertEquals("lobby#2 lobby#1", alice.lines());
    Client next = open();
    join(next, "lobby");
    writeAll(next);
    assertEquals("lobby#2x2", next.lines());
  }

  /** Alice, put into the lobby: urgent line 2 was written to her, and line 1 was not. */
  private Client unaskedWithAnUrgentLineWritten() {
    Client alice = named("alice");
    putIntoLobby(alice);
    Client bob = named("bob");
    say(bob, "lobby", "1");
    sayUrgently(bob, "lobby", "2");
    writeNext(alice);
    assertEquals("lobby#2", alice.lines());
    return alice;
  }
}
