package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import lifeline.connection.CloseCause;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.TestLimits;
import org.junit.jupiter.api.Test;

/** What is not kept for ever: sections 8.3 and 15 of protocol.txt. */
class ExpiryRulesTest extends RuleFixture {
  @Test
  void shouldReportLinesThatExpiredBeforeTheJoin() {
    Client alice = named("alice");
    join(alice, "ops");
    end(alice, CloseCause.QUIT);
    Client bob = named("bob");
    say(bob, "ops", "1");
    say(bob, "ops", "2");
    trim("ops", 1);
    Client back = named("alice");
    join(back, "ops");
    assertTrue(back.texts().contains("expired|1 lines expired before you came"));
    writeAll(back);
    assertEquals("ops#2", back.lines());
  }

  @Test
  void shouldReportTheLinesThatAnExpiredNameLost() {
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
  void shouldReportTheLinesThatAnExpiredGroupLost() {
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
  void shouldApplyChangedLimits() {
    Client worker = worker("ops", "g");
    Client boss = named("boss");
    Client away = named("alice");
    end(away, CloseCause.QUIT);
    limits(
        new DeliveryLimits.Retention(10, 100, 1_000, 5_000),
        new DeliveryLimits.Attempts(30_000, 2, 100, 100, 1),
        TestLimits.defaults().queue());
    say(boss, "ops", "1");
    say(boss, "ops", "2");
    writeAll(worker);
    assertEquals("ops#1", worker.lines());
    nack(worker, "ops", 1, -1);
    nack(worker, "ops", 1, -1);
    assertTrue(worker.texts().contains("dead|1 lines dead: max-attempts"));
    after(5_000);
    assertEquals("unknown-name", queries().why("nobody").get(0).code());
    assertEquals(1, machine().trimsDue(now() + 1_100).size());
  }

  @Test
  void shouldTrimInStepsOfAPartOfTheLimit() {
    limits(new DeliveryLimits.Retention(1_280, 1 << 20, 1L << 40, 1L << 40));
    Client boss = named("boss");
    for (int i = 0; i < 1_290; i++) {
      say(boss, "ops", "x");
    }
    assertEquals(Optional.empty(), machine().trimDue("ops", now()));
    say(boss, "ops", "x");
    assertEquals(Optional.of(new Entry.Trim("ops", 11)), machine().trimDue("ops", now()));
  }
}
