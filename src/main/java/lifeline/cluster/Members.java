package lifeline.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a cluster, for its operator; each node can be asked. Stages complete on any thread;
 * a command that cannot be carried out fails with {@link RefusedException}.
 */
public interface Members {
  /**
   * One node, as seen by this one. {@code applied} and {@code lag} are −1 if it does not answer.
   *
   * @param address {@code host:port} at which the other nodes reach it
   * @param answers whether it has answered this node now
   * @param role {@code leader} or {@code follower}; {@code joining} while it has no vote yet
   * @param epoch its epoch, 0 if it is not known to have one
   * @param applied index of the last record that it has applied
   * @param lag number of records that are known to be committed and that it has not applied
   */
  record Member(
      String name,
      String address,
      boolean answers,
      String role,
      int epoch,
      long applied,
      long lag) {
    private boolean isActive() {
      return answers && epoch > 0 && !role.equals(JOINING);
    }
  }

  /**
   * All nodes.
   *
   * @param self name of the node that was asked
   * @param leader name of the leader; null if none is known
   * @param majority whether a majority of the nodes answers and has a vote
   */
  record View(String self, List<Member> members, @Nullable String leader, boolean majority) {
    /** Whether there is a leader and every node is active. */
    public boolean healthy() {
      return majority && leader != null && members.stream().allMatch(Member::isActive);
    }

    /** Whether that node answers, and has a vote and an epoch. */
    public boolean isActive(String name) {
      return members.stream().anyMatch(m -> m.name().equals(name) && m.isActive());
    }

    /** The same without that node. */
    public View without(String name) {
      return new View(
          self,
          members.stream().filter(member -> !member.name().equals(name)).toList(),
          leader,
          majority);
    }

    /** The nodes as a value of {@code cluster.peers}. */
    public String peers() {
      return members.stream()
          .map(member -> member.name() + ": '" + member.address() + "'")
          .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
    }
  }

  /** Role of a node without a vote, which is receiving the data. */
  String JOINING = "joining";

  /** Asks all nodes. */
  CompletionStage<View> view();

  /**
   * Makes another node the leader.
   *
   * @param to its name; null for one that lags least
   * @return its name
   */
  CompletionStage<String> transfer(@Nullable String to);

  /** Makes another node the leader if this one is it; completes when that is done or fails. */
  CompletionStage<Void> stepDown();

  /**
   * Adds a node that runs on an empty data folder, which may be a member that has lost its data.
   * Completes when it is active, or has a vote and has not become active for long.
   */
  CompletionStage<View> add(String name, String host, int port);

  /** Removes a node, dead or alive; a live one ends. */
  CompletionStage<View> remove(String name);

  /** The other nodes with their hosts: {@code n2 (10.0.0.2)}. Non-blocking. */
  List<String> otherNodes();
}
