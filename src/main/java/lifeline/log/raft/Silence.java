package lifeline.log.raft;

import java.util.ArrayList;
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
    List<String> silent = new ArrayList<>();
    for (ServerRpcProto follower : followers(info)) {
      if (follower.getLastRpcElapsedTimeMs() > millis) {
        silent.add(follower.getId().getId().toStringUtf8());
      }
    }
    return silent;
  }

  /** The nodes that are not silent; none if this node does not lead. */
  static List<RaftPeerId> heard(DivisionInfo info, long millis) {
    List<RaftPeerId> heard = new ArrayList<>();
    for (ServerRpcProto follower : followers(info)) {
      if (follower.getLastRpcElapsedTimeMs() <= millis) {
        heard.add(RaftPeerId.valueOf(follower.getId().getId()));
      }
    }
    return heard;
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
