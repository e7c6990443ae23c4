package lifeline;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The rule for tests that need a program of the machine, such as {@code nc.openbsd}: where the
 * variable CI is set, as {@code .ci/run} does, a missing program fails the test; elsewhere the test
 * is skipped, with the reason.
 */
public final class Programs {
  /** Numbers of capabilities(7). */
  private static final int CAP_NET_ADMIN = 12;

  private static final int CAP_NET_RAW = 13;
  private static final int CAP_SYS_ADMIN = 21;

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

  /**
   * Goes on only where this process may make network namespaces, mount file systems and see raw
   * packets. A machine that does not let root do that, such as most containers, is told by a
   * skipped test, also where CI is set: nothing can be installed against it.
   */
  public static void needPrivileges() {
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      long effective =
          status
              .filter(line -> line.startsWith("CapEff:"))
              .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).trim(), 16))
              .findFirst()
              .orElse(0);
      long wanted = 1L << CAP_NET_ADMIN | 1L << CAP_NET_RAW | 1L << CAP_SYS_ADMIN;
      if ((effective & wanted) != wanted) {
        abort("needs root with CAP_NET_ADMIN, CAP_NET_RAW and CAP_SYS_ADMIN");
      }
    } catch (IOException e) {
      abort("needs Linux capabilities: " + e);
    }
  }

  private static Path missing(String reason) {
    if (System.getenv("CI") == null) {
      return abort(reason);
    }
    return fail(reason + ", and CI is set");
  }
}
