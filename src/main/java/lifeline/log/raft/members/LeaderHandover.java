package lifeline.log.raft.members;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lifeline.cluster.Members;
import lifeline.cluster.Members.Member;
import lifeline.cluster.RefusedException;
import lifeline.log.raft.ratis.FollowerSilence;
import lifeline.log.raft.ratis.RaftNode;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes another node the leader. */
final class LeaderHandover {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderHandover.class);
  private static final long RESIGN_MILLIS = 2_000;

  private final RaftNode node;
  private final ClusterSurvey survey;

  LeaderHandover(RaftNode node, ClusterSurvey survey) {
    this.node = node;
    this.survey = survey;
  }

  /**
   * Transfers leadership, whichever node has it. Blocks for some seconds at most.
   *
   * @param name of the node that is to be the leader; null for one that lags least
   * @return its name
   * @throws RefusedException if that node cannot be the leader
   * @throws IOException if it cannot be done now
   */
  String to(@Nullable String name) throws IOException {
    Members.View view = survey.view();
    String leader = view.leader();
    if (leader == null) {
      throw new IOException("nobody leads; " + MembershipChange.NO_MAJORITY);
    }
    if (leader.equals(name)) {
      return leader;
    }
    List<Member> candidates = name == null ? candidates(view) : List.of(candidate(view, name));
    IOException why = new IOException("no other node can lead");
    for (Member member : candidates) {
      try {
        node.peerClient()
            .transferLeadership(RaftPeerId.valueOf(leader), RaftPeerId.valueOf(member.name()));
        return member.name();
      } catch (IOException e) {
        why =
            new IOException(
                String.format(
                    "node %s does not take the lead from node %s: they don't reach each other,"
                        + " or it has not got all yet",
                    member.name(), leader),
                e);
      }
    }
    throw why;
  }

  /** Transfers leadership to another node if this one has it; blocks for some seconds at most. */
  void resign() {
    if (!node.isLeader()) {
      return;
    }
    for (RaftPeerId other :
        FollowerSilence.responding(node.requireDivision().getInfo(), RESIGN_MILLIS)) {
      try {
        // A node that has just ended has responded too; Ratis would wait for it until the timeout.
        if (node.isReachable(other.toString()) && transferTo(other)) {
          LOG.info("node {} is the leader in place of this one", other);
          return;
        }
      } catch (IOException | ExecutionException | TimeoutException e) {
        LOG.debug("node {} does not become the leader: {}", other, e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean transferTo(RaftPeerId other)
      throws IOException, ExecutionException, TimeoutException, InterruptedException {
    return node.server()
        .transferLeadershipAsync(
            new TransferLeadershipRequest(
                ClientId.randomId(),
                node.requireDivision().getId(),
                node.requireDivision().getMemberId().getGroupId(),
                1,
                other,
                RESIGN_MILLIS))
        .get(RESIGN_MILLIS, TimeUnit.MILLISECONDS)
        .isSuccess();
  }

  private static List<Member> candidates(Members.View view) {
    return view.members().stream()
        .filter(member -> member.role().equals("follower"))
        .sorted(Comparator.comparingLong(Member::lag))
        .toList();
  }

  private static Member candidate(Members.View view, String name) {
    Member found =
        view.members().stream()
            .filter(member -> member.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new RefusedException("no node " + name));
    if (!found.answers()) {
      throw new RefusedException("node " + name + " does not answer");
    }
    if (found.role().equals(Members.JOINING)) {
      throw new RefusedException("node " + name + " has no vote yet");
    }
    return found;
  }
}
