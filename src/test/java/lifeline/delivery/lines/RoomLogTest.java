package lifeline.delivery.lines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import org.junit.jupiter.api.Test;

/** A room's log, held against plain lists of all its lines. */
class RoomLogTest {
  private static final int HISTORIES = 40;
  private static final int STEPS = 400;

  private record Line(int size, long time, String sender, long connection) {}

  @Test
  void shouldKnowOfEachLineWhatWasSaidOfIt() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      Random random = new Random(seed);
      RoomLog log = new RoomLog();
      List<Line> lines = new ArrayList<>();
      long time = 1_000_000;
      for (int step = 0; step < STEPS; step++) {
        time += random.nextInt(4) == 0 ? random.nextInt(200) : 0;
        int sender = random.nextInt(seed % 2 == 0 ? 3 : 300);
        for (int more = random.nextInt(30); more > 0; more--) {
          Line line = new Line(random.nextInt(300), time, "n" + sender, 1L << sender);
          log.append(line.size(), line.time(), line.sender(), line.connection());
          lines.add(line);
        }
        if (random.nextInt(20) == 0) {
          log.trim(random.nextInt(lines.size() + 1));
        }
        if (random.nextInt(50) == 0) {
          log = reloaded(log);
        }
        if (!lines.isEmpty()) {
          check(log, lines, time, random, "seed " + seed);
        }
      }
    }
  }

  @Test
  void shouldBeTheSameFromPagesThatWereSavedAtAnyTimeBefore() {
    int most = 0;
    for (long seed = 0; seed < HISTORIES; seed++) {
      Random random = new Random(seed);
      RoomLog log = new RoomLog();
      Map<Long, byte[]> pages = new HashMap<>();
      for (int step = 0; step < STEPS; step++) {
        for (int more = random.nextInt(300); more > 0; more--) {
          log.append(random.nextInt(300), step, "n" + random.nextInt(3), 1);
        }
        if (random.nextInt(8) == 0) {
          long kept = random.nextInt(seed % 2 == 0 ? 40_000 : 2_000);
          log.trim(Math.max(log.oldest() - 1, log.head() - kept));
        }
        if (random.nextInt(10) == 0) {
          RoomLog loaded = fromPages(log, pages);
          assertArrayEquals(saved(log), saved(loaded), "seed " + seed + " step " + step);
          assertEquals(log.bytes(1, log.head()), loaded.bytes(1, log.head()));
          log = random.nextBoolean() ? loaded : log;
          most = Math.max(most, pages.size());
        }
      }
    }
    assertTrue(most >= 3, most + " pages");
  }

  @Test
  void shouldTakeFewBytesForManyLines() {
    RoomLog log = new RoomLog();
    for (int i = 0; i < 200_000; i++) {
      log.append(100, i, i % 100 < 50 ? "alice" : "bob", i % 100 < 50 ? 1L << 60 : 2L << 60);
    }
    ByteOut out = new ByteOut();
    log.save(out);
    assertTrue(out.size() < 230_000, out.size() + " bytes");
  }

  private static void check(
      RoomLog log, List<Line> lines, long now, Random random, String message) {
    assertEquals(lines.size(), log.head(), message);
    long first = random.nextInt(lines.size() + 2) - 1L;
    long last = first + random.nextInt(2_000);
    long bytes = 0;
    for (long seq = Math.max(first, log.oldest()); seq <= Math.min(last, log.head()); seq++) {
      bytes += lines.get((int) seq - 1).size();
    }
    assertEquals(bytes, log.bytes(first, last), message);
    long time = now - random.nextInt(10_000);
    long upTo = log.saidUpTo(time);
    if (upTo >= log.oldest()) {
      assertTrue(lines.get((int) upTo - 1).time() <= time, message);
    }
    long next = Math.max(upTo + 1, log.oldest());
    if (next <= log.head()) {
      assertTrue(lines.get((int) next - 1).time() > time - RoomLog.TIME_GRAIN, message);
      long at = log.timeOf(next);
      long said = lines.get((int) next - 1).time();
      assertTrue(at <= said && at > said - RoomLog.TIME_GRAIN, message);
    }
    SeqSet wanted = SeqSet.of(first, last);
    wanted.remove(first + 10, first + 20);
    SeqSet seen = new SeqSet();
    log.forEachSender(
        wanted,
        (from, to, sender, connection) -> {
          for (long seq = from; seq <= to; seq++) {
            Line line = lines.get((int) seq - 1);
            assertEquals(line.sender(), sender, message);
            assertEquals(line.connection(), connection, message);
          }
          seen.add(from, to);
        });
    assertEquals(wanted.between(log.oldest(), log.head()), seen, message);
  }

  private static RoomLog reloaded(RoomLog log) {
    byte[] saved = saved(log);
    RoomLog loaded = loaded(saved, (page, content) -> fail("page " + page));
    assertArrayEquals(saved, saved(loaded));
    return loaded;
  }

  /** Pages that are there are not saved again. */
  private static RoomLog fromPages(RoomLog log, Map<Long, byte[]> pages) {
    Set<Long> full = new HashSet<>();
    log.forEachPage(
        (page, chunks) -> {
          full.add(page);
          pages.computeIfAbsent(page, absent -> bytes(out -> RoomLog.save(chunks, out)));
        });
    pages.keySet().retainAll(full);
    Set<Long> left = new HashSet<>(full);
    RoomLog loaded =
        loaded(
            bytes(log::saveOpen),
            (page, content) -> {
              ByteIn in = ByteIn.of("page", pages.get(page));
              content.accept(in);
              in.end();
              left.remove(page);
            });
    assertEquals(Set.of(), left);
    return loaded;
  }

  private static RoomLog loaded(byte[] saved, RoomLog.PageReader pages) {
    RoomLog loaded = new RoomLog();
    ByteIn in = ByteIn.of("log", saved);
    loaded.load(in, pages);
    in.end();
    return loaded;
  }

  private static byte[] saved(RoomLog log) {
    return bytes(log::save);
  }

  private static byte[] bytes(Consumer<ByteOut> content) {
    ByteOut out = new ByteOut();
    content.accept(out);
    return out.toBytes();
  }
}
