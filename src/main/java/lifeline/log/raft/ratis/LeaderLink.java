package lifeline.log.raft.ratis;

import java.io.IOException;
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

/**
 * The way to one leader. It is given up at the first thing that goes wrong; nothing is tried again
 * on it, so that the order in which it was used is the order in which it hands over.
 */
public interface LeaderLink extends AutoCloseable {
  /**
   * Hands a record to the leader; may block. Fails if it was not committed, or that is not known.
   */
  CompletableFuture<Void> send(ByteString content) throws IOException;

  /** The leader at its end. */
  RaftPeerId leader();

  @Override
  void close();

  /** For the leader itself: straight into its log. */
  final class Local implements LeaderLink {
    private final RaftServer.Division division;
    private final ClientId client = ClientId.randomId();
    private long calls;

    public Local(RaftServer.Division division) {
      this.division = division;
    }

    @Override
    public CompletableFuture<Void> send(ByteString content) throws IOException {
      calls++;
      RaftClientRequest request =
          RaftClientRequest.newBuilder()
              .setClientId(client)
              .setServerId(division.getId())
              .setGroupId(division.getMemberId().getGroupId())
              .setCallId(calls)
              .setMessage(Message.valueOf(content))
              .setType(RaftClientRequest.writeRequestType())
              .build();
      // The server's own method of this name waits for the answer; its division's does not.
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

    public Remote(RatisSettings settings, RaftGroup group, RaftPeerId leader) {
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
    public CompletableFuture<Void> send(ByteString content) {
      return client.async().send(Message.valueOf(content)).thenCompose(LeaderLink::outcome);
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
        throw new java.io.UncheckedIOException(e);
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
