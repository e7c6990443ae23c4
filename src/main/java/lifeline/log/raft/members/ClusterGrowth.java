package lifeline.log.raft.members;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import lifeline.cluster.RefusedException;
import lifeline.log.raft.ratis.GroupFile;
import lifeline.log.raft.ratis.GroupFile.JoinMode;
import lifeline.log.raft.ratis.RaftNode;
import lifeline.log.raft.ratis.RaftPeerAddress;
import lifeline.log.raft.ratis.RaftSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grows the cluster of a node that was started from its own data to that of its configuration:
 * waits until all other nodes answer and are without data, and adds them one by one. They are not
 * added earlier, as of two nodes none may fail.
 */
public final class ClusterGrowth {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterGrowth.class);
  private static final long ROUND_MILLIS = 500;

  private final RaftSettings settings;
  private final RaftNode node;
  private final ClusterAdmin admin;
  private String lastReported = "";

  public ClusterGrowth(RaftSettings settings, RaftNode node, ClusterAdmin steering) {
    this.settings = settings;
    this.node = node;
    this.admin = steering;
  }

  /** Returns when that is done, or the thread is interrupted; at once if there is nothing to do. */
  public void run() {
    try {
      GroupFile group = GroupFile.read(settings.folder());
      while (group != null && group.mode() == JoinMode.GROWS) {
        List<RaftPeerAddress> missing =
            settings.otherPeers().stream()
                .filter(peer -> !node.membership().contains(peer.name()))
                .toList();
        if (missing.isEmpty() && isSettled()) {
          group = new GroupFile(group.id(), JoinMode.JOINED);
          group.write(settings.folder());
          return;
        }
        if (!missing.isEmpty() && node.isLeader() && areReady(missing, group.id())) {
          missing.forEach(this::add);
        }
        TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.error("the other nodes can't be added", e);
    }
  }

  /** Whether the log has the membership, so that no node needs it from its configuration. */
  private boolean isSettled() {
    return node.isLeader()
        ? node.requireDivision().getInfo().isLeaderReady()
        : node.leader() != null;
  }

  private boolean areReady(List<RaftPeerAddress> missing, UUID id) {
    List<String> absent = new ArrayList<>();
    for (RaftPeerAddress peer : missing) {
      try {
        List<UUID> groups = node.peerClient().groups(peer.toRaft());
        if (!groups.contains(id)) {
          absent.add(peer.name() + (groups.isEmpty() ? " (starting)" : " (has other data)"));
        }
      } catch (IOException e) {
        absent.add(peer.name());
      }
    }
    String words = String.join(", ", absent);
    if (!words.equals(lastReported)) {
      lastReported = words;
      LOG.info(
          absent.isEmpty() ? "adding {}" : "not adding nodes yet, waiting for {}",
          absent.isEmpty() ? missing : words);
    }
    return absent.isEmpty();
  }

  private void add(RaftPeerAddress peer) {
    try {
      var view = admin.add(peer.name(), peer.host(), peer.port()).toCompletableFuture().join();
      LOG.info("node {} was added: {}", peer.name(), view.peers());
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof RefusedException)) {
        throw e;
      }
      LOG.warn("node {} can't be added yet: {}", peer.name(), e.getCause().getMessage());
    }
  }
}
