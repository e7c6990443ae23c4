package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lifeline.codec.CodecVersion;
import lifeline.codec.Sections;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.EntryCodec;
import lifeline.delivery.entry.GoldenEntries;
import org.junit.jupiter.api.Test;

/**
 * The bytes that every level wrote are readable forever; {@link GoldenReplayTest} is about its
 * rules.
 */
class GoldenTest {
  private static final int HISTORY = 7;
  private static final int ENTRIES = 400;

  @Test
  void shouldReadEntriesOfEveryLevel() throws IOException {
    List<List<Entry>> levels = List.of(GoldenEntries.level1(), GoldenEntries.level1());
    assertEquals(CodecVersion.LEVEL, levels.size(), "a golden file for each level");
    for (int level = 1; level <= levels.size(); level++) {
      byte[] bytes =
          GoldenFiles.read("entries-" + level + ".bin", EntryCodec.toBytes(levels.get(level - 1)));
      assertEquals(levels.get(level - 1), EntryCodec.of(bytes));
    }
  }

  @Test
  void shouldWriteEntriesOfTheNewestLevelByteForByteAsBefore() throws IOException {
    byte[] now = EntryCodec.toBytes(GoldenEntries.level1());
    assertArrayEquals(GoldenFiles.read("entries-" + CodecVersion.LEVEL + ".bin", now), now);
  }

  @Test
  void shouldLoadTheStateOfEveryLevel() throws IOException {
    for (int level = 1; level <= CodecVersion.LEVEL; level++) {
      WildHistory history = new WildHistory(HISTORY);
      byte[] now = stateAfter(history).save().toBytes();
      Sections saved = Sections.of(GoldenFiles.read("state-" + level + ".bin", now));
      DeliveryMachine loaded = DeliveryMachine.load(WildHistory.NODES, saved);
      String told = told(loaded, history.now());
      byte[] then =
          GoldenFiles.read("told-" + level + ".txt", told.getBytes(StandardCharsets.UTF_8));
      assertEquals(new String(then, StandardCharsets.UTF_8), told);
      loaded.apply(new Entry.NodeStarted(0, 1_000), history.now(), effect -> {});
      assertEquals(0, loaded.queries().connections());
    }
  }

  @Test
  void shouldSaveWhatItLoadsOfTheNewestLevelByteForByte() throws IOException {
    WildHistory history = new WildHistory(HISTORY);
    byte[] now = stateAfter(history).save().toBytes();
    byte[] saved = GoldenFiles.read("state-" + CodecVersion.LEVEL + ".bin", now);
    DeliveryMachine loaded = DeliveryMachine.load(WildHistory.NODES, Sections.of(saved));
    assertArrayEquals(saved, loaded.save().toBytes());
  }

  /** Some of what a machine knows, as it can be asked for. */
  private static String told(DeliveryMachine machine, long now) {
    Queries queries = machine.queries();
    List<Object> told = new ArrayList<>(queries.roomInfos());
    told.addAll(queries.queues(now));
    told.addAll(queries.who(0, null).connections());
    queries.roomInfos().forEach(room -> told.addAll(queries.who(0, room.name()).connections()));
    told.add(queries.pinned("ops"));
    told.add(machine.nextDeadline());
    return told.stream().map(one -> one + "\n").collect(Collectors.joining());
  }

  private static DeliveryMachine stateAfter(WildHistory history) {
    DeliveryMachine machine = new DeliveryMachine(history.limits(), WildHistory.NODES);
    for (int i = 0; i < ENTRIES; i++) {
      machine.apply(history.next(), history.now(), effect -> {});
    }
    return machine;
  }
}
