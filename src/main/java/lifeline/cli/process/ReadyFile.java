package lifeline.cli.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import lifeline.files.DurableFiles;
import lifeline.server.ExitCode;
import lifeline.server.StartException;

/** Tells other programs where the server listens. */
public final class ReadyFile {
  private ReadyFile() {}

  /** Writes a line for each address; whoever sees the file sees all of it. */
  public static void write(Path file, List<String> addresses) throws StartException {
    try {
      DurableFiles.publish(file, addresses);
    } catch (IOException e) {
      throw new StartException(
          ExitCode.CONFIGURATION,
          "--ready-file " + file + ": can't be written: " + e.getClass().getSimpleName(),
          e);
    }
  }
}
