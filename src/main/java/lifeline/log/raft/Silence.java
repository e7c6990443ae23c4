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
    return isReady(info) ? of(info.getRoleInfoProto(), millis) : List.of();
  }

  /** The same of what a node has told of itself. */
  static List<String> of(RoleInfoProto role, long millis) {
    List<String> silent = new ArrayList<>();
    for (ServerRpcProto follower : role.getLeaderInfo().getFollowerInfoList()) {
      if (follower.getLastRpcElapsedTimeMs() > millis) {
        silent.add(follower.getId().getId().toStringUtf8());
      }
    }
    return silent;
  }

  /** The nodes that are not silent; none if this node does not lead. */
  static List<RaftPeerId> heard(DivisionInfo info, long millis) {
    List<RaftPeerId> heard = new ArrayList<>();
    if (!isReady(info)) {
      return heard;
    }
    for (ServerRpcProto follower : info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList()) {
      if (follower.getLastRpcElapsedTimeMs() <= millis) {
        heard.add(RaftPeerId.valueOf(follower.getId().getId()));
      }
    }
    return heard;
  }

  private static boolean isReady(DivisionInfo info) {
    return info.isLeader() && info.isLeaderReady();
  }
}
