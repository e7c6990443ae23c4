package lifeline.log.raft.ratis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What a node has to know to take part.
 *
 * @param self name of this node, one of the peers
 * @param peers all nodes, as the configuration has them; which of them are in the cluster is kept
 *     by the cluster
 * @param folder where the log is kept, for this node alone; exists
 * @param tls null for no TLS between peers
 * @param patience how long lines wait to be accepted
 * @param deadAfter how long a node may be silent until its connections are ended
 */
public record RaftSettings(
    String self,
    List<RaftPeerAddress> peers,
    Path folder,
    PeerTls tls,
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
