package lifeline.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import lifeline.files.DurableFiles;
import lifeline.server.ExitCode;
import lifeline.server.StartException;

/**
 * A data folder locked for this process. The operating system locks the file {@code lock} in it for
 * as long as the server lives, however it dies. The file has the process id of the server, then its
 * addresses. A process must open that file only once: closing a second channel would release the
 * lock (fcntl(2)).
 */
public final class DataFolderLock implements AutoCloseable {
  /** The byte that the server locks. */
  private static final long SERVER = Long.MAX_VALUE - 1;

  /** The byte locked while the other one is tested, so that no test is mistaken for a server. */
  private static final long GATE = Long.MAX_VALUE - 2;

  private static final int MAX_BYTES = 64 * 1024;

  private final FileChannel channel;

  private DataFolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** The server that has locked a folder; without addresses until its listeners are open. */
  public record Holder(long pid, List<String> addresses) {}

  /** Makes the folder if it is missing; its name is on the disk when this returns. */
  public static Path createFolder(Path folder) throws StartException {
    try {
      // A folder whose name is not on the disk is gone after a power cut, with all that is in it.
      DurableFiles.makeFolders(folder);
      return folder;
    } catch (IOException e) {
      throw new StartException(
          ExitCode.DATA_FOLDER, "data folder " + folder + ": can't be made: " + reason(e), e);
    }
  }

  /** Locks the folder for this process, or fails with {@link ExitCode#DATA_FOLDER}. */
  public static DataFolderLock acquire(Path folder) throws StartException {
    createFolder(folder);
    try {
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (!lock(channel)) {
        Holder holder = readAndClose(channel);
        throw new StartException(
            ExitCode.DATA_FOLDER,
            "data folder " + folder + ": in use by the server with pid " + holder.pid());
      }
      DataFolderLock acquired = new DataFolderLock(channel);
      acquired.publishAddresses(List.of());
      return acquired;
    } catch (IOException e) {
      throw new StartException(
          ExitCode.DATA_FOLDER, "data folder " + folder + ": can't be used: " + reason(e), e);
    }
  }

  /** The server that runs on the folder now, if there is one. */
  public static Optional<Holder> holder(Path folder) throws IOException {
    Path file = folder.resolve("lock");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return lock(channel) ? Optional.empty() : Optional.of(read(channel));
    }
  }

  /** Writes where this process listens, for {@link #holder}. */
  public void publishAddresses(List<String> addresses) throws IOException {
    StringBuilder text = new StringBuilder().append(ProcessHandle.current().pid()).append('\n');
    addresses.forEach(address -> text.append(address).append('\n'));
    ByteBuffer bytes = UTF_8.encode(text.toString());
    int length = bytes.remaining();
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
    channel.truncate(length);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try (FileLock gate = channel.lock(GATE, 1, false)) {
      return gate.isValid() && channel.tryLock(SERVER, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false; // This process holds it.
    }
  }

  private static Holder readAndClose(FileChannel channel) throws IOException {
    try (channel) {
      return read(channel);
    }
  }

  private static Holder read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    channel.read(bytes, 0);
    List<String> lines = UTF_8.decode(bytes.flip()).toString().lines().toList();
    try {
      return new Holder(Long.parseLong(lines.get(0)), lines.subList(1, lines.size()));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IOException("the lock is held, but doesn't say by which process", e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return e.getMessage() + ": permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return e.getMessage() + " is no folder";
    }
    return String.valueOf(e.getMessage());
  }
}
