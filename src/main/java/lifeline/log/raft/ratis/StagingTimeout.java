package lifeline.log.raft.ratis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.server.leader.LogAppender;

/**
 * Sees to it that Ratis gives up a node that is being added and silent for too long. Ratis looks
 * itself only when nothing else happens, so with clients at work the change would go on for ever,
 * and no other could be made.
 */
final class StagingTimeout {
  private final Set<LogAppender> appenders = ConcurrentHashMap.newKeySet();

  /** There is one more that sends the log to a node. */
  void add(LogAppender sender) {
    appenders.add(sender);
  }

  /** To be called now and then. */
  void check() {
    appenders.removeIf(sender -> !isJoining(sender));
    appenders.forEach(
        sender -> sender.getLeaderState().onFollowerSuccessAppendEntries(sender.getFollower()));
  }

  private static boolean isJoining(LogAppender sender) {
    return sender.isRunning()
        && sender.getLeaderState().isFollowerBootstrapping(sender.getFollower());
  }
}
