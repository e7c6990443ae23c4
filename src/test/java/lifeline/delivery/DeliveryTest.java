package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.connection.ConnectionId;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.StartPosition;
import org.junit.jupiter.api.Test;

/** The contract's rules, one by one. */
class DeliveryTest {
  private final SimulatedGateway gateway = new SimulatedGateway(DeliveryLimits.defaults());
  private long connections;

  @Test
  void shouldWelcomeAGuestWithANumber() {
    Client guest = open();
    assertEquals(
        List.of("welcome|welcome: you are guest-1 on n1; /help lists the commands"), guest.texts());
  }

  @Test
  void shouldAnswerAJoinWithWhoIsThere() {
    join(named("Alice"), "Ops");
    Client bob = named("bob");
    join(bob, "ops");
    assertEquals("joined: ops Alice, bob", bob.lastText());
    assertEquals(1, gateway.effects.stream().filter(e -> e instanceof Effect.Presence).count());
  }

  @Test
  void shouldCountLiveAndWaitingInReceipts() {
    Client alice = named("alice");
    Client bob = named("bob");
    Client worker = open();
    join(alice, "ops");
    join(bob, "ops");
    gateway.apply(new Entry.Join(worker.id, "ops", "g", new StartPosition.Unsaid()));
    say(alice, "ops", "x");
    assertEquals("ops#1 to 2, 0 waiting", alice.lastText());
    end(bob, CloseCause.QUIT);
    end(worker, CloseCause.QUIT);
    say(alice, "ops", "y");
    assertEquals("ops#2 to 0, 2 waiting", alice.lastText());
  }

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
  void shouldMarkOnlyWhatWasInDoubt() {
    Client alice = named("alice");
    join(alice, "ops");
    Client bob = named("bob");
    say(bob, "ops", "1");
    say(bob, "ops", "2");
    say(bob, "ops", "3");
    gateway.writeNext(alice);
    gateway.writeNext(alice);
    confirm(alice, "ops", 1);
    end(alice, CloseCause.PEER_RESET);
    Client back = named("alice");
    join(back, "ops");
    writeAll(back);
    assertEquals("ops#2x2 ops#3", back.lines());
  }

  @Test
  void shouldHandWhatOnlyTheFailedConnectionHadToItsSiblingAtOnce() {
    Client first = named("alice");
    join(first, "ops");
    Client second = named("alice");
    join(second, "ops");
    say(named("bob"), "ops", "1");
    writeAll(first);
    writeAll(second);
    gateway.apply(new Entry.Nack(second.id, new LineId("ops", 1), 0));
    second.rooms.get("ops").unconfirmed.remove(1, 1);
    writeAll(first);
    assertEquals("ops#1 ops#1x2", first.lines().replace("x3", "x2"));
    end(first, CloseCause.PEER_RESET);
    writeAll(second);
    assertEquals(2, second.heard.size());
    assertTrue(second.heard.get(1).attempt() > 1);
  }

  @Test
  void shouldHandOverToAnotherMemberAtOnce() {
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
    gateway.apply(new Entry.Level(a.id, ConfirmLevel.ACK));
    Client boss = named("boss");
    say(boss, "ops", "1");
    say(boss, "ops", "2");
    writeAll(a);
    assertEquals("ops#1", a.lines());
    gateway.apply(new Entry.Ack(a.id, List.of(new LineId("ops", 1))));
    writeAll(a);
    assertEquals("ops#1 ops#2", a.lines());
  }

  @Test
  void shouldRedeliverAfterAckTimeoutAndBackoff() {
    Client a = worker("ops", "g");
    gateway.apply(new Entry.Level(a.id, ConfirmLevel.ACK));
    say(named("boss"), "ops", "1");
    writeAll(a);
    gateway.now += 30_000;
    gateway.apply(new Entry.Tick());
    gateway.now += 1_000;
    gateway.apply(new Entry.Tick());
    writeAll(a);
    assertEquals("ops#1 ops#1x2", a.lines());
  }

  @Test
  void shouldGiveUpALineAfterMaxAttempts() {
    Client a = worker("ops", "g");
    say(named("boss"), "ops", "1");
    for (int i = 0; i < 20; i++) {
      gateway.apply(new Entry.Nack(a.id, new LineId("ops", 1), 0));
    }
    assertTrue(a.texts().contains("dead|1 lines dead: max-attempts"), a.texts().toString());
    assertEquals(1, gateway.machine.queries().dead(a.id, null, gateway.now).letters().size());
    gateway.apply(new Entry.DeadRetry(a.id, null));
    assertEquals("dead: 1 lines retried", a.lastText());
    assertEquals(0, gateway.machine.queries().dead(a.id, null, gateway.now).letters().size());
  }

