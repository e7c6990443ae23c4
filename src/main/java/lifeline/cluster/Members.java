package lifeline.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The nodes of a cluster, for its operator; from any of them. Stages complete on any thread; what
 * can't be done fails with {@link RefusedException}.
 */
public interface Members {
  /**
   * One node, as this one sees it. {@code applied} and {@code behind} are −1 if it does not answer.
   *
   * @param address {@code host:port} at which the others reach it
   * @param answers whether it has answered this node just now
   * @param role {@code leader} or {@code follower}; {@code joining} while it has no vote yet
   * @param run number of its run, 0 if it is not known to take part
   * @param applied index of the last record that it has applied
   * @param behind by how many records that is less than what is known to be committed
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
   * @param self name of the node that says this
   * @param leader name of the one that leads; null if none is known
   * @param majority whether most of them, with a vote, answer
   */
  record View(String self, List<Member> members, String leader, boolean majority) {
    /** Whether every node is there and takes part. */
    public boolean healthy() {
      return majority && leader != null && members.stream().allMatch(Member::isActive);
    }

    /** Whether that node is there and takes part. */
    public boolean isActive(String name) {
      return members.stream().anyMatch(m -> m.name().equals(name) && m.isActive());
    }

    /** The same, when that node is no more. */
    public View without(String name) {
      return new View(
          self,
          members.stream().filter(member -> !member.name().equals(name)).toList(),
          leader,
          majority);
    }

    /** For {@code cluster.peers}. */
    public String peers() {
      return members.stream()
          .map(member -> member.name() + ": '" + member.address() + "'")
          .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
    }
  }

  /** A role: has the data, or gets them, and no vote. */
  String JOINING = "joining";

  /** Asks all. */
  CompletionStage<View> view();

  /**
   * Lets another node lead.
   *
   * @param to which; null: whichever has all
   * @return its name
   */
  CompletionStage<String> transfer(String to);

  /** Lets another node lead if this one does; completes when that is so, or can't be, in 2 s. */
  CompletionStage<Void> stepDown();

  /**
   * Takes in a node that runs on an empty data folder, or one that is in already and has lost its
   * data; completes when it has what the others have, or has its vote and is silent for long.
   */
  CompletionStage<View> add(String name, String host, int port);

  /** Takes a node out, dead or alive; a live one ends. */
  CompletionStage<View> remove(String name);

  /** The other nodes, with the machines they are on: {@code n2 (10.0.0.2)}. Non-blocking. */
  List<String> otherNodes();
}
