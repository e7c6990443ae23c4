package lifeline.log.raft;

import java.util.List;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;

/** Which nodes the leader has not heard of for too long. */
final class Silence {
  private Silence() {}

  /** Names of the silent nodes; none if this node does not lead. */
  static List<String> of(DivisionInfo info, long millis) {
    return of(followers(info), millis);
  }

  /** The same of what a node that leads has told of itself. */
  static List<String> of(RoleInfoProto role, long millis) {
    return of(role.getLeaderInfo().getFollowerInfoList(), millis);
  }

  private static List<String> of(List<ServerRpcProto> followers, long millis) {
    return followers.stream()
        .filter(follower -> follower.getLastRpcElapsedTimeMs() > millis)
        .map(follower -> follower.getId().getId().toStringUtf8())
        .toList();
  }

  /** The nodes that are not silent; none if this node does not lead. */
  static List<RaftPeerId> heard(DivisionInfo info, long millis) {
    return followers(info).stream()
        .filter(follower -> follower.getLastRpcElapsedTimeMs() <= millis)
        .map(follower -> RaftPeerId.valueOf(follower.getId().getId()))
        .toList();
  }

  /** How long ago, in ms, this node and most others were in touch; the maximum if they are not. */
  static long sinceContact(DivisionInfo info, int nodes) {
    RoleInfoProto role = info.getRoleInfoProto();
    if (info.isFollower()) {
      return role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs();
    }
    if (nodes == 1) {
      return 0;
    }
    return followers(info).stream()
        .map(ServerRpcProto::getLastRpcElapsedTimeMs)
        .sorted()
        .skip(nodes / 2 - 1)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  private static List<ServerRpcProto> followers(DivisionInfo info) {
    return info.isLeader() && info.isLeaderReady()
        ? info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList()
        : List.of();
  }
}
