package lifeline.log.raft.ratis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster by this node's configuration.
 *
 * @param self name of this node, one of the peers
 * @param peers all nodes of the configuration; which of them are in the cluster is in its log
 * @param folder of the log, for this node alone; exists
 * @param tls null for no TLS between nodes
 * @param acceptTimeout how long lines may wait to be accepted
 * @param failureTimeout how long a node may be silent until its epoch is ended
 */
public record RaftSettings(
    String self,
    List<RaftPeerAddress> peers,
    Path folder,
    @Nullable PeerTls tls,
    Duration acceptTimeout,
    Duration failureTimeout) {
  public RaftSettings {
    peers = peers.stream().sorted(Comparator.comparing(RaftPeerAddress::name)).toList();
  }

  /** PEM files for mutual TLS. */
  public record PeerTls(Path cert, Path key, Path ca) {}

  public RaftPeerAddress ownAddress() {
    return peers.stream().filter(peer -> peer.name().equals(self)).findFirst().orElseThrow();
  }

  public List<RaftPeerAddress> otherPeers() {
    return peers.stream().filter(peer -> !peer.name().equals(self)).toList();
  }
}
