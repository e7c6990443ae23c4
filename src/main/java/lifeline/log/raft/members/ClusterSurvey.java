package lifeline.log.raft.members;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import lifeline.cluster.Members;
import lifeline.log.raft.ratis.RaftNode;
import lifeline.log.raft.ratis.RaftSettings;
import org.apache.ratis.proto.RaftProtos.LogInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out how all nodes are, as this one sees them. */
final class ClusterSurvey {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterSurvey.class);

  private final RaftSettings settings;
  private final RaftNode node;
  private final Function<List<String>, CompletionStage<Map<String, Integer>>> epochs;
  private final Executor threads;

  /** What a node has answered; the info is null if it is in no cluster, or silent. */
  private record Found(RaftPeer peer, GroupInfoReply info, boolean answers) {}

  /**
   * @param runs numbers of the runs of nodes, by name, for those that have one
   * @param threads where each node is asked
   */
  ClusterSurvey(
      RaftSettings settings,
      RaftNode node,
      Function<List<String>, CompletionStage<Map<String, Integer>>> runs,
      Executor threads) {
    this.settings = settings;
    this.node = node;
    this.epochs = runs;
    this.threads = threads;
  }

  /** Asks all nodes at the same time; blocks for as long as the slowest. */
  Members.View view() {
    List<CompletableFuture<Found>> asked = new ArrayList<>();
    for (RaftPeer peer : known()) {
      asked.add(CompletableFuture.supplyAsync(() -> ask(peer), threads));
    }
    List<Found> found = asked.stream().map(CompletableFuture::join).toList();
    List<String> names = found.stream().map(one -> one.peer().getId().toString()).toList();
    Map<String, Integer> running = epochs.apply(names).toCompletableFuture().join();
    long committed = found.stream().mapToLong(ClusterSurvey::committed).max().orElse(-1);
    List<Members.Member> members = new ArrayList<>();
    for (Found one : found) {
      members.add(member(one, running, committed));
    }
    RaftPeerId leader = node.leader();
    long voters =
        members.stream().filter(m -> m.answers() && !m.role().equals(Members.JOINING)).count();
    return new Members.View(
        settings.self(),
        members,
        leader == null ? null : leader.toString(),
        2 * voters > members.size());
  }

  /** The nodes of the cluster, and this one. */
  private Collection<RaftPeer> known() {
    Map<String, RaftPeer> all = new HashMap<>();
    node.peers().forEach(peer -> all.put(peer.getId().toString(), peer));
    if (all.isEmpty()) {
      settings.peers().forEach(peer -> all.put(peer.name(), peer.toRaft()));
    }
    all.putIfAbsent(settings.self(), settings.ownAddress().toRaft());
    return all.values().stream().sorted(Comparator.comparing(p -> p.getId().toString())).toList();
  }

  private Found ask(RaftPeer peer) {
    try {
      List<UUID> groups = node.peerClient().groups(peer);
      return groups.isEmpty()
          ? new Found(peer, null, true)
          : new Found(peer, node.peerClient().info(peer, RaftGroupId.valueOf(groups.get(0))), true);
    } catch (IOException e) {
      LOG.debug("node {} does not answer: {}", peer.getId(), e.toString());
      return new Found(peer, null, false);
    }
  }

  private Members.Member member(Found one, Map<String, Integer> running, long committed) {
    String name = one.peer().getId().toString();
    LogInfoProto log = one.info() == null ? null : one.info().getLogInfoProto();
    long applied = log == null ? -1 : log.getApplied().getIndex();
    return new Members.Member(
        name,
        one.peer().getAddress(),
        one.answers(),
        role(one),
        running.getOrDefault(name, 0),
        applied,
        applied < 0 ? -1 : Math.max(0, committed - applied));
  }

  private static String role(Found one) {
    if (one.info() == null) {
      return Members.JOINING;
    }
    RaftPeerRole role = one.info().getRoleInfoProto().getRole();
    boolean votes =
        one.info().getGroup().getPeers().stream()
            .anyMatch(peer -> peer.getId().equals(one.peer().getId()));
    return role == RaftPeerRole.LEADER ? "leader" : votes ? "follower" : Members.JOINING;
  }

  private static long committed(Found one) {
    return one.info() == null ? -1 : one.info().getLogInfoProto().getCommitted().getIndex();
  }
}
