package lifeline.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lifeline.codec.Sections;
import lifeline.delivery.DeliveryMachine;
import lifeline.files.DurableFiles;
import lifeline.log.LineStore;
import lifeline.log.data.ClusterData;
import lifeline.log.raft.ratis.ClusterBootstrap;

/** A copy of the data of a node of a cluster, with which another cluster can begin. */
final class ClusterBackup {
  private ClusterBackup() {}

  /**
   * Copies the store with its last snapshot, and removes the lines after that snapshot from the
   * copy: the log of the other cluster follows on the snapshot. Blocks.
   *
   * @param self name of this node
   * @param names of all nodes, by their numbers
   * @param target must not exist
   */
  static void make(ClusterData data, String self, List<String> names, Path target)
      throws IOException {
    DurableFiles.makeFolder(target, parts -> fill(data, self, names, parts));
  }

  private static void fill(ClusterData data, String self, List<String> names, Path parts)
      throws IOException {
    data.copyTo(parts, self);
    ClusterData copy = ClusterData.open(parts, self);
    try {
      LineStore.Snapshot last =
          copy.snapshot().orElseThrow(() -> new IOException("there is no snapshot yet"));
      Sections state = last.state();
      Map<String, Long> heads = DeliveryMachine.load(names, state).queries().heads();
      ClusterBootstrap.fromBackup(state);
      copy.rewrite(new LineStore.Snapshot(last.index(), last.time(), state), heads);
    } finally {
      copy.lines().close();
    }
    ClusterBootstrap.createGroup(ClusterData.raftFolder(parts));
  }
}
