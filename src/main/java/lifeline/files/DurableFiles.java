package lifeline.files;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Files and folders that are complete under their name, also after a power cut, and what else the
 * standard library lacks for folders. A file is on the disk when it has been synced, its name when
 * its folder has been synced; a rename alone does neither. All methods block.
 */
public final class DurableFiles {
  private static final int COPY_BYTES = 1 << 20;

  private DurableFiles() {}

  /** Fills a new folder. What it writes is brought to the disk afterwards. */
  @FunctionalInterface
  public interface Content {
    void write(Path folder) throws IOException;
  }

  /** Replaces the file's text. The new text is on the disk on return; on failure the old one is. */
  public static void writeText(Path file, String text) throws IOException {
    Path part = sibling(file, ".new");
    Files.writeString(part, text, StandardCharsets.UTF_8);
    sync(part);
    move(part, file);
  }

  /**
   * Replaces the file's lines in one step: a program that finds the file finds all of it. Not for
   * what has to survive a power cut: nothing is synced.
   */
  public static void publish(Path file, List<String> lines) throws IOException {
    Path part = sibling(file, "." + ProcessHandle.current().pid());
    try {
      Files.write(part, lines);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Makes the folder, and those above it, where they are missing; their names are on the disk. */
  public static void makeFolders(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    if (Files.isDirectory(folder) || parent == null) {
      return;
    }
    makeFolders(parent);
    Files.createDirectories(folder);
    sync(parent);
  }

  /**
   * Makes a folder that gets its name only when all that is in it is on the disk; the name is on
   * the disk on return. On failure nothing is left of it.
   *
   * @param target must not exist
   */
  public static void makeFolder(Path target, Content content) throws IOException {
    Path part = sibling(target, ".part");
    try {
      Files.createDirectory(part);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(part + " is there: another copy is being made, or was cut short", e);
    }
    try {
      content.write(part);
      syncAll(part);
      Files.move(part, target);
    } catch (IOException | RuntimeException e) {
      throw new IOException(e.getMessage() + "; " + remains(part), e);
    }
    syncParent(target);
  }

  /** As {@link #makeFolder}, in place of what is there now or was left by an attempt before. */
  public static void replaceFolder(Path target, Content content) throws IOException {
    delete(sibling(target, ".part"));
    delete(target);
    makeFolder(target, content);
  }

  /** Renames within one file system, replacing a file; the new name is on the disk on return. */
  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncParent(to);
  }

  /**
   * Copies a file, or a folder with all that is in it, with their permissions. What is copied is
   * not synced.
   *
   * @param to must not exist
   * @param linked which files get a second name instead of being copied, where the file system can
   *     do that; for files that are never written again
   */
  public static void copy(Path from, Path to, Predicate<Path> linked) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(from)) {
      all = files.toList();
    }
    for (Path file : all) {
      Path target = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectory(target, permissions(file));
      } else if (!linked.test(file) || !link(file, target)) {
        copyBytes(file, target, Long.MAX_VALUE);
      }
    }
  }

  /**
   * Gives a file a second name; false if the file system can't.
   *
   * @param to must not exist
   */
  public static boolean link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Copies the first {@code length} bytes of a file, or all if there are fewer, with its
   * permissions. The copy is not synced.
   *
   * @param to must not exist
   */
  public static void copyBytes(Path from, Path to, long length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BYTES);
    try (FileChannel source = FileChannel.open(from, READ);
        FileChannel sink = FileChannel.open(to, Set.of(CREATE_NEW, WRITE), permissions(from))) {
      long left = length;
      buffer.limit((int) Math.min(left, COPY_BYTES));
      while (left > 0 && source.read(buffer) > 0) {
        buffer.flip();
        left -= buffer.remaining();
        while (buffer.hasRemaining()) {
          sink.write(buffer);
        }
        buffer.clear().limit((int) Math.min(left, COPY_BYTES));
      }
    }
  }

  /** Deletes the file, or the folder with all that is in it; nothing if it does not exist. */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Returns when the bytes of the file, or the names in the folder, are on the disk. */
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, READ)) {
      channel.force(true);
    }
  }

  /** Returns when the folder and all that is in it are on the disk. */
  private static void syncAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        sync(file);
      }
    }
  }

  private static void syncParent(Path path) throws IOException {
    sync(Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file is in a folder"));
  }

  private static Path sibling(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(Path path) throws IOException {
    return PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(path));
  }

  /** Deletes what a failed attempt has made; for people: what is left of it. */
  private static String remains(Path part) {
    try {
      delete(part);
      return "nothing is left of it";
    } catch (IOException e) {
      return part + " is left of it";
    }
  }
}
