package lifeline.server;

import java.io.IOException;
import java.nio.file.Path;
import lifeline.log.data.LocalData;
import lifeline.log.data.NodeData;

/** A copy of a data folder on which no server runs. */
public final class OfflineBackup {
  private final Path data;

  private OfflineBackup(Path data) {
    this.data = data;
  }

  /**
   * @param data the data folder
   * @throws StartException if there is nothing in it that can be copied
   */
  public static OfflineBackup of(Path data) throws StartException {
    if (!NodeData.hasData(data)) {
      throw new StartException(ExitCode.DATA_FOLDER, "backup: there is no data in " + data);
    }
    if (!LocalData.isIn(data)) {
      // What a node alone has of a cluster's log may be neither committed nor complete.
      throw new StartException(
          ExitCode.FAILED, "backup: a node of a cluster has to run for that, or one of the others");
    }
    return new OfflineBackup(data);
  }

  /**
   * Copies the folder, which the caller has locked. Blocks. The copy gets its name when all of it
   * is on the disk; on failure nothing is left of it.
   *
   * @param target must not exist
   */
  public void make(Path target) throws StartException {
    try {
      LocalData.copyOffline(data, target);
    } catch (IOException e) {
      throw new StartException(ExitCode.FAILED, "backup: " + e.getMessage(), e);
    }
  }
}
