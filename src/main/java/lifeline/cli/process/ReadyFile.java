package lifeline.cli.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import lifeline.files.DurableFiles;
import lifeline.server.ExitCode;
import lifeline.server.StartException;

/** The file that gives other programs the addresses of the server. */
public final class ReadyFile {
  private ReadyFile() {}

  /** Writes a line for each address. The file appears in one step, complete. */
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
