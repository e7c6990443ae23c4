package lifeline.it.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lifeline.it.support.Client;
import lifeline.it.support.PreloadLibrary;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a power cut leaves of a backup that is being made or was just made: all of it under its
 * name, or nothing under that name.
 */
class BackupPowerLossIT {
  private static final long SECONDS = 60;
  private static final int LINES = 300;

  @TempDir private Path folder;

  @Test
  void shouldHaveItsNameOnlyWithAllItsContentsWhenMadeOffline() throws IOException {
    TestServerProcess server = TestServerProcess.startOn(folder, "limits.lobby-delay=10s");
    try {
      say(server);
      assertEquals(0, server.stop(), server::output);
    } finally {
      server.kill();
    }
    Path root = Files.createDirectory(folder.resolve("disk"));
    Path trace = folder.resolve("trace");
    backup(follow(root, trace), root);
    assertEquals(contents(folder.resolve("data"), ".", "log", "store"), contents(root, "copy"));
    check(root, DiskTrace.read(trace));
  }

  @Test
  void shouldHaveItsNameOnlyWithAllItsContentsWhenMadeOnline() throws IOException {
    Path root = Files.createDirectory(folder.resolve("disk"));
    Path trace = folder.resolve("trace");
    TestServerProcess server =
        TestServerProcess.startIn(
            follow(root, trace), folder, "data=" + root.resolve("data"), "limits.lobby-delay=10s");
    try {
      say(server);
      backup(UnaryOperator.identity(), root, "data=" + root.resolve("data"));
    } finally {
      server.kill();
    }
    check(root, without(root.resolve("data/requests"), DiskTrace.read(trace)));
  }

  /** Also shows that the check would notice a backup that is renamed and not synced. */
  private void check(Path root, List<DiskTrace.Op> ops) throws IOException {
    assertEquals(List.of(), faults(root, ops));
    List<DiskTrace.Op> unsynced =
        ops.stream().filter(op -> op.kind() != 'B' && op.kind() != 'S').toList();
    assertFalse(faults(root, unsynced).isEmpty(), "not noticed: no sync at all");
  }

  private List<String> faults(Path root, List<DiskTrace.Op> ops) throws IOException {
    Map<String, ByteBuffer> whole = contents(root, "copy");
    Random random = new Random(1);
    List<String> faults = new ArrayList<>();
    DiskModel model = new DiskModel(root);
    boolean named = false;
    for (DiskTrace.Op op : ops) {
      model.add(op);
      named |= op.kind() == 'R' && op.paths().get(1).endsWith("copy");
      for (DiskLoss loss : List.of(DiskLoss.ALL, DiskLoss.bytes(), DiskLoss.some(0.5, random))) {
        if (named && !isWholeOrAbsent(model, loss, whole)) {
          faults.add("cut at " + model.count() + " of " + ops.size());
        }
      }
    }
    assertTrue(named, "the backup got no name");
    if (faults.isEmpty() && !contents(image(model, DiskLoss.ALL), "copy").equals(whole)) {
      faults.add("cut when the command had ended");
    }
    return faults;
  }

  private boolean isWholeOrAbsent(DiskModel model, DiskLoss loss, Map<String, ByteBuffer> whole)
      throws IOException {
    Path image = image(model, loss);
    boolean found = !Files.exists(image.resolve("copy")) || contents(image, "copy").equals(whole);
    TestServerProcess.delete(image);
    return found;
  }

  private Path image(DiskModel model, DiskLoss loss) throws IOException {
    Path image = Files.createTempDirectory(folder, "image");
    model.write(image, loss);
    return image;
  }

  /** Files by their names below {@code root/copy}; of a data folder, without what is not copied. */
  private static Map<String, ByteBuffer> contents(Path root, String first, String... more)
      throws IOException {
    Map<String, ByteBuffer> contents = new TreeMap<>();
    Path top = root.resolve(first).normalize();
    try (Stream<Path> files = Files.walk(top)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = top.relativize(file);
        if (more.length == 0
            || name.endsWith("format")
            || List.of(more).contains("" + name.getName(0))) {
          contents.put(name.toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }

  /**
   * Without what was done to the files of that folder: others, which are not traced, write there.
   */
  private static List<DiskTrace.Op> without(Path shared, List<DiskTrace.Op> ops) {
    Set<Long> inodes = new HashSet<>();
    List<DiskTrace.Op> own = new ArrayList<>();
    for (DiskTrace.Op op : ops) {
      boolean isShared = !op.paths().isEmpty() && op.paths().get(0).startsWith(shared);
      if (op.kind() == 'C' && isShared) {
        inodes.add(op.inode());
      } else if (op.kind() == 'C') {
        inodes.remove(op.inode());
      }
      if (!isShared && !(op.paths().isEmpty() && inodes.contains(op.inode()))) {
        own.add(op);
      }
    }
    return own;
  }

  private UnaryOperator<List<String>> follow(Path root, Path trace) {
    return DiskTrace.of(
        PreloadLibrary.compile("disktrace", folder), root, trace, folder.resolve("faults"));
  }

  private void backup(UnaryOperator<List<String>> place, Path root, String... settings)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("backup", root.resolve("copy").toString()));
    arguments.addAll(TestServerProcess.options(folder, settings));
    Path said = Files.createTempDirectory(folder, "said");
    TestServerProcess command = TestServerProcess.launchIn(place, said, arguments);
    assertEquals(0, command.exit(SECONDS), command::output);
  }

  private static void say(TestServerProcess server) {
    try (Client ada = new Client(server.ports().get("line"))) {
      ada.send("/name ada").skipTo("* you-are: ada").send("/join ops");
      ada.skipToMatching("\\* joined: ops\\b.*").send("/receipts on");
      ada.skipToMatching("\\* receipts\\b.*");
      for (int i = 0; i < LINES; i++) {
        ada.send("line " + i);
      }
      ada.skipToMatching("\\* ok ops#" + LINES + " .*");
    }
  }
}
