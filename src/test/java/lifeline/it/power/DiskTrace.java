package lifeline.it.power;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import lifeline.it.support.PreloadLibrary;

/** What a server did to its files, written down by {@code src/test/c/disktrace.c}. */
public final class DiskTrace {
  private static final int HEAD = 40;

  private DiskTrace() {}

  /**
   * One call that has succeeded.
   *
   * @param kind C a name was made (a is 1 for a folder), R renamed, L linked, U removed, W written
   *     at a, T cut to a, F grown to a, B sync number a has begun, S is done, X what can't be
   *     followed
   * @param nanos {@link System#nanoTime} of its end
   * @param paths none, one or two
   */
  record Op(char kind, long nanos, long inode, long a, List<Path> paths, ByteBuffer data) {}

  /**
   * Makes of a command one whose files below {@code root} are followed.
   *
   * @param out file that the records go to
   * @param faults file that lets calls fail while it is there
   */
  public static UnaryOperator<List<String>> of(Path library, Path root, Path out, Path faults) {
    Map<String, Path> variables =
        Map.of("DISKTRACE_ROOT", root, "DISKTRACE_OUT", out, "DISKTRACE_FAULTS", faults);
    return command -> PreloadLibrary.load(library, variables, command);
  }

  /** All records but a last one that a kill has cut short. */
  static List<Op> read(Path out) throws IOException {
    List<Op> ops = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(out)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, Files.size(out));
      bytes.order(ByteOrder.nativeOrder());
      while (bytes.remaining() >= HEAD) {
        char kind = (char) bytes.getInt();
        int path = bytes.getInt();
        long nanos = bytes.getLong();
        long inode = bytes.getLong();
        long a = bytes.getLong();
        int length = Math.toIntExact(bytes.getLong());
        if (bytes.remaining() < path + length) {
          break;
        }
        List<Path> paths = paths(slice(bytes, path));
        ops.add(new Op(kind, nanos, inode, a, paths, slice(bytes, length)));
      }
    }
    return ops;
  }

  private static ByteBuffer slice(ByteBuffer bytes, int length) {
    ByteBuffer slice = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return slice;
  }

  private static List<Path> paths(ByteBuffer text) {
    List<Path> paths = new ArrayList<>();
    for (String path : UTF_8.decode(text).toString().split("\0", -1)) {
      if (!path.isEmpty()) {
        paths.add(Path.of(path));
      }
    }
    return paths;
  }
}
