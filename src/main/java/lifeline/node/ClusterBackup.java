package lifeline.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import lifeline.codec.Sections;
import lifeline.delivery.DeliveryMachine;
import lifeline.files.DurableFiles;
import lifeline.log.LineStore;
import lifeline.log.data.ClusterData;
import lifeline.log.raft.ratis.ClusterBootstrap;

/** Makes a copy of what a node of a cluster has, with which another cluster can begin. */
final class ClusterBackup {
  private ClusterBackup() {}

  /**
   * Copies the store with its last snapshot, and takes out what has come behind that: the log of
   * the other cluster follows on it. Blocks.
   *
   * @param target must not exist
   */
  static void make(ClusterData data, NodeStorage node, Path target) throws IOException {
    DurableFiles.makeFolder(target, parts -> fill(data, node, parts));
  }

  private static void fill(ClusterData data, NodeStorage node, Path parts) throws IOException {
    data.copyTo(parts, node.self());
    ClusterData copy = ClusterData.open(parts, node.self());
    try {
      LineStore.Snapshot last = copy.snapshot();
      Sections state = last.state();
      Map<String, Long> heads = DeliveryMachine.load(node.names(), state).queries().heads();
      ClusterBootstrap.again(state);
      copy.rewrite(new LineStore.Snapshot(last.index(), last.time(), state), heads);
    } finally {
      copy.lines().close();
    }
    ClusterBootstrap.in(ClusterData.log(parts));
  }
}
