package lifeline.dispatcher;

import java.nio.file.Path;
import lifeline.codec.Sections;
import lifeline.config.Settings;
import lifeline.log.ClusterData;
import lifeline.log.LineStore;
import lifeline.log.raft.Beginning;
import lifeline.log.raft.RaftSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the data of a node that was alone the beginning of a cluster. */
final class Founding {
  private static final Logger LOG = LoggerFactory.getLogger(Founding.class);

  private Founding() {}

  /**
   * Blocks. When it is cut short, the folder is still one of a node that is alone, and this can be
   * done again.
   *
   * @param folder of a node that was alone
   * @throws lifeline.log.DataException if it can't be used, or the others are a cluster already
   */
  static void found(Settings settings, Path folder, RaftSettings raft) {
    Beginning.check(raft);
    Node alone = Node.local(settings, folder);
    try {
      Sections state = alone.machine().save();
      Beginning.ofOne(state, settings.node(), alone.stored(), alone.run().epoch());
      alone
          .lines()
          .keep(new LineStore.Snapshot(alone.stored(), 0, state))
          .toCompletableFuture()
          .join();
    } finally {
      alone.close();
    }
    Beginning.in(raft.folder());
    ClusterData.founded(folder);
    LOG.info("data folder {}: is the beginning of a cluster now", folder);
  }
}
