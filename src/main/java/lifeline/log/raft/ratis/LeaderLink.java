package lifeline.log.raft.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to one leader. A link is closed at its first failure and never retries, so that
 * records reach the leader in the order in which they were sent.
 */
public interface LeaderLink extends AutoCloseable {
  /** Sends a record; may block. Fails if it was not committed, or if that is not known. */
  CompletableFuture<Void> send(ByteString record) throws IOException;

  /** The leader at its other end. */
  RaftPeerId leader();

  @Override
  void close();

  /** Opens links. */
  interface Source {
    /** A link to the leader that is known now; null if none is known. */
    @Nullable LeaderLink open();

    /** Whether the link's leader is still the one that is known. */
    boolean isCurrent(LeaderLink link);
  }

  /** For the leader itself: straight into its log. */
  final class Local implements LeaderLink {
    private final RaftServer.Division division;
    private final ClientId client = ClientId.randomId();
    private long calls;

    Local(RaftServer.Division division) {
      this.division = division;
    }

    @Override
    public CompletableFuture<Void> send(ByteString record) throws IOException {
      calls++;
      RaftClientRequest request =
          RaftClientRequest.newBuilder()
              .setClientId(client)
              .setServerId(division.getId())
              .setGroupId(division.getMemberId().getGroupId())
              .setCallId(calls)
              .setMessage(Message.valueOf(record))
              .setType(RaftClientRequest.writeRequestType())
              .build();
      // RaftServer.submitClientRequestAsync blocks until there is an answer; its division's method
      // does not.
      return ((RaftClientAsynchronousProtocol) division)
          .submitClientRequestAsync(request)
          .thenCompose(LeaderLink::outcome);
    }

    @Override
    public RaftPeerId leader() {
      return division.getId();
    }

    @Override
    public void close() {}
  }

  /** For a follower: to the leader by gRPC. */
  final class Remote implements LeaderLink {
    private final RaftPeerId leader;
    private final RaftClient client;

    Remote(RatisSettings settings, RaftGroup group, RaftPeerId leader) {
      this.leader = leader;
      this.client =
          RaftClient.newBuilder()
              .setRaftGroup(group)
              .setLeaderId(leader)
              .setProperties(settings.properties())
              .setParameters(settings.parameters())
              .setRetryPolicy(RetryPolicies.noRetry())
              .build();
    }

    @Override
    public CompletableFuture<Void> send(ByteString record) {
      return client.async().send(Message.valueOf(record)).thenCompose(LeaderLink::outcome);
    }

    @Override
    public RaftPeerId leader() {
      return leader;
    }

    @Override
    public void close() {
      try {
        client.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static CompletableFuture<Void> outcome(RaftClientReply reply) {
    if (reply.isSuccess()) {
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.failedFuture(
        reply.getException() == null
            ? new IOException("refused by the leader")
            : reply.getException());
  }
}
