package lifeline.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the standard library leaves out about folders. */
public final class DurableFiles {
  private DurableFiles() {}

  /** Replaces the file's text; the new one is on the disk when this returns, else the old one. */
  public static void write(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(part, text, StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    sync(file.toAbsolutePath().getParent());
  }

  /** Puts files into a new folder, and brings them to the disk. */
  @FunctionalInterface
  public interface Content {
    void write(Path folder) throws IOException;
  }

  /**
   * Makes a folder that has its name only when it is whole and on the disk, for good when this
   * returns. Nothing is left behind if that fails.
   *
   * @param target must not exist
   */
  public static void make(Path target, Content content) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.createDirectory(part);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(part + " is there: another copy is being made, or was cut short", e);
    }
    try {
      content.write(part);
      sync(part);
      Files.move(part, target);
    } catch (IOException | RuntimeException e) {
      throw new IOException(e.getMessage() + "; " + remains(part), e);
    }
    sync(target.toAbsolutePath().getParent());
  }

  /** Deletes the folder; says what is left of it. */
  private static String remains(Path part) {
    try {
      delete(part);
      return "nothing is left of it";
    } catch (IOException e) {
      return part + " is left of it";
    }
  }

  /** Deletes the folder with all that is in it, if it is there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Returns when the names in the folder are on the disk. */
  public static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
