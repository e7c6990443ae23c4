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

/** Turns the data of a node without a cluster into the beginning of a cluster. */
final class ClusterFounding {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFounding.class);

  private ClusterFounding() {}

  /**
   * Blocks. If it is interrupted, the folder is still one of a node without a cluster, and this can
   * be repeated.
   *
   * @param folder of a node without a cluster
   * @throws lifeline.log.DataException if it can't be used, or the other nodes are a cluster
   *     already
   */
  static void found(Settings settings, Path folder, RaftSettings raft) {
    ClusterBootstrap.checkPeers(raft);
    LocalStorage alone = LocalStorage.recover(settings, folder);
    try {
      Sections state = alone.machine().save();
      int epoch = alone.epoch().orElseThrow().epoch();
      ClusterBootstrap.fromSingleNode(state, settings.node(), alone.storedIndex(), epoch);
      alone
          .lines()
          .saveSnapshot(new LineStore.Snapshot(alone.storedIndex(), 0, state))
          .toCompletableFuture()
          .join();
    } finally {
      alone.close();
    }
    ClusterBootstrap.createGroup(raft.folder());
    ClusterData.convert(folder);
    LOG.info("data folder {}: is the beginning of a cluster now", folder);
  }
}
