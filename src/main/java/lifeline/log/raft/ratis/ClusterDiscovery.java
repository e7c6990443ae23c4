package lifeline.log.raft.ratis;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Decides from the answers of the other nodes which cluster a node without data belongs to. If
 * there is a cluster, it is that one. If all nodes are without data, they start one together. If a
 * majority is without data and the others are silent, the majority waits for a while before it
 * starts a cluster, as a silent node may have the data that the cluster is to start with.
 */
final class ClusterDiscovery {
  /** How long a majority without data waits for the other nodes. */
  static final long GRACE_NANOS = 10_000_000_000L;

  private final UUID sharedId;
  private final int others;
  private final long since;

  /**
   * @param sharedId the cluster that nodes without data start together
   * @param others the number of other nodes
   * @param now in ns
   */
  ClusterDiscovery(UUID sharedId, int others, long now) {
    this.sharedId = sharedId;
    this.others = others;
    this.since = now;
  }

  /**
   * Decides from one round of answers.
   *
   * @param answers the clusters of each node that answers: none if it is without data
   * @return the cluster; empty if that is not known yet
   */
  Optional<UUID> decide(Map<String, ? extends Collection<UUID>> answers, long now) {
    Set<UUID> clusters = new HashSet<>();
    answers.values().forEach(clusters::addAll);
    if (clusters.size() == 1) {
      return Optional.of(clusters.iterator().next());
    }
    if (clusters.size() > 1) {
      return Optional.empty();
    }
    boolean all = answers.size() == others;
    boolean majority = 2 * (answers.size() + 1) > others + 1;
    boolean waited = now - since >= GRACE_NANOS;
    return all || (majority && waited) ? Optional.of(sharedId) : Optional.empty();
  }
}
