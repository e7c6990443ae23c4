package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import lifeline.connection.CloseCause;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.protocol.StartPosition;
import org.junit.jupiter.api.Test;

/** Taking a name after joining: section 8.4 of protocol.txt. */
class RenameRulesTest extends RuleFixture {
  @Test
  void shouldKeepTheRoomsOfAGuestThatTakesAName() {
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    writeAll(guest);
    rename(guest, "alice");
    end(guest, CloseCause.PEER_RESET);
    Client back = named("alice");
    join(back, "ops");
    writeAll(back);
    assertEquals("ops#1x2", back.lines());
  }

  @Test
  void shouldContinueWithUnwrittenLinesUnderTheNewName() {
    say(named("bob"), "ops", "1");
    Client alice = named("alice");
    join(alice, "ops");
    rename(alice, "carol");
    writeAll(alice);
    assertEquals("ops#1", alice.lines());
    confirm(alice, "ops", 1);
    assertEquals("accepted 1, confirmed 1", sums("ops name carol"));
    Client back = named("alice");
    join(back, "ops");
    writeAll(back);
    assertEquals("ops#1", back.lines());
  }

  @Test
  void shouldConfirmForTheOldNameLinesWrittenUnderIt() {
    Client alice = named("alice");
    join(alice, "ops");
    say(named("bob"), "ops", "1");
    writeAll(alice);
    rename(alice, "carol");
    assertEquals("accepted 1, confirmed 0, in-doubt 1", sums("ops name alice"));
    confirm(alice, "ops", 1);
    assertEquals("accepted 1, confirmed 1", sums("ops name alice"));
    assertEquals("accepted 0, confirmed 0", sums("ops name carol"));
  }

  @Test
  void shouldAcceptAnAckForTheOldNameOfLinesWrittenUnderIt() {
    Client alice = joined("alice", "ops");
    confirmByAck(alice);
    say(named("bob"), "ops", "1");
    writeAll(alice);
    rename(alice, "carol");
    assertEquals("", ack(alice, 1));
    assertEquals("", ack(alice, 1));
    assertEquals("accepted 1, confirmed 1", sums("ops name alice"));
    assertEquals("unknown-id|ops#2", ack(alice, 2));
  }

  /** The guest's line is repeated for alice, but not yet written when she becomes carol. */
  @Test
  void shouldLeaveARepeatToTheOldName() {
    end(joined("alice", "ops"), CloseCause.QUIT);
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    writeAll(guest);
    rename(guest, "alice");
    guest.rooms.get("ops").unconfirmed.add(1, 1);
    rename(guest, "carol");
    writeAll(guest);
    assertEquals("ops#1", guest.lines());
    assertEquals("accepted 1, confirmed 0, in-doubt 1", sums("ops name alice"));
  }

  @Test
  void shouldNotTakeAnUnreadCopyOfAConfirmedLineToTheNewName() {
    Client first = joined("alice", "ops");
    say(named("bob"), "ops", "1");
    writeAll(first);
    Client second = joined("alice", "ops");
    confirm(first, "ops", 1);
    rename(second, "carol");
    writeAll(second);
    assertEquals("", second.lines());
    assertEquals("accepted 0, confirmed 0", sums("ops name carol"));
  }

  @Test
  void shouldTakeUpTheSubscriptionOfTheNewName() {
    Client before = named("carol");
    join(before, "ops");
    end(before, CloseCause.QUIT);
    Client bob = named("bob");
    say(bob, "ops", "1");
    Client alice = named("alice");
    join(alice, "ops");
    say(bob, "ops", "2");
    writeAll(alice);
    rename(alice, "carol");
    writeAll(alice);
    assertEquals("ops#2 ops#1x2 ops#2x2", alice.lines());
  }

  /**
   * The guest gives a line back, takes the name alice, is given the line again, and confirms it.
   */
  @Test
  void shouldConfirmUnderTheNameALineThatTheGuestReturned() {
    end(joined("alice", "ops"), CloseCause.QUIT);
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    writeAll(guest);
    nack(guest, "ops", 1, 60);
    rename(guest, "alice");
    writeAll(guest);
    assertEquals("ops#1 ops#1x2", guest.lines());
    confirm(guest, "ops", 1);
    assertEquals("accepted 1, confirmed 1", sums("ops name alice"));
  }

  @Test
  void shouldForgetAReturnedLineThatTheNewNameSaid() {
    Client guest = open();
    join(guest, "ops");
    say(named("alice"), "ops", "1");
    writeAll(guest);
    nack(guest, "ops", 1, 60);
    rename(guest, "alice");
    assertEquals(Long.MAX_VALUE, machine().nextDeadline());
    after(60_000);
    writeAll(guest);
    assertEquals("ops#1", guest.lines());
    Client next = open();
    join(next, "ops");
    writeAll(next);
    assertEquals("ops#1x2", next.lines());
  }

  @Test
  void shouldWithdrawUnwrittenLinesThatTheNewNameSaid() {
    say(named("bob"), "ops", "1");
    Client guest = open();
    join(guest, "ops");
    rename(guest, "bob");
    writeAll(guest);
    assertEquals("", guest.lines());
    Client next = open();
    join(next, "ops");
    writeAll(next);
    assertEquals("ops#1", next.lines());
  }

  /** The guest has heard line 2 when it becomes alice, for whom lines 1 and 2 wait. */
  @Test
  void shouldMarkLinesBelowOneHeardBeforeTakingAName() {
    Client alice = named("alice");
    Client guest = open();
    join(guest, "ops");
    say(guest, "ops", "1");
    join(alice, "ops", new StartPosition.New());
    say(named("bob"), "ops", "2");
    writeAll(guest);
    rename(guest, "alice");
    rename(alice, "carol");
    writeAll(guest);
    assertEquals("ops#2 ops#1x2 ops#2x2", guest.lines());
  }

  @Test
  void shouldForgetWhatAGuestConfirmedAfterASecondRename() {
    end(joined("alice", "ops"), CloseCause.QUIT);
    Client bob = named("bob");
    Client guest = open();
    join(guest, "ops");
    say(bob, "ops", "1");
    writeAll(guest);
    confirm(guest, "ops", 1);
    rename(guest, "alice");
    rename(guest, "bob");
    assertEquals("accepted 0, confirmed 0", sums("ops name bob"));
  }

  /**
   * Alice confirms urgent line 2, which overtook line 1, and becomes carol, whose next connection
   * must only get line 1.
   */
  @Test
  void shouldNotRepeatUnderTheNewNameALineDeliveredAhead() {
    Client alice = joined("alice", "ops");
    Client bob = named("bob");
    say(bob, "ops", "1");
    sayUrgently(bob, "ops", "2");
    writeNext(alice);
    confirm(alice, "ops", 2);
    rename(alice, "carol");
    assertEquals("accepted 2, confirmed 1, delivered 1", sums("ops name carol"));
    end(alice, CloseCause.QUIT);
    Client carol = joined("carol", "ops");
    writeAll(carol);
    assertEquals("ops#1", carol.lines());
  }
}
