package lifeline.it.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeline.Seed;
import lifeline.it.support.PreloadLibrary;
import lifeline.it.support.TestServerProcess;
import lifeline.it.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What remains after a power cut. All file operations of a server under load are recorded, until it
 * is stopped and until it is killed. From the record, folders are built as a disk may have them had
 * the power been cut at some moment: with all that was synced, and with any part of the rest. Each
 * must open and have what {@code durability} promises. {@code -Dpower.images=1000} builds more of
 * them.
 */
class PowerLossIT {
  private static final System.Logger LOG = System.getLogger(PowerLossIT.class.getName());

  /** So many that the log has a second file, and snapshots are taken while lines are said. */
  private static final int LINES = 16_000;

  private static final int IMAGES = 14;
  private static final int STARTS = 2;

  private static final long SYNC_MILLIS = 300;

  private static final Pattern TORN = Pattern.compile("torn end, cut off (\\d+) bytes");

  /** How late a sync may be on a machine that is busy with the tests. */
  private static final long LATE_MILLIS = 3_000;

  private final int images = Integer.getInteger("power.images", IMAGES);
  private final Seed seed = Seed.of(PowerLossIT.class, "-Dpower.images=" + images);
  private final Random random = seed.random();
  private final PowerLoad load = new PowerLoad(random);

  /** Names of inodes, and when syncs began, of the ops that were looked at last. */
  private final Map<Long, Path> paths = new HashMap<>();

  private final Map<Long, Long> begun = new HashMap<>();

  @TempDir private Path folder;
  private Path root;

  @Test
  void shouldMissNothingReceiptedWithDisk() {
    seed.run(this::checkDisk);
  }

  private void checkDisk() throws IOException {
    List<DiskTrace.Op> ops = record("disk");
    assertEquals(List.of(), faults(ops, "disk", this::loss));
    startOnImages(ops, "disk");
    shouldNotice(ops, "a sync of the log", PowerLossIT::inLog);
    shouldNotice(ops, "a sync of the folder log", path -> path.endsWith("data/log"));
    shouldNotice(ops, "a sync of the data folder", path -> path.endsWith("data"));
    shouldNotice(ops, "a sync of the store", path -> path.toString().contains("/store/"));
  }

  @Test
  void shouldMissOnlyWhatWasNotSyncedYetWithProcess() {
    seed.run(this::checkProcess);
  }

  private void checkProcess() throws IOException {
    List<DiskTrace.Op> ops = record("process");
    assertEquals(List.of(), faults(ops, "process", this::loss));
    startOnImages(ops, "process");
    long latest = TimeUnit.NANOSECONDS.toMillis(longestUnsynced(ops));
    LOG.log(System.Logger.Level.INFO, "synced at the latest after {0} ms", latest);
    assertTrue(latest < SYNC_MILLIS + LATE_MILLIS, latest + " ms");
  }

  /** What a server does with its disk, in a run that ends in order and one that is killed. */
  private List<DiskTrace.Op> record(String durability) throws IOException {
    Path library = PreloadLibrary.compile("disktrace", folder);
    root = Files.createDirectory(folder.resolve("disk"));
    List<DiskTrace.Op> ops = new ArrayList<>(run(library, durability, true));
    DiskModel model = new DiskModel(root);
    ops.forEach(model::add);
    // Else something is written in a way that the trace does not see.
    assertEquals(List.of(), model.differences(List.of("LOG")));
    ops.addAll(run(library, durability, false));
    return ops;
  }

  private List<DiskTrace.Op> run(Path library, String durability, boolean orderly)
      throws IOException {
    Path place = Files.createDirectory(folder.resolve("run" + orderly));
    Path out = place.resolve("trace");
    TestServerProcess server =
        TestServerProcess.startIn(
            DiskTrace.of(library, root, out, place.resolve("faults")),
            place,
            settings(root.resolve("data"), durability));
    try {
      load.run(server.ports().get("line"), LINES, orderly);
      if (orderly) {
        assertEquals(0, server.stop(), server::output);
      }
      server.kill();
      if (!orderly) {
        load.killed();
      }
      assertEquals(List.of(), load.wrong());
    } finally {
      server.kill();
    }
    return DiskTrace.read(out);
  }

