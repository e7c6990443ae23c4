package lifeline.log.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCopiesTest {
  @TempDir private Path folder;
  private StoreCopies copies;

  @BeforeEach
  void makeTwoCopies() throws IOException {
    copies = new StoreCopies(folder);
    copies.make(TermIndex.valueOf(2, 9), target -> store(target, "older"));
    copies.make(TermIndex.valueOf(2, 10), target -> store(target, "newer"));
  }

  @Test
  void shouldTakeOutTheNewestInPlaceOfWhatIsThere() throws IOException {
    // Ratis puts checksums into the copies that it receives.
    Files.createFile(folder.resolve("store-2-10").resolve("CURRENT.md5"));
    Path target = folder.resolve("taken");
    store(target, "before");
    Files.createFile(target.resolve("left"));
    copies.takeOut(target);
    assertEquals(List.of("000001.sst", "CURRENT"), names(target));
    assertEquals("newer", Files.readString(target.resolve("CURRENT")));
  }

  @Test
  void shouldLinkOnlyFilesThatAreNeverWrittenAgain() throws IOException {
    Path target = folder.resolve("taken");
    copies.takeOut(target);
    Path copy = folder.resolve("store-2-10");
    assertTrue(Files.isSameFile(copy.resolve("000001.sst"), target.resolve("000001.sst")));
    assertFalse(Files.isSameFile(copy.resolve("CURRENT"), target.resolve("CURRENT")));
  }

  @Test
  void shouldMakeACopyAgainInPlaceOfTheFormer() throws IOException {
    copies.make(TermIndex.valueOf(2, 10), target -> store(target, "again"));
    assertEquals("again", Files.readString(folder.resolve("store-2-10").resolve("CURRENT")));
    assertEquals(List.of("store-2-10", "store-2-9"), names(folder));
  }

  private static void store(Path target, String text) throws IOException {
    Files.createDirectory(target);
    Files.writeString(target.resolve("CURRENT"), text);
    Files.writeString(target.resolve("000001.sst"), text);
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