  @Test
  void shouldGiveTheNextGuestWhatNobodyHeard() {
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
  void shouldKeepDirectLinesForANameNeverSeen() {
    Client bob = named("bob");
    gateway.apply(new Entry.Direct(bob.id, "alice", LineBlock.of("hi")));
    assertEquals("@alice#1 to 0, 1 waiting", bob.lastText());
    Client alice = named("alice");
    assertEquals("places: @alice 1 waiting", alice.lastText());
    writeAll(alice);
    assertEquals("@alice#1", alice.lines());
    gateway.apply(new Entry.Direct(bob.id, "guest-99", LineBlock.of("hi")));
    assertEquals("guest-99", bob.lastText());
  }

  @Test
  void shouldLetAGuestInDirectLines() {
    Client guest = open();
    Client bob = named("bob");
    gateway.apply(new Entry.Direct(bob.id, "guest-1", LineBlock.of("hi")));
    assertEquals("@guest-1#1 to 1, 0 waiting", bob.lastText());
    writeAll(guest);
    assertEquals("@guest-1#1", guest.lines());
  }

  @Test
  void shouldAnswerARepeatedKeyByTheFirstReceipt() {
    Client bob = named("bob");
    gateway.apply(new Entry.Say(bob.id, "ops", false, "k", LineBlock.of("x")));
    gateway.apply(new Entry.Say(bob.id, "ops", false, "k", LineBlock.of("x")));
    assertEquals(1, gateway.machine.queries().head("ops"));
    assertEquals("ops#1 to 0, 0 waiting", bob.lastText());
    gateway.now += 10 * 60_000;
    gateway.apply(new Entry.Say(bob.id, "ops", false, "k", LineBlock.of("x")));
    assertEquals(2, gateway.machine.queries().head("ops"));
  }

  @Test
  void shouldTellWhatPartingDrops() {
    Client alice = named("alice");
    join(alice, "ops");
    say(named("bob"), "ops", "1");
    gateway.apply(new Entry.Part(alice.id, "ops"));
    assertEquals("parted: ops, 1 lines dropped", alice.lastText());
    gateway.apply(new Entry.Part(alice.id, "ops"));
    assertEquals("not-joined|ops", alice.texts().get(alice.texts().size() - 1));
  }

  @Test
  void shouldHearTheLobbySinceItConnected() {
    Client guest = open();
    Client bob = named("bob");
    say(bob, "lobby", "1");
    gateway.apply(new Entry.Stay(guest.id));
    writeAll(guest);
    assertEquals("lobby#1", guest.lines());
    join(guest, "ops");
    assertEquals(List.of("ops"), List.copyOf(guest.rooms.keySet()));
  }

  @Test
  void shouldSayThatThePlaceWasKept() {
    Client alice = named("alice");
    join(alice, "ops");
    end(alice, CloseCause.QUIT);
    say(named("bob"), "ops", "1");
    Client back = named("alice");
    gateway.apply(new Entry.Join(back.id, "ops", null, new StartPosition.All()));
    assertTrue(
        back.texts().contains("joined|joined: ops alice; place kept, 1 waiting"),
        back.texts().toString());
  }

  @Test
  void shouldEndSessionsOfAFormerRunAsNodeLost() {
    Client alice = named("alice");
    join(alice, "ops");
    gateway.clients.clear();
    gateway.apply(new Entry.NodeStarted(0, 2));
    assertEquals(0, gateway.machine.queries().connections());
    assertTrue(
        gateway.machine.queries().why("alice").get(0).text().contains("node-lost by server at"));
  }

  @Test
  void shouldExpireLinesThatAreTrimmed() {
    Client alice = named("alice");
    join(alice, "ops");
    end(alice, CloseCause.QUIT);
    Client bob = named("bob");
    say(bob, "ops", "1");
    say(bob, "ops", "2");
    gateway.apply(new Entry.Trim("ops", 1));
    Client back = named("alice");
    join(back, "ops");
    assertTrue(back.texts().contains("expired|1 lines expired before you came"));
    writeAll(back);
    assertEquals("ops#2", back.lines());
  }

  @Test
  void shouldKeepRoomsWhenNamedAfterJoining() {
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    writeAll(guest);
    gateway.apply(new Entry.Name(guest.id, "alice", SimulatedGateway.positions(guest)));
    end(guest, CloseCause.PEER_RESET);
    Client back = named("alice");
    join(back, "ops");
    writeAll(back);
    assertEquals("ops#1x2", back.lines());
  }

  @Test
  void shouldForbidTheRoomOfAnotherName() {
    named("alice");
    Client bob = named("bob");
    join(bob, "@alice");
    assertEquals("forbidden|@alice", bob.texts().get(bob.texts().size() - 1));
    assertEquals(
        "forbidden", gateway.machine.queries().historyRange(bob.id, "@alice", 5).problem().code());
  }

  @Test
  void shouldShowTheSums() {
    Client alice = named("alice");
    join(alice, "ops");
    say(named("bob"), "ops", "1");
    assertTrue(
        gateway.machine.queries().stats(alice.id, gateway.now).stream()
            .anyMatch(
                m ->
                    m.text()
                        .equals(
                            "queue: ops name alice, accepted 1, confirmed 0, waiting 0, delivered"
                                + " 1, in-doubt 0, dead 0, dropped 0, expired 0")));
  }

  @Test
  void shouldGiveAGuestAgainWhatItGaveBack() {
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
  void shouldGiveToAnotherWhatAGuestGaveBackTooOften() {
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
  void shouldLeaveToTheNextWhatAGuestGaveBackAndDidNotWaitFor() {
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
  void shouldNotCountTheSendersNameAsHavingHeardItsReturnedLine() {
    Client stays = named("alice");
    say(named("alice"), "lobby", "1");
    gateway.apply(new Entry.Stay(stays.id));
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

  @Test
  void shouldConfirmUnderTheNameALineThatTheGuestReturned() {
    end(joined("alice", "ops"), CloseCause.QUIT);
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    writeAll(guest);
    nack(guest, "ops", 1, 60);
    gateway.apply(new Entry.Name(guest.id, "alice", SimulatedGateway.positions(guest)));
    writeAll(guest);
    assertEquals("ops#1 ops#1x2", guest.lines());
    confirm(guest, "ops", 1);
    assertEquals("accepted 1, confirmed 1", sums("ops name alice"));
  }

  @Test
  void shouldForgetWhatAGuestGaveBackOfWhatItsNewNameSaid() {
    Client guest = open();
    join(guest, "ops");
    say(named("alice"), "ops", "1");
    writeAll(guest);
    nack(guest, "ops", 1, 60);
    gateway.apply(new Entry.Name(guest.id, "alice", SimulatedGateway.positions(guest)));
    assertEquals(Long.MAX_VALUE, gateway.machine.nextDeadline());
    after(60_000);
    writeAll(guest);
    assertEquals("ops#1", guest.lines());
    Client next = open();
    join(next, "ops");
    writeAll(next);
    assertEquals("ops#1x2", next.lines());
  }

  @Test
  void shouldTakeBackWhatWaitsForAGuestOfWhatItsNewNameSaid() {
    say(named("bob"), "ops", "1");
    Client guest = open();
    join(guest, "ops");
    gateway.apply(new Entry.Name(guest.id, "bob", SimulatedGateway.positions(guest)));
    writeAll(guest);
    assertEquals("", guest.lines());
    Client next = open();
    join(next, "ops");
    writeAll(next);
    assertEquals("ops#1", next.lines());
  }

  @Test
  void shouldLeaveToTheNextWhatThePlaceOfANameHoldsForItsOwn() {
    Client carol = open();
    join(carol, "lobby");
    say(carol, "lobby", "1");
    gateway.apply(new Entry.Name(carol.id, "carol", SimulatedGateway.positions(carol)));
    end(carol, CloseCause.QUIT);
    Client again = named("carol");
    gateway.apply(new Entry.Stay(again.id));
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
  void shouldKeepUnheardALineThatOnlyItsRenamedSenderConfirmed() {
    Client stays = named("alice");
    say(named("alice"), "lobby", "1");
    gateway.apply(new Entry.Stay(stays.id));
    writeAll(stays);
    confirm(stays, "lobby", 1);
    gateway.apply(new Entry.Name(stays.id, "bob", SimulatedGateway.positions(stays)));
    end(stays, CloseCause.QUIT);
    Client reset = open();
    join(reset, "lobby");
    end(reset, CloseCause.PEER_RESET);
    Client next = open();
    join(next, "lobby");
    writeAll(next);
    assertEquals("lobby#1", next.lines());
  }

  @Test
  void shouldNotMarkLinesOfANameWhoseConnectionHeardNothing() {
    end(joined("alice", "lobby"), CloseCause.QUIT);
    say(named("bob"), "lobby", "1");
    Client stays = named("alice");
    gateway.apply(new Entry.Stay(stays.id));
    join(stays, "lobby");
    writeAll(stays);
    assertEquals("lobby#1", stays.lines());
  }

  @Test
  void shouldMarkWhatComesBelowALineHeardBeforeTakingAName() {
    Client alice = named("alice");
    Client guest = open();
    join(guest, "ops");
    say(guest, "ops", "1");
    gateway.apply(new Entry.Join(alice.id, "ops", null, new StartPosition.New()));
    say(named("bob"), "ops", "2");
    writeAll(guest);
    gateway.apply(new Entry.Name(guest.id, "alice", SimulatedGateway.positions(guest)));
    gateway.apply(new Entry.Name(alice.id, "carol", SimulatedGateway.positions(alice)));
    writeAll(guest);
    assertEquals("ops#2 ops#1x2 ops#2x2", guest.lines());
  }

  @Test
  void shouldForgetWhatAGuestConfirmedWhenItsNameTakesAnother() {
    end(joined("alice", "ops"), CloseCause.QUIT);
    Client bob = named("bob");
    Client guest = open();
    join(guest, "ops");
    say(bob, "ops", "1");
    writeAll(guest);
    confirm(guest, "ops", 1);
    gateway.apply(new Entry.Name(guest.id, "alice", SimulatedGateway.positions(guest)));
    gateway.apply(new Entry.Name(guest.id, "bob", SimulatedGateway.positions(guest)));
    assertEquals("accepted 0, confirmed 0", sums("ops name bob"));
  }

  @Test
  void shouldTakeNoProofOfALineThatAGuestHasGivenBack() {
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

  @Test
  void shouldTakeNoProofOfALineThatANameHasGivenBack() {
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
    gateway.apply(new Entry.Say(bob.id, "ops", true, null, LineBlock.of("2")));
    gateway.writeNext(first);
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
  void shouldTakeALineBackThatWaitsToBeWrittenWhereverItIsGivenBack() {
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
  void shouldMarkARetriedLineAlsoForAnotherConnection() {
    DeliveryLimits.Attempts once = new DeliveryLimits.Attempts(30_000, 1, 1_000, 1_000, 64);
    DeliveryLimits defaults = DeliveryLimits.defaults();
    gateway.apply(
        new Entry.Limits(
            new DeliveryLimits(defaults.rooms(), defaults.retention(), once, defaults.queue())));
    Client first = joined("alice", "ops");
    say(named("bob"), "ops", "1");
    writeAll(first);
    nack(first, "ops", 1, 0);
    end(first, CloseCause.QUIT);
    Client second = joined("alice", "ops");
    gateway.apply(new Entry.DeadRetry(second.id, null));
    writeAll(second);
    assertEquals("ops#1x2", second.lines());
  }

  @Test
  void shouldKnowNoLineThatWasDroppedOrTrimmed() {
    limits(new DeliveryLimits.Queue(0, 2, 1 << 20, 1), 100_000);
    end(joined("alice", "ops"), CloseCause.QUIT);
    Client bob = named("bob");
    for (int i = 0; i < 6; i++) {
      say(bob, "ops", "x");
    }
    Client alice = joined("alice", "ops");
    assertEquals("accepted 6, confirmed 0, delivered 2, dead 1, dropped 3", sums("ops name alice"));
    gateway.apply(new Entry.DeadDrop(alice.id, new LineId("ops", 4)));
    writeAll(alice);
    assertEquals("ops#5 ops#6", alice.lines());
    confirm(alice, "ops", 5);
    confirm(alice, "ops", 6);
    for (long seq : List.of(3L, 4L, 7L)) {
      assertEquals("unknown-id|ops#" + seq, ack(alice, seq));
    }
    assertEquals("", ack(alice, 5));
    gateway.apply(new Entry.Trim("ops", 5));
    assertEquals("unknown-id|ops#4", ack(alice, 4));
    assertEquals("unknown-id|ops#5", ack(alice, 5));
    assertEquals("", ack(alice, 6));
  }

  @Test
  void shouldHoldAGuestForJoinedToItsOwnRoom() {
    Client guest = open();
    join(guest, "@Guest-1");
    assertEquals("joined: @guest-1 guest-1", guest.lastText());
    gateway.apply(new Entry.Direct(guest.id, "bob", LineBlock.of("x")));
    gateway.apply(new Entry.Direct(named("bob").id, "guest-1", LineBlock.of("1")));
    join(guest, "@guest-1");
    writeAll(guest);
    assertEquals("@guest-1#1", guest.lines());
    gateway.apply(new Entry.Join(guest.id, "@guest-1", "g", new StartPosition.Unsaid()));
    assertEquals("forbidden|@guest-1", guest.texts().get(guest.texts().size() - 1));
  }

  @Test
  void shouldKeepDirectLinesForAGuestThatPartedUntilItJoinsAgain() {
    Client guest = open();
    gateway.apply(new Entry.Part(guest.id, "@guest-1"));
    assertEquals("parted: @guest-1", guest.lastText());
    Client bob = named("bob");
    gateway.apply(new Entry.Direct(bob.id, "guest-1", LineBlock.of("1")));
    assertEquals("@guest-1#1 to 0, 0 waiting", bob.lastText());
    writeAll(guest);
    assertEquals("", guest.lines());
    join(guest, "@guest-1");
    writeAll(guest);
    assertEquals("@guest-1#1", guest.lines());
  }

  @Test
  void shouldKeepDirectLinesForANameThatPartedUntilItJoinsAgain() {
    Client alice = named("alice");
    Client bob = named("bob");
    gateway.apply(new Entry.Direct(bob.id, "alice", LineBlock.of("1")));
    gateway.apply(new Entry.Part(alice.id, "@alice"));
    assertEquals("parted: @alice, 1 lines dropped", alice.lastText());
    gateway.apply(new Entry.Direct(bob.id, "alice", LineBlock.of("2")));
    assertEquals("@alice#2 to 0, 1 waiting", bob.lastText());
    writeAll(alice);
    assertEquals("", alice.lines());
    join(alice, "@alice");
    assertEquals("1 lines while you were away", alice.lastText());
    writeAll(alice);
    assertEquals("@alice#2", alice.lines());
  }

  @Test
  void shouldTakeALineBackFromAMemberThatDidNotWriteItInTime() {
    Client slow = worker("ops", "g");
    gateway.apply(new Entry.Level(slow.id, ConfirmLevel.ACK));
    Client other = worker("ops", "g");
    say(named("boss"), "ops", "1");
    after(30_000);
    assertTrue(gateway.effects.stream().anyMatch(e -> e instanceof Effect.Withdrawn));
    after(1_000);
    writeAll(slow);
    writeAll(other);
    assertEquals("", slow.lines());
    assertEquals("ops#1x2", other.lines());
  }

  @Test
  void shouldTakeALineBackThatAnotherMemberHasConfirmed() {
    Client first = worker("ops", "g");
    Client second = worker("ops", "g");
    say(named("boss"), "ops", "1");
    writeAll(first);
    nack(first, "ops", 1, 0);
    gateway.apply(new Entry.Ack(first.id, List.of(new LineId("ops", 1))));
    writeAll(second);
    assertEquals("", second.lines());
  }

  @Test
  void shouldGiveAFreedMemberLinesOfItsOtherGroup() {
    Client worker = worker("ops", "g");
    gateway.apply(new Entry.Level(worker.id, ConfirmLevel.ACK));
    gateway.apply(new Entry.Join(worker.id, "news", "g", new StartPosition.Unsaid()));
    Client boss = named("boss");
    say(boss, "ops", "1");
    say(boss, "news", "1");
    writeAll(worker);
    assertEquals("ops#1", worker.lines());
    gateway.apply(new Entry.Part(worker.id, "ops", SimulatedGateway.positions(worker).get(1)));
    writeAll(worker);
    assertEquals("ops#1 news#1", worker.lines());
  }

  @Test
  void shouldGoOnUnderTheNewNameWithWhatWasNotWritten() {
    say(named("bob"), "ops", "1");
    Client alice = named("alice");
    join(alice, "ops");
    gateway.apply(new Entry.Name(alice.id, "carol", SimulatedGateway.positions(alice)));
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
  void shouldConfirmForTheOldNameWhatWasWrittenUnderIt() {
    Client alice = named("alice");
    join(alice, "ops");
    say(named("bob"), "ops", "1");
    writeAll(alice);
    gateway.apply(new Entry.Name(alice.id, "carol", SimulatedGateway.positions(alice)));
    assertEquals("accepted 1, confirmed 0, in-doubt 1", sums("ops name alice"));
    confirm(alice, "ops", 1);
    assertEquals("accepted 1, confirmed 1", sums("ops name alice"));
    assertEquals("accepted 0, confirmed 0", sums("ops name carol"));
  }

  @Test
  void shouldTakeAnAckForTheOldNameOfWhatWasWrittenUnderIt() {
    Client alice = joined("alice", "ops");
    gateway.apply(new Entry.Level(alice.id, ConfirmLevel.ACK));
    say(named("bob"), "ops", "1");
    writeAll(alice);
    gateway.apply(new Entry.Name(alice.id, "carol", SimulatedGateway.positions(alice)));
    assertEquals("", ack(alice, 1));
    assertEquals("", ack(alice, 1));
    assertEquals("accepted 1, confirmed 1", sums("ops name alice"));
    assertEquals("unknown-id|ops#2", ack(alice, 2));
  }

  @Test
  void shouldLeaveARepeatToTheOldName() {
    end(joined("alice", "ops"), CloseCause.QUIT);
    Client guest = open();
    join(guest, "ops");
    say(named("bob"), "ops", "1");
    writeAll(guest);
    gateway.apply(new Entry.Name(guest.id, "alice", SimulatedGateway.positions(guest)));
    guest.rooms.get("ops").unconfirmed.add(1, 1);
    gateway.apply(new Entry.Name(guest.id, "carol", SimulatedGateway.positions(guest)));
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
    gateway.apply(new Entry.Name(second.id, "carol", SimulatedGateway.positions(second)));
    writeAll(second);
    assertEquals("", second.lines());
    assertEquals("accepted 0, confirmed 0", sums("ops name carol"));
  }

  @Test
  void shouldTakeUpThePlaceOfTheNewName() {
    Client before = named("carol");
    join(before, "ops");
    end(before, CloseCause.QUIT);
    Client bob = named("bob");
    say(bob, "ops", "1");
    Client alice = named("alice");
    join(alice, "ops");
    say(bob, "ops", "2");
    writeAll(alice);
    gateway.apply(new Entry.Name(alice.id, "carol", SimulatedGateway.positions(alice)));
    writeAll(alice);
    assertEquals("ops#2 ops#1x2 ops#2x2", alice.lines());
  }

  @Test
  void shouldGiveUpLinesThatWaitTooLong() {
    limits(new DeliveryLimits.Queue(10_000, 100, 1 << 20, 10), 100_000);
    Client worker = worker("ops", "g");
    gateway.apply(new Entry.Level(worker.id, ConfirmLevel.ACK));
    Client boss = named("boss");
    say(boss, "ops", "1");
    say(boss, "ops", "2");
    assertTrue(gateway.machine.nextDeadline() <= gateway.now + 10_050);
    writeAll(worker);
    after(10_050);
    assertEquals("dead|1 lines dead: ttl", worker.texts().get(worker.texts().size() - 1));
    gateway.apply(new Entry.DeadRetry(worker.id, null));
    gateway.apply(new Entry.Ack(worker.id, List.of(new LineId("ops", 1))));
    writeAll(worker);
    assertEquals("ops#1 ops#2", worker.lines());
  }

  @Test
  void shouldMoveNoLineForTheQueueWhereExpiryMakesEnoughRoom() {
    limits(new DeliveryLimits.Queue(10_000, 2, 1 << 20, 10), 100_000);
    Client worker = worker("ops", "g");
    Client alice = joined("alice", "ops");
    Client boss = named("boss");
    say(boss, "ops", "1");
    say(boss, "ops", "2");
    for (Client client : List.of(worker, alice)) {
      gateway.writeNext(client);
      nack(client, "ops", 1, 60);
    }
    gateway.apply(new Entry.Window(worker.id, 1));
    after(10_050);
    gateway.apply(new Entry.DeadRetry(worker.id, null));
    gateway.apply(new Entry.DeadRetry(alice.id, null));
    say(boss, "ops", "3");
    end(worker, CloseCause.QUIT);
    end(alice, CloseCause.QUIT);
    assertEquals("accepted 3, confirmed 0, waiting 2, dead 1", sums("ops group g"));
    assertEquals("accepted 3, confirmed 0, waiting 2, dead 1", sums("ops name alice"));
  }

  @Test
  void shouldRefuseToRetryWhatHasNoRoom() {
    limits(new DeliveryLimits.Queue(0, 100, 10, 10), 100_000);
    Client alice = named("alice");
    join(alice, "ops");
    end(alice, CloseCause.QUIT);
    Client bob = named("bob");
    say(bob, "ops", "12345678");
    say(bob, "ops", "abcdefgh");
    Client operator = named("alice");
    assertEquals("accepted 2, confirmed 0, waiting 1, dead 1", sums("ops name alice"));
    gateway.apply(new Entry.DeadRetry(operator.id, new LineId("ops", 1)));
    assertEquals("queue-full|ops", operator.texts().get(operator.texts().size() - 1));
    gateway.apply(new Entry.DeadDrop(operator.id, new LineId("ops", 1)));
    assertEquals("dead: 1 lines dropped", operator.lastText());
    assertEquals("accepted 2, confirmed 0, waiting 1, dropped 1", sums("ops name alice"));
  }

  @Test
  void shouldMarkARetriedLineThatWasDelivered() {
    Client a = worker("ops", "g");
    say(named("boss"), "ops", "1");
    writeAll(a);
    for (int i = 0; i < 20; i++) {
      nack(a, "ops", 1, 0);
    }
    gateway.apply(new Entry.DeadRetry(a.id, null));
    writeAll(a);
    assertTrue(a.heard.get(1).attempt() > 1, a.lines());
  }

  @Test
  void shouldGiveANewPlaceAllThatItAsksFor() {
    limits(new DeliveryLimits.Queue(0, 2, 1 << 20, 10), 100_000);
    Client bob = named("bob");
    for (int i = 0; i < 5; i++) {
      say(bob, "ops", "x");
    }
    Client alice = named("alice");
    gateway.apply(new Entry.Join(alice.id, "ops", null, new StartPosition.All()));
    writeAll(alice);
    assertEquals("ops#1 ops#2 ops#3 ops#4 ops#5", alice.lines());
  }

  @Test
  void shouldGiveToASuspectConnectionWhatOthersHadWhoseNodeIsLost() {
    Client bob = open(ConnectionId.of(0, 1, 0, 1));
    Client first = open(ConnectionId.of(1, 1, 0, 1));
    Client second = open(ConnectionId.of(1, 1, 0, 2));
    Client left = open(ConnectionId.of(0, 1, 0, 2));
    for (Client alice : List.of(first, second, left)) {
      gateway.apply(new Entry.Name(alice.id, "alice"));
    }
    join(first, "ops");
    say(bob, "ops", "1");
    gateway.apply(new Entry.Nack(first.id, new LineId("ops", 1), 1));
    join(second, "ops");
    join(left, "ops");
    after(1_000);
    gateway.apply(new Entry.Health(left.id, true));
    gateway.clients.remove(first.id);
    gateway.clients.remove(second.id);
    gateway.apply(new Entry.NodeStarted(1, 2));
    writeAll(left);
    assertEquals(1, left.heard.size());
  }

  @Test
  void shouldTellWhatAnExpiredNameLost() {
    limits(new DeliveryLimits.Queue(0, 100, 1 << 20, 10), 60_000);
    Client alice = named("alice");
    join(alice, "ops");
    end(alice, CloseCause.QUIT);
    say(named("bob"), "ops", "1");
    after(60_000);
    Client back = named("alice");
    assertEquals("parted: ops, 1 lines dropped", back.lastText());
    join(back, "ops");
    writeAll(back);
    assertEquals("", back.lines());
    assertEquals("places: ops 0 waiting", named("alice").lastText());
  }

  @Test
  void shouldTellWhatAnExpiredGroupLost() {
    limits(new DeliveryLimits.Queue(0, 100, 1 << 20, 10), 60_000);
    end(worker("ops", "g"), CloseCause.QUIT);
    say(named("bob"), "ops", "1");
    after(60_000);
    Client back = worker("ops", "g");
    assertTrue(back.texts().contains("parted|parted: ops, 1 lines dropped"));
    writeAll(back);
    assertEquals("", back.lines());
  }

  @Test
  void shouldTakeOverChangedLimits() {
    Client worker = worker("ops", "g");
    Client boss = named("boss");
    Client away = named("alice");
    end(away, CloseCause.QUIT);
    DeliveryLimits defaults = DeliveryLimits.defaults();
    gateway.apply(
        new Entry.Limits(
            new DeliveryLimits(
                defaults.rooms(),
                new DeliveryLimits.Retention(10, 100, 1_000, 5_000),
                new DeliveryLimits.Attempts(30_000, 2, 100, 100, 1),
                defaults.queue())));
    say(boss, "ops", "1");
    say(boss, "ops", "2");
    writeAll(worker);
    assertEquals("ops#1", worker.lines());
    nack(worker, "ops", 1, -1);
    nack(worker, "ops", 1, -1);
    assertTrue(worker.texts().contains("dead|1 lines dead: max-attempts"));
    after(5_000);
    assertEquals("unknown-name", gateway.machine.queries().why("nobody").get(0).code());
    assertEquals(1, gateway.machine.trimsDue(gateway.now + 1_100).size());
  }

  @Test
  void shouldTrimOnlyWhenAPartOfTheLimitIsBeyondIt() {
    DeliveryLimits defaults = DeliveryLimits.defaults();
    DeliveryLimits.Retention kept =
        new DeliveryLimits.Retention(1_280, 1 << 20, 1L << 40, 1L << 40);
    gateway.apply(
        new Entry.Limits(
            new DeliveryLimits(defaults.rooms(), kept, defaults.attempts(), defaults.queue())));
    Client boss = named("boss");
    for (int i = 0; i < 1_290; i++) {
      say(boss, "ops", "x");
    }
    assertEquals(Optional.empty(), gateway.machine.trimDue("ops", gateway.now));
    say(boss, "ops", "x");
    assertEquals(
        Optional.of(new Entry.Trim("ops", 11)), gateway.machine.trimDue("ops", gateway.now));
  }

  @Test
  void shouldNotRepeatAnUrgentLobbyLineUnderTheNewName() {
    Client alice = stayingBehindAnUrgentLine();
    confirm(alice, "lobby", 2);
    gateway.apply(new Entry.Name(alice.id, "carol", SimulatedGateway.positions(alice)));
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
    Client alice = stayingBehindAnUrgentLine();
    gateway.apply(new Entry.Name(alice.id, "carol", SimulatedGateway.positions(alice)));
    writeAll(alice);
    assertEquals("lobby#2 lobby#1", alice.lines());
    Client next = open();
    join(next, "lobby");
    writeAll(next);
    assertEquals("lobby#2x2", next.lines());
  }

  /** In the lobby without a place: line 2, urgent, was written to it, line 1 was not yet. */
  private Client stayingBehindAnUrgentLine() {
    Client alice = named("alice");
    gateway.apply(new Entry.Stay(alice.id));
    Client bob = named("bob");
    say(bob, "lobby", "1");
    gateway.apply(new Entry.Say(bob.id, "lobby", true, null, LineBlock.of("2")));
    gateway.writeNext(alice);
    assertEquals("lobby#2", alice.lines());
    return alice;
  }

  @Test
  void shouldNotRepeatUnderTheNewNameALineDeliveredAhead() {
    Client alice = joined("alice", "ops");
    Client bob = named("bob");
    say(bob, "ops", "1");
    gateway.apply(new Entry.Say(bob.id, "ops", true, null, LineBlock.of("2")));
    gateway.writeNext(alice);
    confirm(alice, "ops", 2);
    gateway.apply(new Entry.Name(alice.id, "carol", SimulatedGateway.positions(alice)));
    assertEquals("accepted 2, confirmed 1, delivered 1", sums("ops name carol"));
    end(alice, CloseCause.QUIT);
    Client carol = joined("carol", "ops");
    writeAll(carol);
    assertEquals("ops#1", carol.lines());
  }

  @Test
  void shouldNotHoldForUnheardAnUrgentLineThatCameAheadToAGuest() {
    Client guest = open();
    join(guest, "ops");
    Client bob = named("bob");
    say(bob, "ops", "1");
    gateway.apply(new Entry.Say(bob.id, "ops", true, null, LineBlock.of("2")));
    gateway.writeNext(guest);
    confirm(guest, "ops", 2);
    end(guest, CloseCause.PEER_RESET);
    Client next = open();
    join(next, "ops");
    writeAll(next);
    assertEquals("ops#1", next.lines());
  }

  @Test
  void shouldRefuseAnAckOfALineThatIsDead() {
    limits(new DeliveryLimits.Queue(0, 1, 1 << 20, 10), 5_000);
    Client worker = worker("ops", "g");
    gateway.apply(new Entry.Level(worker.id, ConfirmLevel.ACK));
    Client boss = named("boss");
    say(boss, "ops", "1");
    writeAll(worker);
    nack(worker, "ops", 1, 60);
    say(boss, "ops", "2");
    say(boss, "ops", "3");
    assertEquals("dead|1 lines dead: queue-full unknown-id|ops#1", ack(worker, 1));
    gateway.apply(new Entry.Confirm(worker.id, "ops", SeqSet.of(1)));
    assertEquals("accepted 3, confirmed 0, waiting 1, delivered 1, dead 1", sums("ops group g"));
  }

  private void limits(DeliveryLimits.Queue queue, long nameExpiry) {
    DeliveryLimits defaults = DeliveryLimits.defaults();
    DeliveryLimits.Retention kept =
        new DeliveryLimits.Retention(1_000, 1 << 20, 1L << 40, nameExpiry);
    gateway.apply(
        new Entry.Limits(new DeliveryLimits(defaults.rooms(), kept, defaults.attempts(), queue)));
  }

  private void after(long millis) {
    gateway.now += millis;
    gateway.apply(new Entry.Tick());
  }

  private void nack(Client client, String room, long seq, int seconds) {
    client.rooms.get(room).unconfirmed.remove(seq, seq);
    gateway.apply(new Entry.Nack(client.id, new LineId(room, seq), seconds));
  }

  /** What {@code /ack ops#SEQ} is answered; empty if by nothing. */
  private String ack(Client client, long seq) {
    int before = client.messages.size();
    gateway.apply(new Entry.Ack(client.id, List.of(new LineId("ops", seq))));
    return String.join(" ", client.texts().subList(before, client.messages.size()));
  }

  /** Accepted, confirmed, and what else is not 0. */
  private String sums(String subscription) {
    for (Queries.Queue queue : gateway.machine.queries().queues(gateway.now)) {
      if ((queue.room() + " " + queue.subscription()).equals(subscription)) {
        return queue
            .sums()
            .toString()
            .replaceAll(", [a-z-]+ 0\\b", "")
            .replaceFirst("^(accepted \\d+)(?!, confirmed)", "$1, confirmed 0");
      }
    }
    return "no such place";
  }

  private Client open() {
    connections++;
    return open(connections);
  }

  private Client open(long connection) {
    Client client = new Client(connection);
    gateway.clients.put(client.id, client);
    gateway.apply(new Entry.Opened(client.id, "127.0.0.1:1", false));
    return client;
  }

  private Client named(String name) {
    Client client = open();
    gateway.apply(new Entry.Name(client.id, name));
    return client;
  }

  private Client joined(String name, String room) {
    Client client = named(name);
    join(client, room);
    return client;
  }

  private Client worker(String room, String group) {
    Client client = open();
    gateway.apply(new Entry.Join(client.id, room, group, new StartPosition.Unsaid()));
    return client;
  }

  private void join(Client client, String room) {
    gateway.apply(new Entry.Join(client.id, room, null, new StartPosition.Unsaid()));
  }

  private void say(Client client, String room, String text) {
    gateway.apply(new Entry.Say(client.id, room, false, null, LineBlock.of(text)));
  }

  private void confirm(Client client, String room, long seq) {
    client.rooms.get(room).unconfirmed.remove(seq, seq);
    gateway.apply(new Entry.Confirm(client.id, room, SeqSet.of(seq)));
  }

  private void end(Client client, CloseCause cause) {
    gateway.clients.remove(client.id);
    gateway.apply(new Entry.Ended(client.id, cause, SimulatedGateway.positions(client)));
  }

  private void writeAll(Client client) {
    while (gateway.writeNext(client) != null) {
      assertTrue(client.heard.size() < 1000, "writes for ever");
    }
  }
}