  private List<String> faults(
      List<DiskTrace.Op> ops, String durability, Function<DiskModel, DiskLoss> losses)
      throws IOException {
    List<String> faults = new ArrayList<>();
    TestSettings settings = TestSettings.of(settings(Path.of("data"), durability));
    DiskModel model = new DiskModel(root);
    long synced = Long.MIN_VALUE;
    int done = 0;
    for (int cut : cuts(ops, images)) {
      while (done < cut) {
        synced = Math.max(synced, syncedBy(ops, done));
        model.add(ops.get(done++));
      }
      long before = durability.equals("disk") ? ops.get(cut).nanos() : synced;
      DiskLoss loss = losses.apply(model);
      Path image = Files.createTempDirectory(folder, "image");
      model.write(image, loss);
      Files.createDirectories(image.resolve("data"));
      for (String fault : load.check(image.resolve("data"), settings, before)) {
        faults.add("cut at " + cut + " of " + ops.size() + ": " + fault);
      }
      TestServerProcess.delete(image);
      if (!faults.isEmpty()) {
        break;
      }
    }
    return faults;
  }

  /**
   * The real server on some images: it tells of what it cuts off, and goes on, also when killed.
   */
  private void startOnImages(List<DiskTrace.Op> ops, String durability) throws IOException {
    List<Integer> flushes = flushes(ops);
    for (int i = 0; i < STARTS; i++) {
      int cut =
          i == 0
              ? flushes.get(random.nextInt(flushes.size()))
              : ops.size() * 9 / 10 + random.nextInt(ops.size() / 10);
      DiskModel model = new DiskModel(root);
      long synced = Long.MIN_VALUE;
      for (int done = 0; done < cut; done++) {
        synced = Math.max(synced, syncedBy(ops, done));
        model.add(ops.get(done));
      }
      Path place = Files.createTempDirectory(folder, "start");
      model.write(place, i == 0 ? DiskLoss.ALL : loss(model));
      long before = durability.equals("disk") ? ops.get(cut).nanos() : synced;
      assertEquals(List.of(), startOn(place, durability, before), () -> "cut at " + cut);
      TestServerProcess.delete(place);
      load.forgetMore();
    }
  }

  private List<String> startOn(Path place, String durability, long before) throws IOException {
    Path data = place.resolve("data");
    Map<String, Long> found = logFiles(data);
    String[] settings = settings(data, durability);
    TestServerProcess server = TestServerProcess.startOn(place, settings);
    try {
      Matcher told = TORN.matcher(server.output());
      long toldBytes = told.find() ? Long.parseLong(told.group(1)) : 0;
      for (Map.Entry<String, Long> file : logFiles(data).entrySet()) {
        // The server has written behind the cut by now.
        long gone = found.getOrDefault(file.getKey(), 0L) - file.getValue();
        assertTrue(gone <= toldBytes, () -> gone + " bytes are gone:\n" + server.output());
      }
      load.sayMore(server.ports().get("line"), 300);
    } finally {
      server.kill();
    }
    return load.check(data, TestSettings.of(settings), before);
  }

  /** Lengths of the files of the log. */
  private static Map<String, Long> logFiles(Path data) throws IOException {
    Map<String, Long> lengths = new HashMap<>();
    if (Files.exists(data.resolve("log"))) {
      try (Stream<Path> files = Files.list(data.resolve("log"))) {
        for (Path file : files.toList()) {
          lengths.put(file.getFileName().toString(), Files.size(file));
        }
      }
    }
    return lengths;
  }

