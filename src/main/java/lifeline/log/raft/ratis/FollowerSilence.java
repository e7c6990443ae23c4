package lifeline.log.raft.ratis;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the followers of which a leader has not heard for too long. */
public final class FollowerSilence {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerSilence.class);

  private FollowerSilence() {}

  /** Names of the silent followers; none if this node is not the leader. */
  public static List<String> silent(DivisionInfo info, long millis) {
    return silent(followers(info), millis);
  }

  /** The same, of what a leader reports of itself. */
  public static List<String> silent(RoleInfoProto role, long millis) {
    return silent(role.getLeaderInfo().getFollowerInfoList(), millis);
  }

  private static List<String> silent(List<ServerRpcProto> followers, long millis) {
    return followers.stream()
        .filter(follower -> follower.getLastRpcElapsedTimeMs() > millis)
        .map(follower -> follower.getId().getId().toStringUtf8())
        .toList();
  }

  /** The followers that are not silent; none if this node is not the leader. */
  public static List<RaftPeerId> responding(DivisionInfo info, long millis) {
    return followers(info).stream()
        .filter(follower -> follower.getLastRpcElapsedTimeMs() <= millis)
        .map(follower -> RaftPeerId.valueOf(follower.getId().getId()))
        .toList();
  }

  /**
   * The time, in ms, since this node was in contact with a majority; the maximum if that is not
   * known.
   *
   * @param voters all nodes that have a vote
   */
  public static long millisSinceQuorum(DivisionInfo info, Collection<RaftPeer> voters) {
    RoleInfoProto role = role(info);
    if (role.hasFollowerInfo()) {
      long ago = role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs();
      // Ratis reports 0 also if it does not know.
      return ago == 0 ? Long.MAX_VALUE : ago;
    }
    if (voters.size() == 1) {
      return 0;
    }
    Set<ByteString> ids =
        voters.stream().map(node -> node.getId().toByteString()).collect(Collectors.toSet());
    return followers(info).stream()
        .filter(follower -> ids.contains(follower.getId().getId()))
        .map(ServerRpcProto::getLastRpcElapsedTimeMs)
        .sorted()
        .skip(voters.size() / 2 - 1)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * Empty at the moment at which a leader steps down: {@code LeaderStateImpl.getCurrentTerm} of
   * Ratis 3.3.0 asserts that the term is still the leader's.
   */
  private static RoleInfoProto role(DivisionInfo info) {
    try {
      return info.getRoleInfoProto();
    } catch (IllegalStateException e) {
      LOG.debug("the role changes: {}", e.toString());
      return RoleInfoProto.getDefaultInstance();
    }
  }

  private static List<ServerRpcProto> followers(DivisionInfo info) {
    return info.isLeader() && info.isLeaderReady()
        ? role(info).getLeaderInfo().getFollowerInfoList()
        : List.of();
  }
}
