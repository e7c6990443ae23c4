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
public final class ProcessFaults {
  private final Path library;
  private final Path file;

  /**
   * @param library compiled
   * @param file that the process reads
   */
  public ProcessFaults(Path library, Path file) {
    this.library = library;
    this.file = file;
    clear();
  }

  /** Makes of a command one that is in this trouble. */
  public List<String> command(List<String> command) {
    return PreloadLibrary.load(library, Map.of("TROUBLE", file), command);
  }

  /** From now on the wall clock is so far ahead; negative: behind. */
  public void shiftClock(long seconds) {
    write(0, seconds * 1000);
  }

  /** From now on each sync takes so much longer. */
  public void delaySyncs(long millis) {
    write(1, millis);
  }

  /** From now on all is well. */
  public void clear() {
    shiftClock(0);
    delaySyncs(0);
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
