package lifeline.log.raft.ratis;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which cluster a node without data belongs to, judged by what the others say. It takes part in one
 * that there is. Nodes that all have none begin one together; so do most of them when the others
 * have been silent for a while: one of those may have data of its own that the cluster is to begin
 * with.
 */
final class ClusterDiscovery {
  /** How long a node may take to come with its data. */
  static final long GRACE_NANOS = 10_000_000_000L;

  private final UUID sharedId;
  private final int others;
  private final long since;

  /**
   * @param together the cluster that all begin who have none
   * @param others how many other nodes there are
   * @param now in ns
   */
  ClusterDiscovery(UUID together, int others, long now) {
    this.sharedId = together;
    this.others = others;
    this.since = now;
  }

  /**
   * Judges a round of answers.
   *
   * @param answers by node; those that are silent are missing; one in no cluster has none
   * @return the cluster; empty if that is not known yet
   */
  Optional<UUID> decide(Map<String, ? extends Collection<UUID>> answers, long now) {
    Set<UUID> there = new HashSet<>();
    answers.values().forEach(there::addAll);
    if (there.size() == 1) {
      return Optional.of(there.iterator().next());
    }
    if (there.size() > 1) {
      return Optional.empty();
    }
    boolean all = answers.size() == others;
    boolean most = 2 * (answers.size() + 1) > others + 1;
    return all || (most && now - since >= GRACE_NANOS) ? Optional.of(sharedId) : Optional.empty();
  }
}