  /** Just behind what makes lines of the store be there, before the log may have been synced. */
  private static List<Integer> flushes(List<DiskTrace.Op> ops) {
    Map<Long, Path> names = new HashMap<>();
    List<Integer> flushes = new ArrayList<>();
    for (int i = 0; i < ops.size() - 1; i++) {
      DiskTrace.Op op = ops.get(i);
      if (op.kind() == 'C') {
        names.put(op.inode(), op.paths().get(0));
      }
      String name = names.getOrDefault(op.inode(), Path.of("/none")).getFileName().toString();
      if (op.kind() == 'S' && name.startsWith("MANIFEST")) {
        flushes.add(i + 1);
      }
    }
    return flushes;
  }

  private void shouldNotice(List<DiskTrace.Op> ops, String what, Predicate<Path> which)
      throws IOException {
    List<String> faults = faults(without(ops, which), "disk", model -> DiskLoss.ALL);
    LOG.log(System.Logger.Level.INFO, "without {0}: {1}", what, faults);
    assertFalse(faults.isEmpty(), "not noticed: " + what + " left out");
  }

  private DiskLoss loss(DiskModel model) {
    return switch (random.nextInt(8)) {
      case 0 -> DiskLoss.NONE;
      case 1 -> DiskLoss.bytes();
      case 2 -> DiskLoss.behind(model.count() - 1 - random.nextInt(30), random);
      case 3 -> DiskLoss.some(0.5, random);
      case 4 -> DiskLoss.some(0.95, random);
      case 5 -> DiskLoss.holes(0.3, random);
      default -> DiskLoss.ALL;
    };
  }

  /** Some at any moment, and some just when names change or something has been synced. */
  private List<Integer> cuts(List<DiskTrace.Op> ops, int images) {
    List<Integer> corners = new ArrayList<>();
    for (int i = 1; i < ops.size() - 1; i++) {
      if ("CRUL".indexOf(ops.get(i).kind()) >= 0) {
        corners.add(i);
        corners.add(i + 1);
      }
    }
    List<Integer> cuts = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      cuts.add(
          i % 2 == 0 ? random.nextInt(ops.size()) : corners.get(random.nextInt(corners.size())));
    }
    return cuts.stream().sorted().toList();
  }

  /** When the sync of the log began that ends here; the far past for all else. */
  private long syncedBy(List<DiskTrace.Op> ops, int at) {
    DiskTrace.Op op = ops.get(at);
    if (op.kind() == 'C') {
      paths.put(op.inode(), op.paths().get(0));
    } else if (op.kind() == 'B') {
      begun.put(op.a(), op.nanos());
    } else if (op.kind() == 'S' && inLog(paths.get(op.inode()))) {
      return begun.get(op.a());
    }
    return Long.MIN_VALUE;
  }

  /** The longest time from a write to the log to the end of the sync that covers it. */
  private long longestUnsynced(List<DiskTrace.Op> ops) {
    long longest = 0;
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < ops.size(); i++) {
      DiskTrace.Op op = ops.get(i);
      long synced = syncedBy(ops, i);
      if (op.kind() == 'W' && inLog(paths.get(op.inode()))) {
        oldest = Math.min(oldest, op.nanos());
      } else if (synced >= oldest) {
        longest = Math.max(longest, op.nanos() - oldest);
        oldest = Long.MAX_VALUE;
      }
    }
    return longest;
  }

  private static List<DiskTrace.Op> without(List<DiskTrace.Op> ops, Predicate<Path> which) {
    Map<Long, Path> names = new HashMap<>();
    List<DiskTrace.Op> left = new ArrayList<>();
    for (DiskTrace.Op op : ops) {
      if (op.kind() == 'C') {
        names.put(op.inode(), op.paths().get(0));
      }
      boolean isSync = op.kind() == 'B' || op.kind() == 'S';
      if (!isSync || !which.test(names.getOrDefault(op.inode(), Path.of("/none/none")))) {
        left.add(op);
      }
    }
    return left;
  }

  private static boolean inLog(Path path) {
    return path != null && path.getParent().endsWith("data/log");
  }

  private static String[] settings(Path data, String durability) {
    return Stream.of(
            "data=" + data,
            "durability=" + durability,
            "sync-interval=" + SYNC_MILLIS + "ms",
            "limits.lobby-delay=10s")
        .toArray(String[]::new);
  }
}
