package lifeline.it.power;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A disk behind a cache that may keep back anything that was not synced: the bytes of a file until
 * that file is, the names in a folder until that folder is. Fed with what a server did; makes the
 * folders that may be found after a power cut.
 */
final class DiskModel {
  private final Path root;
  private final Folder top = new Folder();
  private final Map<Long, Node> nodes = new HashMap<>();
  private final Map<Long, Long> begun = new HashMap<>();
  private long count;

  /** Something with an inode: what is on the disk for sure, and what was done to it since. */
  abstract static class Node {
    final List<Change> pending = new ArrayList<>();

    abstract void apply(Change change);

    /** All that was done before {@code before} is on the disk. */
    final void sync(long before) {
      int done = 0;
      while (done < pending.size() && pending.get(done).number() < before) {
        apply(pending.get(done++));
      }
      pending.subList(0, done).clear();
    }
  }

  /** One thing done to a node; numbers tell the order. */
  sealed interface Change {
    long number();
  }

  record Written(long number, long at, ByteBuffer data) implements Change {}

  /** The size is set; if {@code grows}, it never gets less. */
  record Sized(long number, long size, boolean grows) implements Change {}

  /** A name leads to a node; null: to none any more. */
  record Named(long number, String name, Node node) implements Change {}

  record Renamed(long number, String from, String to, Node node) implements Change {}

  /** A file's bytes. */
  static final class Bytes extends Node {
    byte[] bytes = new byte[0];
    int size;

    Bytes copy() {
      Bytes copy = new Bytes();
      copy.bytes = Arrays.copyOf(bytes, size);
      copy.size = size;
      return copy;
    }

    @Override
    void apply(Change change) {
      if (change instanceof Written written) {
        int at = Math.toIntExact(written.at());
        grow(at + written.data().remaining());
        written.data().duplicate().get(bytes, at, written.data().remaining());
      } else if (change instanceof Sized sized) {
        int wanted = Math.toIntExact(sized.size());
        if (wanted < size && !sized.grows()) {
          Arrays.fill(bytes, wanted, size, (byte) 0);
          size = wanted;
        }
        grow(wanted);
      }
    }

    private void grow(int end) {
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
      }
      size = Math.max(size, end);
    }
  }

  /** A folder's names. */
  static final class Folder extends Node {
    final Map<String, Node> names = new TreeMap<>();

    Folder copy() {
      Folder copy = new Folder();
      copy.names.putAll(names);
      return copy;
    }

    @Override
    void apply(Change change) {
      if (change instanceof Named named && named.node() == null) {
        names.remove(named.name());
      } else if (change instanceof Named named) {
        names.put(named.name(), named.node());
      } else if (change instanceof Renamed renamed) {
        names.remove(renamed.from());
        names.put(renamed.to(), renamed.node());
      }
    }
  }

  /**
   * @param root a folder that was empty, and on the disk, before all that is told
   */
  DiskModel(Path root) throws IOException {
    this.root = root;
    nodes.put((Long) Files.getAttribute(root, "unix:ino"), top);
  }

  /** How much was done. */
  long count() {
    return count;
  }

  /** The server did this next. */
  void add(DiskTrace.Op op) {
    long number = count++;
    switch (op.kind()) {
      case 'C' -> {
        Node made = op.a() == 1 ? new Folder() : new Bytes();
        nodes.put(op.inode(), made);
        parent(op.paths().get(0)).pending.add(new Named(number, name(op, 0), made));
      }
      case 'L' -> parent(op.paths().get(1)).pending.add(new Named(number, name(op, 1), node(op)));
      case 'U' -> parent(op.paths().get(0)).pending.add(new Named(number, name(op, 0), null));
      case 'R' -> rename(number, op);
      case 'W' -> node(op).pending.add(new Written(number, op.a(), op.data()));
      case 'T' -> node(op).pending.add(new Sized(number, op.a(), false));
      case 'F' -> node(op).pending.add(new Sized(number, op.a(), true));
      case 'B' -> begun.put(op.a(), number);
      case 'S' -> node(op).sync(begun.remove(op.a()));
      default -> throw new AssertionError("can't be followed: " + op);
    }
  }

  /** Puts a folder as it may be after a power cut now into {@code target}, which exists. */
  void write(Path target, DiskLoss loss) throws IOException {
    write(top, target, loss);
  }

  /** Where the folder differs from what was done to it; something has escaped the trace then. */
  List<String> differences(List<String> ignored) throws IOException {
    List<String> different = new ArrayList<>();
    compare(top, root, ignored, different);
    return different;
  }

  private void rename(long number, DiskTrace.Op op) {
    Folder from = parent(op.paths().get(0));
    Folder to = parent(op.paths().get(1));
    if (from == to) {
      to.pending.add(new Renamed(number, name(op, 0), name(op, 1), node(op)));
    } else {
      from.pending.add(new Named(number, name(op, 0), null));
      to.pending.add(new Named(number, name(op, 1), node(op)));
    }
  }

  private Node node(DiskTrace.Op op) {
    Node node = nodes.get(op.inode());
    if (node == null) {
      throw new AssertionError("never made: " + op);
    }
    return node;
  }

  private static String name(DiskTrace.Op op, int which) {
    return op.paths().get(which).getFileName().toString();
  }

  /** The folder of a path, as the server sees it. */
  private Folder parent(Path path) {
    Folder folder = top;
    Path way = root.relativize(path).getParent();
    if (way != null) {
      for (Path name : way) {
        folder = (Folder) DiskLoss.NONE.of(folder).names.get(name.toString());
      }
    }
    return folder;
  }

  private static void write(Folder folder, Path target, DiskLoss loss) throws IOException {
    for (Map.Entry<String, Node> entry : loss.of(folder).names.entrySet()) {
      Path path = target.resolve(entry.getKey());
      if (entry.getValue() instanceof Folder below) {
        Files.createDirectory(path);
        write(below, path, loss);
      } else {
        Bytes bytes = loss.of((Bytes) entry.getValue());
        Files.write(path, Arrays.copyOf(bytes.bytes, bytes.size));
      }
    }
  }

  private static void compare(Folder folder, Path path, List<String> ignored, List<String> found)
      throws IOException {
    Map<String, Node> names = DiskLoss.NONE.of(folder).names;
    try (var files = Files.list(path)) {
      List<String> there = files.map(file -> file.getFileName().toString()).sorted().toList();
      if (!there.equals(List.copyOf(names.keySet()))) {
        found.add(path + " has " + there + ", not " + names.keySet());
        return;
      }
    }
    for (Map.Entry<String, Node> entry : names.entrySet()) {
      Path file = path.resolve(entry.getKey());
      if (entry.getValue() instanceof Folder below) {
        compare(below, file, ignored, found);
      } else if (!ignored.contains(entry.getKey())) {
        Bytes bytes = DiskLoss.NONE.of((Bytes) entry.getValue());
        byte[] real = Files.readAllBytes(file);
        if (!Arrays.equals(real, Arrays.copyOf(bytes.bytes, bytes.size))) {
          found.add(file + " has " + real.length + " bytes, other than the " + bytes.size);
        }
      }
    }
  }
}
