package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import lifeline.codec.CodecVersion;

/**
 * Files that a level's server wrote, in {@code src/test/resources/lifeline/delivery}. {@code
 * -Dgolden=write} writes those of the newest level again: only until that level is released.
 */
final class GoldenFiles {
  private static final Path RESOURCES = Path.of("src/test/resources/lifeline/delivery");

  private GoldenFiles() {}

  /** Whether the files of the level are to be written again. */
  static boolean areWritten(int level) {
    return "write".equals(System.getProperty("golden")) && level == CodecVersion.LEVEL;
  }

  /** The file's content. */
  static byte[] read(String file) throws IOException {
    if (areWritten(CodecVersion.LEVEL) && isNewest(file)) {
      return Files.readAllBytes(RESOURCES.resolve(file));
    }
    try (InputStream in = GoldenFiles.class.getResourceAsStream(file)) {
      assertNotNull(in, file + " is missing");
      return in.readAllBytes();
    }
  }

  /** The file's content, which is {@code now} if it is to be written again. */
  static byte[] read(String file, byte[] now) throws IOException {
    if (areWritten(CodecVersion.LEVEL) && isNewest(file)) {
      Files.createDirectories(RESOURCES);
      Files.write(RESOURCES.resolve(file), now);
    }
    return read(file);
  }

  private static boolean isNewest(String file) {
    return file.contains("-" + CodecVersion.LEVEL + ".");
  }
}
