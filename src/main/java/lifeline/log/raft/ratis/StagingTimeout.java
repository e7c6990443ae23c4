package lifeline.log.raft.ratis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.server.leader.LogAppender;

/**
 * Ends the addition of a node that does not answer for too long.
 *
 * <p>Works around Ratis 3.3.0. {@code LeaderStateImpl.EventProcessor.run} calls {@code
 * checkStaging}, which finds the timeout, only when it has had no event for an election timeout, or
 * when the new node answers. With clients at work there are always events, so that a silent new
 * node is never given up, and no other change of the membership is possible. {@link #check} has a
 * leader call it. Can be deleted when Ratis checks the staging timeout by time.
 */
final class StagingTimeout {
  private final Set<LogAppender> appenders = ConcurrentHashMap.newKeySet();

  /** There is a new appender, which may be one to a node that is being added. */
  void add(LogAppender appender) {
    appenders.add(appender);
  }

  /** To be called periodically. */
  void check() {
    appenders.removeIf(appender -> !isStaging(appender));
    appenders.forEach(
        appender ->
            appender.getLeaderState().onFollowerSuccessAppendEntries(appender.getFollower()));
  }

  private static boolean isStaging(LogAppender appender) {
    return appender.isRunning()
        && appender.getLeaderState().isFollowerBootstrapping(appender.getFollower());
  }
}
