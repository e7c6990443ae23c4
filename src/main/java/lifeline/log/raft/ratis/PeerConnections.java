package lifeline.log.raft.ratis;

import java.io.IOException;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks and replaces the connections of Ratis's server to the other nodes. */
final class PeerConnections {
  private static final Logger LOG = LoggerFactory.getLogger(PeerConnections.class);

  private PeerConnections() {}

  /** Whether that machine accepts a connection from here now. Blocks for a second at most. */
  static boolean isReachable(RaftPeer peer) {
    try {
      PeerClient.checkReachable(peer);
      return true;
    } catch (IOException e) {
      LOG.debug("node {} is not reachable: {}", peer.getId(), e.toString());
      return false;
    }
  }

  /**
   * Closes the connections to that node at once and opens new ones.
   *
   * <p>Works around Ratis 3.3.0. After an error {@code GrpcLogAppender.resetClient} only calls
   * {@code resetConnectBackoff} (since RATIS-1072), so a log appender stays on its TCP connection
   * for as long as that has not failed. {@code PeerProxyMap.resetProxy} opens a new one, but {@code
   * GrpcUtil.shutdownManagedChannel} first waits up to 3 s for the calls on the old one; the
   * interrupt makes it close that without waiting. Can be deleted, with {@link
   * lifeline.log.raft.members.PeerReconnect}, when Ratis replaces a connection to a node that does
   * not answer, or has keepalive on its server's channels.
   */
  static void replace(RaftServer server, RaftPeerId peer) {
    Thread.currentThread().interrupt();
    server.getServerRpc().handleException(peer, null, true);
    Thread.interrupted();
  }
}
