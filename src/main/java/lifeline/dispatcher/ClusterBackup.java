package lifeline.dispatcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import lifeline.codec.Sections;
import lifeline.delivery.DeliveryMachine;
import lifeline.log.ClusterData;
import lifeline.log.Folders;
import lifeline.log.LineStore;
import lifeline.log.raft.Beginning;

/** Makes a copy of what a node of a cluster has, with which another cluster can begin. */
final class ClusterBackup {
  private ClusterBackup() {}

  /**
   * Copies the store with its last snapshot, and takes out what has come behind that: the log of
   * the other cluster follows on it. Blocks.
   *
   * @param target must not exist
   */
  static void make(ClusterData data, Node node, Path target) throws IOException {
    Folders.make(target, parts -> fill(data, node, parts));
  }

  private static void fill(ClusterData data, Node node, Path parts) throws IOException {
    data.copyTo(parts, node.self());
    ClusterData copy = ClusterData.open(parts, node.self());
    try {
      LineStore.Snapshot last = copy.snapshot();
      Sections state = last.state();
      Map<String, Long> heads = DeliveryMachine.load(node.names(), state).queries().heads();
      Beginning.again(state);
      copy.rewrite(new LineStore.Snapshot(last.index(), last.time(), state), heads);
    } finally {
      copy.lines().close();
    }
    Beginning.in(ClusterData.log(parts));
  }
}
