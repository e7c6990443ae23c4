package lifeline.log.raft.ratis;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.server.raftlog.RaftLogIOException;

/**
 * Ratis's gRPC, with a leader that notifies followers at once of what is committed.
 *
 * <p>Works around Ratis 3.3.0. There a follower learns the commit index with the next records; if
 * none follow, by the metadata record of {@code LeaderStateImpl.logMetadata}, which each node syncs
 * to its disk first, or else with the next heartbeat: {@code LogAppender.getHeartbeatWaitTimeMs}
 * does not consider the commit index. Can be deleted when an appender of Ratis sends a heartbeat as
 * soon as the commit index has advanced.
 *
 * <p>Ratis makes an instance from the name of this class.
 */
public final class CommitNotifyingRpc implements RpcType {
  /** The parameter that has the {@link StagingTimeout} of this node; not stored anywhere. */
  static final String STAGING_TIMEOUT = "lifeline.staging-timeout";

  @Override
  public String name() {
    return CommitNotifyingRpc.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    StagingTimeout stagingTimeout = parameters.get(STAGING_TIMEOUT, StagingTimeout.class);
    return new GrpcFactory(parameters) {
      @Override
      public GrpcServices newRaftServerRpc(RaftServer server) {
        return super.newRaftServerRpc(AppendGuard.of(server));
      }

      @Override
      public LogAppender newLogAppender(
          RaftServer.Division server, LeaderState state, FollowerInfo follower) {
        Appender appender = new Appender(server, state, follower);
        stagingTimeout.add(appender);
        return appender;
      }
    };
  }

  /** Sends the log to one follower. */
  private static final class Appender extends GrpcLogAppender {
    /** The commit index that was sent to the follower last. */
    private volatile long sentCommit;

    Appender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
      super(server, state, follower);
    }

    @Override
    public AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat)
        throws RaftLogIOException {
      AppendEntriesRequestProto request = super.newAppendEntriesRequest(callId, heartbeat);
      if (request != null) {
        sentCommit = request.getLeaderCommit();
      }
      return request;
    }

    /** Not while records wait, which carry it too, or are in flight, which must arrive first. */
    @Override
    public long getHeartbeatWaitTimeMs() {
      boolean isDue = sentCommit < getRaftLog().getLastCommittedIndex();
      return isDue && !hasAppendEntries() && !hasPendingDataRequests()
          ? 0
          : super.getHeartbeatWaitTimeMs();
    }
  }
}
