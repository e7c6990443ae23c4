package lifeline.log.raft.ratis;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.util.NetUtils;

/** What a node asks and tells single other ones, by gRPC. All of it blocks. */
public final class PeerClient {
  /** Enough for a busy node; a dead one's machine answers at once. */
  private static final Duration ASKING = Duration.ofSeconds(3);

  private static final int CONNECT_MILLIS = 1000;

  private static final Duration TRANSFER = Duration.ofSeconds(2);
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /** A copy of all data may have to be sent. */
  private static final Duration CONFIGURE = Duration.ofMinutes(10);

  private final RatisSettings settings;
  private final Supplier<RaftGroup> group;

  /**
   * @param group the cluster as it is known
   */
  PeerClient(RatisSettings settings, Supplier<RaftGroup> group) {
    this.settings = settings;
    this.group = group;
  }

  /** Which clusters that node is in: none or one. */
  public List<UUID> groups(RaftPeer peer) throws IOException {
    checkReachable(peer);
    RaftGroup alone = RaftGroup.valueOf(RaftGroupId.randomId(), peer);
    try (RaftClient client = client(alone, peer.getId(), ASKING)) {
      return client.getGroupManagementApi(peer.getId()).list().getGroupIds().stream()
          .map(RaftGroupId::getUuid)
          .toList();
    } catch (StatusRuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Costs next to nothing while a node is not there, unlike a client. Takes a second at most. */
  static void checkReachable(RaftPeer peer) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(NetUtils.createSocketAddr(peer.getAddress()), CONNECT_MILLIS);
    }
  }

  /** How that node of the cluster is. */
  public GroupInfoReply info(RaftPeer peer, RaftGroupId id) throws IOException {
    try (RaftClient client = client(RaftGroup.valueOf(id, peer), peer.getId(), ASKING)) {
      return client.getGroupManagementApi(peer.getId()).info(id);
    } catch (StatusRuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Lets {@code to} lead in place of {@code leader}. */
  public void transferLeadership(RaftPeerId leader, RaftPeerId to) throws IOException {
    try (RaftClient client = client(group.get(), leader, TRANSFER.plus(MARGIN))) {
      check(client.admin().transferLeadership(to, TRANSFER.toMillis()));
    }
  }

  /** Has the leader put {@code now} in the place of {@code before}, if those are the nodes. */
  public void setConfiguration(RaftPeerId leader, List<RaftPeer> before, List<RaftPeer> now)
      throws IOException {
    try (RaftClient client = client(group.get(), leader, CONFIGURE)) {
      check(
          client
              .admin()
              .setConfiguration(
                  SetConfigurationRequest.Arguments.newBuilder()
                      .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                      .setServersInCurrentConf(before)
                      .setServersInNewConf(now)
                      .build()));
    }
  }

  private static void check(RaftClientReply reply) throws IOException {
    if (!reply.isSuccess()) {
      throw reply.getException() == null ? new IOException("refused") : reply.getException();
    }
  }

  private RaftClient client(RaftGroup to, RaftPeerId leader, Duration most) {
    return RaftClient.newBuilder()
        .setRaftGroup(to)
        .setLeaderId(leader)
        .setProperties(RatisSettings.clientProperties(most))
        .setParameters(settings.parameters())
        .setRetryPolicy(RetryPolicies.noRetry())
        .build();
  }
}
