package lifeline.log.raft.members;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import lifeline.cluster.Members;
import lifeline.cluster.Members.Member;
import lifeline.cluster.RefusedException;
import lifeline.log.raft.ratis.RaftNode;
import org.apache.ratis.protocol.RaftPeerId;

/** Lets another node lead. */
final class LeaderHandover {
  private final RaftNode node;
  private final ClusterSurvey survey;

  LeaderHandover(RaftNode node, ClusterSurvey survey) {
    this.node = node;
    this.survey = survey;
  }

  /**
   * Blocks for some seconds at most.
   *
   * @param name which is to lead; null: one that has all
   * @return its name
   * @throws RefusedException if that node can't lead
   * @throws IOException if it can't be done just now
   */
  String to(String name) throws IOException {
    Members.View view = survey.view();
    if (view.leader() == null) {
      throw new IOException("nobody leads; " + MembershipChange.NO_MAJORITY);
    }
    if (view.leader().equals(name)) {
      return name;
    }
    List<Member> able = name == null ? able(view) : List.of(able(view, name));
    IOException why = new IOException("no other node can lead");
    for (Member member : able) {
      try {
        node.peerClient()
            .transferLeadership(
                RaftPeerId.valueOf(view.leader()), RaftPeerId.valueOf(member.name()));
        return member.name();
      } catch (IOException e) {
        why =
            new IOException(
                String.format(
                    "node %s does not take the lead from node %s: they don't reach each other,"
                        + " or it has not got all yet",
                    member.name(), view.leader()),
                e);
      }
    }
    throw why;
  }

  private static List<Member> able(Members.View view) {
    return view.members().stream()
        .filter(member -> member.role().equals("follower"))
        .sorted(Comparator.comparingLong(Member::lag))
        .toList();
  }

  private static Member able(Members.View view, String name) {
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
