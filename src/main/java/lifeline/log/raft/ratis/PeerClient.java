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

/** Calls of single other nodes, by gRPC. All methods block. */
public final class PeerClient {
  /** Enough for a busy node; if the process has ended, its machine answers at once. */
  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(3);

  private static final int CONNECT_MILLIS = 1000;

  private static final Duration TRANSFER_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TRANSFER_MARGIN = Duration.ofSeconds(1);

  /** A new node may first have to receive a copy of all data. */
  private static final Duration CONFIGURATION_TIMEOUT = Duration.ofMinutes(10);

  private final RatisSettings settings;
  private final Supplier<RaftGroup> group;

  /**
   * @param group the cluster as it is known here
   */
  PeerClient(RatisSettings settings, Supplier<RaftGroup> group) {
    this.settings = settings;
    this.group = group;
  }

  /** The clusters that node belongs to: none or one. */
  public List<UUID> groups(RaftPeer peer) throws IOException {
    checkReachable(peer);
    RaftGroup alone = RaftGroup.valueOf(RaftGroupId.randomId(), peer);
    try (RaftClient client = client(alone, peer.getId(), QUERY_TIMEOUT)) {
      return client.getGroupManagementApi(peer.getId()).list().getGroupIds().stream()
          .map(RaftGroupId::getUuid)
          .toList();
    } catch (StatusRuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Opens and closes a connection, which is cheaper than a client. Blocks for a second at most.
   *
   * @throws IOException if that machine does not accept a connection
   */
  static void checkReachable(RaftPeer peer) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(NetUtils.createSocketAddr(peer.getAddress()), CONNECT_MILLIS);
    }
  }

  /** The role and log of that node of the cluster. */
  public GroupInfoReply info(RaftPeer peer, RaftGroupId id) throws IOException {
    try (RaftClient client = client(RaftGroup.valueOf(id, peer), peer.getId(), QUERY_TIMEOUT)) {
      return client.getGroupManagementApi(peer.getId()).info(id);
    } catch (StatusRuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Makes {@code to} the leader in place of {@code leader}. */
  public void transferLeadership(RaftPeerId leader, RaftPeerId to) throws IOException {
    try (RaftClient client = client(group.get(), leader, TRANSFER_TIMEOUT.plus(TRANSFER_MARGIN))) {
      check(client.admin().transferLeadership(to, TRANSFER_TIMEOUT.toMillis()));
    }
  }

  /** Replaces the nodes of the cluster by {@code now}, if they are {@code before}. */
  public void setConfiguration(RaftPeerId leader, List<RaftPeer> before, List<RaftPeer> now)
      throws IOException {
    try (RaftClient client = client(group.get(), leader, CONFIGURATION_TIMEOUT)) {
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

  private RaftClient client(RaftGroup to, RaftPeerId leader, Duration timeout) {
    return RaftClient.newBuilder()
        .setRaftGroup(to)
        .setLeaderId(leader)
        .setProperties(RatisSettings.clientProperties(timeout))
        .setParameters(settings.parameters())
        .setRetryPolicy(RetryPolicies.noRetry())
        .build();
  }
}
