package lifeline.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  @TempDir private Path folder;
  private Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectories(folder.resolve("tree"));
    Files.writeString(tree.resolve("a"), "first");
    Files.createDirectories(tree.resolve("below/empty"));
    Files.writeString(tree.resolve("below/b"), "second");
  }

  @Test
  void shouldReplaceATextAndLeaveNothingElse() throws IOException {
    Path file = folder.resolve("file");
    DurableFiles.writeText(file, "one");
    DurableFiles.writeText(file, "two");
    assertEquals("two", Files.readString(file));
    assertEquals(List.of("file", "tree"), names(folder));
  }

  @Test
  void shouldPublishLinesAndLeaveNothingElse() throws IOException {
    Path file = folder.resolve("file");
    DurableFiles.publish(file, List.of("one"));
    DurableFiles.publish(file, List.of("two", "three"));
    assertEquals(List.of("two", "three"), Files.readAllLines(file));
    assertEquals(List.of("file", "tree"), names(folder));
  }

  @Test
  void shouldNameAFolderOnlyWhenItIsComplete() throws IOException {
    Path target = folder.resolve("made");
    DurableFiles.makeFolder(
        target,
        part -> {
          assertFalse(Files.exists(target));
          Files.writeString(part.resolve("a"), "text");
        });
    assertEquals("text", Files.readString(target.resolve("a")));
    assertEquals(List.of("made", "tree"), names(folder));
  }

  @Test
  void shouldLeaveNothingOfAFolderThatCantBeFilled() throws IOException {
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                DurableFiles.makeFolder(
                    folder.resolve("made"),
                    part -> {
                      Files.createFile(Files.createDirectory(part.resolve("below")).resolve("a"));
                      throw new IOException("disk full");
                    }));
    assertEquals("disk full; nothing is left of it", failure.getMessage());
    assertEquals(List.of("tree"), names(folder));
  }

  @Test
  void shouldNotTouchAFolderThatExistsAlready() throws IOException {
    assertThrows(
        IOException.class,
        () -> DurableFiles.makeFolder(tree, part -> Files.createFile(part.resolve("c"))));
    assertEquals(List.of("a", "below"), names(tree));
    assertEquals(List.of("tree"), names(folder));
  }

  @Test
  void shouldReplaceAFolderAndWhatAnAttemptBeforeHasLeft() throws IOException {
    Files.createFile(Files.createDirectory(folder.resolve("tree.part")).resolve("left"));
    DurableFiles.replaceFolder(tree, part -> Files.createFile(part.resolve("c")));
    assertEquals(List.of("c"), names(tree));
    assertEquals(List.of("tree"), names(folder));
  }

  @Test
  void shouldMakeMissingFoldersAbove() throws IOException {
    Path deep = folder.resolve("x/y/z");
    DurableFiles.makeFolders(deep);
    DurableFiles.makeFolders(deep);
    assertTrue(Files.isDirectory(deep));
    assertThrows(
        FileAlreadyExistsException.class, () -> DurableFiles.makeFolders(tree.resolve("a")));
  }

  @Test
  void shouldCopyATreeWithItsPermissions() throws IOException {
    Files.setPosixFilePermissions(tree.resolve("a"), PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(
        tree.resolve("below"), PosixFilePermissions.fromString("rwx------"));
    Path copy = folder.resolve("copy");
    DurableFiles.copy(tree, copy, file -> false);
    assertEquals("first", Files.readString(copy.resolve("a")));
    assertEquals("second", Files.readString(copy.resolve("below/b")));
    assertTrue(Files.isDirectory(copy.resolve("below/empty")));
    assertEquals("rw-------", permissions(copy.resolve("a")));
    assertEquals("rwx------", permissions(copy.resolve("below")));
    assertFalse(Files.isSameFile(tree.resolve("a"), copy.resolve("a")));
  }

  @Test
  void shouldLinkOnlyTheFilesThatItMay() throws IOException {
    Path copy = folder.resolve("copy");
    DurableFiles.copy(tree, copy, file -> file.endsWith("b"));
    assertTrue(Files.isSameFile(tree.resolve("below/b"), copy.resolve("below/b")));
    assertFalse(Files.isSameFile(tree.resolve("a"), copy.resolve("a")));
  }

  @Test
  void shouldCopyNoMoreThanTheGivenLength() throws IOException {
    byte[] bytes = new byte[(2 << 20) + 7];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(folder.resolve("file"), bytes);
    for (int length : new int[] {0, 1, 1 << 20, (1 << 20) + 1, bytes.length, bytes.length + 1}) {
      Path copy = folder.resolve("copy" + length);
      DurableFiles.copyBytes(file, copy, length);
      byte[] expected = Arrays.copyOf(bytes, Math.min(length, bytes.length));
      assertArrayEquals(expected, Files.readAllBytes(copy));
    }
  }

  @Test
  void shouldDeleteATreeOrNothing() throws IOException {
    DurableFiles.delete(tree);
    DurableFiles.delete(tree);
    assertEquals(List.of(), names(folder));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
