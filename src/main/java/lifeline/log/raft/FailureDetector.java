package lifeline.log.raft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.log.raft.order.BatchHeader;
import lifeline.log.raft.order.BatchOrder;
import lifeline.log.raft.ratis.FollowerSilence;
import lifeline.log.raft.ratis.RaftNode;
import lifeline.log.raft.ratis.RaftSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds silent nodes. The leader ends their epochs, as long as the other nodes are a majority, and
 * those of nodes that are no longer in the cluster.
 */
final class FailureDetector {
  private static final Logger LOG = LoggerFactory.getLogger(FailureDetector.class);

  private final RaftSettings settings;
  private final RaftNode node;
  private final Batcher batcher;
  private final BatchOrder order;

  /** The epochs that were ended last, by the numbers of their nodes. */
  private final Map<Integer, Integer> ended = new HashMap<>();

  FailureDetector(RaftSettings settings, RaftNode node, Batcher batcher, BatchOrder order) {
    this.settings = settings;
    this.node = node;
    this.batcher = batcher;
    this.order = order;
  }

  /** The followers that do not answer this node; none if it is not the leader. */
  List<String> silentFollowers() {
    // A node that is being added has no vote yet, and does not count.
    return FollowerSilence.silent(
            node.requireDivision().getInfo(), settings.failureTimeout().toMillis())
        .stream()
        .filter(node.membership()::contains)
        .toList();
  }

  /** Ends the epochs of silent and of removed nodes. To be called where the order is used. */
  void endEpochs() {
    if (!node.isLeader()) {
      return;
    }
    List<String> silent = silentFollowers();
    int peers = node.membership().peers().size();
    if (2 * (peers - silent.size()) > peers) {
      order.nodeNames().stream()
          .filter(name -> silent.contains(name) || !node.membership().contains(name))
          .forEach(this::endEpoch);
    }
  }

  private void endEpoch(String name) {
    int number = order.nodeNumber(name);
    order
        .activeEpoch(number)
        .ifPresent(
            epoch -> {
              // The record may be sent more than once until it is committed.
              if (!Integer.valueOf(epoch).equals(ended.put(number, epoch))) {
                LOG.warn("node {} does not answer; its connections are ended", name);
              }
              batcher.appendControl(BatchHeader.epochEnd(number, epoch));
            });
  }
}
