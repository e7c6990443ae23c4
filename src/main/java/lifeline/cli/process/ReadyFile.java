package lifeline.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import lifeline.server.ExitCode;
import lifeline.server.StartException;

/** Tells other programs where the server listens. */
public final class ReadyFile {
  private ReadyFile() {}

  /** Writes a line for each address; whoever sees the file sees all of it. */
  public static void write(Path file, List<String> addresses) throws StartException {
    Path target = file.toAbsolutePath();
    Path part = target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.write(part, addresses);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StartException(
          ExitCode.CONFIGURATION,
          "--ready-file " + file + ": can't be written: " + e.getClass().getSimpleName(),
          e);
    }
  }
}
