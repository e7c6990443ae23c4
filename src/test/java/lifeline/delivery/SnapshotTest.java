package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lifeline.codec.Sections;
import lifeline.codec.UnreadableException;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.TestLimits;
import org.junit.jupiter.api.Test;

/** What a machine saved is all it knew. */
class SnapshotTest {
  private static final int HISTORIES = 120;
  private static final int ENTRIES = 400;
  private static final int ENTRIES_BETWEEN = 40;

  /** What is only set while an entry is applied. */
  private static final List<String> WITHIN_AN_ENTRY =
      List.of("GroupSubscription.withdrawn", "Session.lost", "State.freed");

  @Test
  void shouldGoOnAfterLoadingAsIfNothingHadBeen() {
    SameState same = new SameState();
    for (long seed = 1; seed <= HISTORIES; seed++) {
      try {
        run(seed, same);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    assertEquals(WITHIN_AN_ENTRY, same.neverSet(), "fields that no history makes use of");
  }

  @Test
  void shouldSaveNothingOfAMachineThatKnowsNothing() {
    DeliveryLimits limits = TestLimits.defaults();
    DeliveryMachine machine = new DeliveryMachine(limits, WildHistory.NODES);
    DeliveryMachine loaded = reloaded(machine);
    new SameState().check(machine, loaded);
    assertEquals(0, loaded.queries().connections());
  }

  @Test
  void shouldTellDamageAtEveryByteOfASnapshot() {
    byte[] saved = afterHistory(7).save().toBytes();
    for (int i = 0; i < saved.length; i++) {
      byte[] damaged = saved.clone();
      damaged[i] ^= (byte) (1 << (i % Byte.SIZE));
      assertThrows(UnreadableException.class, () -> load(damaged), "byte " + i);
    }
  }

  @Test
  void shouldTellACutAtEveryByteOfASnapshot() {
    byte[] saved = afterHistory(7).save().toBytes();
    for (int length = 0; length < saved.length; length++) {
      byte[] cut = Arrays.copyOf(saved, length);
      assertThrows(UnreadableException.class, () -> load(cut), "cut at " + length);
    }
  }

  @Test
  void shouldTellWhichSectionIsMissing() {
    Sections saved = afterHistory(7).save();
    for (String missing : saved.names()) {
      Sections rest = new Sections();
      for (String name : saved.names()) {
        if (!name.equals(missing)) {
          rest.put(name, saved.bytes(name));
        }
      }
      Exception told = assertThrows(UnreadableException.class, () -> load(rest.toBytes()));
      assertEquals("snapshot: section " + missing + " is missing", told.getMessage());
    }
  }

  @Test
  void shouldTellSectionsThatDoNotGoTogether() {
    Sections one = afterHistory(7).save();
    Sections other = afterHistory(8).save();
    int told = 0;
    for (String mixed : one.names()) {
      Sections both = new Sections();
      one.names().forEach(name -> both.put(name, one.bytes(name)));
      both.put(mixed, other.bytes(mixed) == null ? one.bytes("ends") : other.bytes(mixed));
      try {
        load(both.toBytes());
      } catch (UnreadableException e) {
        told++;
      }
    }
    assertTrue(told > 0, "rooms of one with the connections of the other");
  }

  private static DeliveryMachine load(byte[] saved) {
    return DeliveryMachine.load(WildHistory.NODES, Sections.of(saved));
  }

  private static DeliveryMachine afterHistory(long seed) {
    WildHistory history = new WildHistory(seed);
    DeliveryMachine machine = new DeliveryMachine(history.limits(), WildHistory.NODES);
    for (int i = 0; i < ENTRIES; i++) {
      machine.apply(history.next(), history.now(), effect -> {});
    }
    return machine;
  }

  private static void run(long seed, SameState same) {
    WildHistory history = new WildHistory(seed);
    Random saving = new Random(~seed);
    DeliveryMachine unsaved = new DeliveryMachine(history.limits(), WildHistory.NODES);
    DeliveryMachine machine = unsaved;
    for (int i = 0; i < ENTRIES; i++) {
      Entry entry = history.next();
      List<Effect> effects = new ArrayList<>();
      unsaved.apply(entry, history.now(), effects::add);
      if (machine != unsaved) {
        List<Effect> after = new ArrayList<>();
        machine.apply(entry, history.now(), after::add);
        assertEquals(effects, after, "effects of " + entry + " after loading");
        assertEquals(unsaved.nextDeadline(), machine.nextDeadline());
      }
      if (saving.nextInt(ENTRIES_BETWEEN) == 0) {
        machine = reloaded(machine);
        same.check(unsaved, machine);
      }
    }
  }

  private static DeliveryMachine reloaded(DeliveryMachine machine) {
    byte[] saved = machine.save().toBytes();
    DeliveryMachine loaded = DeliveryMachine.load(WildHistory.NODES, Sections.of(saved));
    assertArrayEquals(saved, loaded.save().toBytes());
    return loaded;
  }
}
