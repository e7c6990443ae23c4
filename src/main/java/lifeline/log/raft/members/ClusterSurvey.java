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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all nodes for their state. */
final class ClusterSurvey {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterSurvey.class);

  private final RaftSettings settings;
  private final RaftNode node;
  private final Function<List<String>, CompletionStage<Map<String, Integer>>> epochs;
  private final Executor threads;

  /** What a node has answered; the info is null if it is in no cluster, or does not answer. */
  private record PeerState(RaftPeer peer, @Nullable GroupInfoReply info, boolean answers) {}

  /**
   * @param epochs the epochs of the named nodes that have one, by name
   * @param threads where the nodes are pending
   */
  ClusterSurvey(
      RaftSettings settings,
      RaftNode node,
      Function<List<String>, CompletionStage<Map<String, Integer>>> epochs,
      Executor threads) {
    this.settings = settings;
    this.node = node;
    this.epochs = epochs;
    this.threads = threads;
  }

  /** Asks all nodes at the same time; blocks until the slowest has answered. */
  Members.View view() {
    List<CompletableFuture<PeerState>> pending = new ArrayList<>();
    for (RaftPeer peer : known()) {
      pending.add(CompletableFuture.supplyAsync(() -> ask(peer), threads));
    }
    List<PeerState> states = pending.stream().map(CompletableFuture::join).toList();
    List<String> names = states.stream().map(state -> state.peer().getId().toString()).toList();
    Map<String, Integer> active = epochs.apply(names).toCompletableFuture().join();
    long committed = states.stream().mapToLong(ClusterSurvey::committed).max().orElse(-1);
    List<Members.Member> members = new ArrayList<>();
    for (PeerState state : states) {
      members.add(member(state, active, committed));
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
    node.membership().peers().forEach(peer -> all.put(peer.getId().toString(), peer));
    if (all.isEmpty()) {
      settings.peers().forEach(peer -> all.put(peer.name(), peer.toRaft()));
    }
    all.putIfAbsent(settings.self(), settings.ownAddress().toRaft());
    return all.values().stream().sorted(Comparator.comparing(p -> p.getId().toString())).toList();
  }

  private PeerState ask(RaftPeer peer) {
    try {
      List<UUID> groups = node.peerClient().groups(peer);
      return groups.isEmpty()
          ? new PeerState(peer, null, true)
          : new PeerState(
              peer, node.peerClient().info(peer, RaftGroupId.valueOf(groups.get(0))), true);
    } catch (IOException e) {
      LOG.debug("node {} does not answer: {}", peer.getId(), e.toString());
      return new PeerState(peer, null, false);
    }
  }

  private Members.Member member(PeerState state, Map<String, Integer> active, long committed) {
    String name = state.peer().getId().toString();
    LogInfoProto log = state.info() == null ? null : state.info().getLogInfoProto();
    long applied = log == null ? -1 : log.getApplied().getIndex();
    return new Members.Member(
        name,
        state.peer().getAddress(),
        state.answers(),
        role(state),
        active.getOrDefault(name, 0),
        applied,
        applied < 0 ? -1 : Math.max(0, committed - applied));
  }

  private static String role(PeerState state) {
    if (state.info() == null) {
      return Members.JOINING;
    }
    RaftPeerRole role = state.info().getRoleInfoProto().getRole();
    boolean votes =
        state.info().getGroup().getPeers().stream()
            .anyMatch(peer -> peer.getId().equals(state.peer().getId()));
    return role == RaftPeerRole.LEADER ? "leader" : votes ? "follower" : Members.JOINING;
  }

  private static long committed(PeerState state) {
    return state.info() == null ? -1 : state.info().getLogInfoProto().getCommitted().getIndex();
  }
}
