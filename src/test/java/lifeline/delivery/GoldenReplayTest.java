package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.codec.ByteOut;
import lifeline.codec.CodecVersion;
import lifeline.codec.Sections;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.EntryCodec;
import org.junit.jupiter.api.Test;

/**
 * The rules of each level: stored state and logged entries have the same effects forever. For each
 * level there are the state ({@code state-N.bin}, of {@link GoldenTest}), the entries that follow
 * ({@code replay-N.bin}) and, as text, the time of each entry with its effects ({@code
 * effects-N.txt}).
 *
 * <p><b>If this test fails</b>, {@code DeliveryMachine.apply} decides otherwise than the server
 * that wrote the log: a restarted node would have another state than the one that clients have
 * seen. If that was not the intention, correct the code. If the rule is to change:
 *
 * <ol>
 *   <li>Has {@link CodecVersion#LEVEL} been released? If not, write the files of this level again:
 *       {@code mvn test -Dtest='Golden*' -Dgolden=write}, and review the difference of {@code
 *       effects-N.txt} line by line: it shows what changes for clients.
 *   <li>If so, raise the level, and keep the former rule beside the new one: an entry is applied by
 *       the rule of the level with which it was written. (The first such change has to pass the
 *       level from the frame of a batch to {@code apply}.) The files of released levels stay as
 *       they are and must pass; add those of the new level.
 *   <li>Another wording of a notice or error is not a rule. It changes the texts of all levels, and
 *       nothing else in them.
 * </ol>
 */
class GoldenReplayTest {
  private static final int HISTORY = 7;
  private static final int BEFORE = 400;
  private static final int ENTRIES = 600;
  private static final Pattern AT = Pattern.compile("\\d+ at (\\d+)");

  @Test
  void shouldApplyStoredEntriesByTheRulesOfTheirLevel() throws IOException {
    for (int level = 1; level <= CodecVersion.LEVEL; level++) {
      if (GoldenFiles.areWritten(level)) {
        write(level);
      }
      Sections state = Sections.of(GoldenFiles.read("state-" + level + ".bin"));
      List<Entry> entries = EntryCodec.of(GoldenFiles.read("replay-" + level + ".bin"));
      byte[] golden = GoldenFiles.read("effects-" + level + ".txt");
      String effects = new String(golden, StandardCharsets.UTF_8);
      List<Long> times =
          effects
              .lines()
              .map(AT::matcher)
              .filter(Matcher::matches)
              .map(GoldenReplayTest::at)
              .toList();
      assertEquals(entries.size(), times.size(), "times of level " + level);
      assertEquals(effects, replay(state, entries, times), "level " + level);
    }
  }

  private static long at(Matcher line) {
    return Long.parseLong(line.group(1));
  }

  private static String replay(Sections state, List<Entry> entries, List<Long> times) {
    DeliveryMachine machine = DeliveryMachine.load(WildHistory.NODES, state);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < entries.size(); i++) {
      text.append(i + 1).append(" at ").append(times.get(i)).append('\n');
      machine.apply(
          entries.get(i),
          times.get(i),
          effect -> text.append("  ").append(EffectText.of(effect)).append('\n'));
    }
    return text.append("next deadline ").append(machine.nextDeadline()).append('\n').toString();
  }

  /** Writes the files of a level from a history, of which the first part makes the state. */
  private static void write(int level) throws IOException {
    WildHistory history = new WildHistory(HISTORY);
    DeliveryMachine machine = new DeliveryMachine(history.limits(), WildHistory.NODES);
    for (int i = 0; i < BEFORE; i++) {
      machine.apply(history.next(), history.now(), effect -> {});
    }
    List<Entry> entries = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      entries.add(history.next());
      times.add(history.now());
    }
    ByteOut out = new ByteOut(level);
    EntryCodec.write(entries, out);
    byte[] state = machine.save().toBytes();
    GoldenFiles.read("state-" + level + ".bin", state);
    GoldenFiles.read("replay-" + level + ".bin", out.toBytes());
    byte[] effects = replay(Sections.of(state), entries, times).getBytes(StandardCharsets.UTF_8);
    GoldenFiles.read("effects-" + level + ".txt", effects);
  }
}
