package lifeline.log.raft.members;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lifeline.log.raft.ratis.FollowerSilence;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node's Ratis is told to do beside ordering entries. */
public final class LeaderOrders {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderOrders.class);
  private static final long FORGET_MILLIS = 60_000;
  private static final long LEAVE_MILLIS = 2_000;

  private LeaderOrders() {}

  /**
   * Has the log forget what {@link lifeline.log.raft.ratis.RatisStateMachine#takeSnapshot} covers.
   * Non-blocking; completes when that is done or has been told as failed.
   */
  public static CompletableFuture<Void> forget(RaftServer server, RaftServer.Division division) {
    RaftGroupId group = division.getMemberId().getGroupId();
    return server
        .snapshotManagementAsync(
            SnapshotManagementRequest.newCreate(
                ClientId.randomId(), division.getId(), group, 1, FORGET_MILLIS, 1))
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                LOG.warn("the log forgets nothing this time: {}", failure.toString());
              }
              return null;
            });
  }

  /** Lets another node lead, if this one does; waits for it, but not for long. */
  public static void leave(RaftServer server, RaftServer.Division division) {
    if (!division.getInfo().isLeader()) {
      return;
    }
    for (RaftPeerId other : FollowerSilence.responding(division.getInfo(), LEAVE_MILLIS)) {
      try {
        RaftClientReply reply =
            server
                .transferLeadershipAsync(
                    new TransferLeadershipRequest(
                        ClientId.randomId(),
                        division.getId(),
                        division.getMemberId().getGroupId(),
                        1,
                        other,
                        LEAVE_MILLIS))
                .get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
        if (reply.isSuccess()) {
          LOG.info("node {} leads in place of this one", other);
          return;
        }
      } catch (IOException | ExecutionException | TimeoutException e) {
        LOG.debug("node {} does not take the lead: {}", other, e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
