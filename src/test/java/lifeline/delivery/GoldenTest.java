package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lifeline.codec.Format;
import org.junit.jupiter.api.Test;

/**
 * What every level wrote must be readable for ever. {@code -Dgolden=write} writes the files of the
 * newest level anew: only as long as that level has not been released.
 */
class GoldenTest {
  private static final Path RESOURCES = Path.of("src/test/resources/lifeline/delivery");

  @Test
  void shouldReadEntriesOfEveryLevel() throws IOException {
    List<List<Entry>> levels = List.of(GoldenEntries.level1());
    assertEquals(Format.LEVEL, levels.size(), "a golden file for each level");
    for (int level = 1; level <= levels.size(); level++) {
      byte[] bytes = golden("entries-" + level, EntryCodec.toBytes(levels.get(level - 1)));
      assertEquals(levels.get(level - 1), EntryCodec.of(bytes));
    }
  }

  @Test
  void shouldWriteEntriesOfTheNewestLevelByteForByteAsBefore() throws IOException {
    byte[] now = EntryCodec.toBytes(GoldenEntries.level1());
    assertArrayEquals(golden("entries-" + Format.LEVEL, now), now);
  }

  private static byte[] golden(String name, byte[] now) throws IOException {
    String file = name + ".bin";
    if ("write".equals(System.getProperty("golden")) && name.endsWith("-" + Format.LEVEL)) {
      Files.createDirectories(RESOURCES);
      Files.write(RESOURCES.resolve(file), now);
      return now;
    }
    try (InputStream in = GoldenTest.class.getResourceAsStream(file)) {
      assertNotNull(in, file + " is missing");
      return in.readAllBytes();
    }
  }
}
