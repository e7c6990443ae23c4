package lifeline.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import lifeline.Programs;

/** What a server did to its files, written down by {@code src/test/c/disktrace.c}. */
final class DiskTrace {
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

  /** Compiles the library into the folder. */
  static Path library(Path folder) {
    Path library = folder.resolve("disktrace.so");
    Path source = Path.of("src", "test", "c", "disktrace.c").toAbsolutePath();
    try {
      Process compiler =
          new ProcessBuilder(
                  Programs.need("cc").toString(),
                  "-std=gnu11",
                  "-O2",
                  "-shared",
                  "-fPIC",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl",
                  "-lpthread")
              .inheritIO()
              .start();
      assertEquals(0, compiler.waitFor(), "cc " + source);
      return library;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /**
   * Makes of a command one whose files below {@code root} are followed.
   *
   * @param out file that the records go to
   * @param faults file that lets calls fail while it is there
   */
  static UnaryOperator<List<String>> of(Path library, Path root, Path out, Path faults) {
    return command -> {
      List<String> traced =
          new ArrayList<>(
              List.of(
                  "env",
                  "LD_PRELOAD=" + library,
                  "DISKTRACE_ROOT=" + root,
                  "DISKTRACE_OUT=" + out,
                  "DISKTRACE_FAULTS=" + faults));
      traced.addAll(command);
      return traced;
    };
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
