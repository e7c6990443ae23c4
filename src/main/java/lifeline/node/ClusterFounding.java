package lifeline.node;

import java.nio.file.Path;
import lifeline.codec.Sections;
import lifeline.config.Settings;
import lifeline.log.LineStore;
import lifeline.log.data.ClusterData;
import lifeline.log.raft.ratis.ClusterBootstrap;
import lifeline.log.raft.ratis.RaftSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the data of a node that was alone the beginning of a cluster. */
final class ClusterFounding {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFounding.class);

  private ClusterFounding() {}

  /**
   * Blocks. When it is cut short, the folder is still one of a node that is alone, and this can be
   * done again.
   *
   * @param folder of a node that was alone
   * @throws lifeline.log.DataException if it can't be used, or the others are a cluster already
   */
  static void found(Settings settings, Path folder, RaftSettings raft) {
    ClusterBootstrap.check(raft);
    NodeStorage alone = NodeStorage.local(settings, folder);
    try {
      Sections state = alone.machine().save();
      ClusterBootstrap.ofOne(state, settings.node(), alone.stored(), alone.run().epoch());
      alone
          .lines()
          .keep(new LineStore.Snapshot(alone.stored(), 0, state))
          .toCompletableFuture()
          .join();
    } finally {
      alone.close();
    }
    ClusterBootstrap.in(raft.folder());
    ClusterData.founded(folder);
    LOG.info("data folder {}: is the beginning of a cluster now", folder);
  }
}
