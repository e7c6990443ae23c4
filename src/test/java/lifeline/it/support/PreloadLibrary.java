package lifeline.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lifeline.Programs;

/** Libraries of {@code src/test/c}, to be loaded in front of the C library. */
public final class PreloadLibrary {
  private PreloadLibrary() {}

  /** Compiles one into the folder. */
  public static Path compile(String name, Path folder) {
    Path library = folder.resolve(name + ".so");
    Path source = Path.of("src", "test", "c", name + ".c").toAbsolutePath();
    try {
      Process compiler =
          new ProcessBuilder(
                  Programs.need("cc").toString(),
                  "-std=gnu11",
                  "-O2",
                  "-Wall",
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

  /** Makes of a command one that loads the library and has these variables. */
  public static List<String> load(Path library, Map<String, Path> variables, List<String> command) {
    List<String> all = new ArrayList<>(List.of("env", "LD_PRELOAD=" + library));
    variables.forEach((name, value) -> all.add(name + "=" + value));
    all.addAll(command);
    return all;
  }
}
