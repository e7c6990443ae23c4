package lifeline.log.raft.ratis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import lifeline.codec.Sections;
import lifeline.log.DataException;
import lifeline.log.raft.order.BatchOrder;
import lifeline.log.raft.order.LogState;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a cluster from existing data: those of a single node, or of a backup. */
public final class ClusterBootstrap {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterBootstrap.class);

  /** Of the records before those of the first leader. */
  private static final long FIRST_TERM = 1;

  private ClusterBootstrap() {}

  /**
   * Checks whether a cluster can be started from the data of this node. Blocks for some seconds.
   *
   * @throws DataException if a node of the configuration is in a cluster already, and so has other
   *     data
   */
  public static void checkPeers(RaftSettings settings) {
    try {
      GroupFile known = GroupFile.read(settings.folder());
      PeerClient calls = new PeerClient(new RatisSettings(settings), () -> null);
      for (RaftPeerAddress peer : settings.otherPeers()) {
        List<UUID> theirs = groups(calls, peer);
        if (!theirs.isEmpty() && (known == null || !theirs.contains(known.id()))) {
          throw new DataException(
              "has data of a server without a cluster, and node "
                  + peer.name()
                  + " is in a cluster that has begun without them; to go on with these data empty"
                  + " the folders of the other nodes, to give them up empty this one");
        }
      }
    } catch (IOException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  private static List<UUID> groups(PeerClient calls, RaftPeerAddress peer) {
    try {
      return calls.groups(peer.toRaft());
    } catch (IOException e) {
      LOG.debug("node {} does not answer: {}", peer.name(), e.toString());
      return List.of();
    }
  }

  /**
   * Turns the state of a single node into the first state of a cluster.
   *
   * @param index of the last batch in the state; the indexes of the cluster follow it
   * @param epoch the last one of the node
   */
  public static void fromSingleNode(Sections state, String name, long index, int epoch) {
    TermIndex at = TermIndex.valueOf(FIRST_TERM, index);
    new LogState(at, 0, BatchOrder.ofSingleNode(name, epoch)).write(state);
  }

  /** Turns the state of a node of a cluster into the first state of another cluster. */
  public static void fromBackup(Sections state) {
    LogState before = LogState.read(state);
    TermIndex last = Objects.requireNonNull(before.lastApplied(), "a snapshot has a last record");
    TermIndex at = TermIndex.valueOf(FIRST_TERM, last.getIndex());
    new LogState(at, before.time(), before.order()).write(state);
  }

  /** Gives the data in this folder a new cluster, unless they have one. */
  public static void createGroup(Path folder) {
    try {
      if (GroupFile.read(folder) == null) {
        new GroupFile(UUID.randomUUID(), GroupFile.JoinMode.GROWS).write(folder);
      }
    } catch (IOException e) {
      throw new DataException(e.getMessage(), e);
    }
  }
}
