package lifeline.log.raft.ratis;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.server.raftlog.RaftLogIOException;

/**
 * Ratis's gRPC, but that a leader tells followers at once what is committed. Ratis itself does that
 * by one more record, which each node syncs to its disk before it looks at it, or else with the
 * next heartbeat. Ratis makes one of these from the name of the class.
 */
public final class CommitNotifyingRpc implements RpcType {
  /** The parameter that has the {@link StagingTimeout} of this node. */
  static final String JOINING = "lifeline.joining";

  @Override
  public String name() {
    return CommitNotifyingRpc.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    StagingTimeout joining = parameters.get(JOINING, StagingTimeout.class);
    return new GrpcFactory(parameters) {
      @Override
      public LogAppender newLogAppender(
          RaftServer.Division server, LeaderState state, FollowerInfo follower) {
        Appender appender = new Appender(server, state, follower);
        joining.add(appender);
        return appender;
      }
    };
  }

  /** Sends the log to one follower. */
  private static final class Appender extends GrpcLogAppender {
    /** The follower has been told of all that is committed up to here. */
    private volatile long told;

    Appender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
      super(server, state, follower);
    }

    @Override
    public AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat)
        throws RaftLogIOException {
      AppendEntriesRequestProto request = super.newAppendEntriesRequest(callId, heartbeat);
      if (request != null) {
        told = request.getLeaderCommit();
      }
      return request;
    }

    /** Records that wait tell it as well; and before it has those on their way it can't use it. */
    @Override
    public long getHeartbeatWaitTimeMs() {
      boolean due = told < getRaftLog().getLastCommittedIndex();
      return due && !hasAppendEntries() && !hasPendingDataRequests()
          ? 0
          : super.getHeartbeatWaitTimeMs();
    }
  }
}
