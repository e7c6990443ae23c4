package lifeline.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** Gives a process a wrong clock or a slow disk, while it runs: {@code src/test/c/trouble.c}. */
public final class Trouble {
  private final Path library;
  private final Path file;

  /**
   * @param library compiled
   * @param file that the process reads
   */
  public Trouble(Path library, Path file) {
    this.library = library;
    this.file = file;
    none();
  }

  /** Makes of a command one that is in this trouble. */
  public List<String> in(List<String> command) {
    return Shim.load(library, Map.of("TROUBLE", file), command);
  }

  /** From now on the wall clock is so far ahead; negative: behind. */
  public void clock(long seconds) {
    write(0, seconds * 1000);
  }

  /** From now on each sync takes so much longer. */
  public void disk(long millis) {
    write(1, millis);
  }

  /** From now on all is well. */
  public void none() {
    clock(0);
    disk(0);
  }

  private void write(int at, long value) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    bytes.putLong(value).flip();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(bytes, (long) at * Long.BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
