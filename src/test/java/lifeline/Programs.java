package lifeline;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The rule for tests that need a program of the machine, such as {@code nc.openbsd}: where the
 * variable CI is set, as {@code .ci/run} does, a missing program fails the test; elsewhere the test
 * is skipped, with the reason.
 */
public final class Programs {
  private Programs() {}

  /** The path of a program, or no return. */
  public static Path need(String name) {
    String folders = System.getenv("PATH") + File.pathSeparator + "/usr/sbin:/sbin";
    return Arrays.stream(folders.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> missing("needs the program " + name));
  }

  /** Goes on only where a condition of the machine holds, such as being root. */
  public static void need(boolean holds, String what) {
    if (!holds) {
      missing("needs " + what);
    }
  }

  private static Path missing(String reason) {
    if (System.getenv("CI") == null) {
      return abort(reason);
    }
    return fail(reason + ", and CI is set");
  }
}
