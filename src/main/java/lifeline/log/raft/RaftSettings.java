package lifeline.log.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What a node has to know to take part.
 *
 * @param self name of this node, one of the peers
 * @param peers all nodes; their numbers are their places in the order of the names
 * @param folder where the log is kept, for this node alone
 * @param tls null for no TLS between peers
 * @param patience how long lines wait to be accepted
 * @param deadAfter how long a node may be silent until its connections are ended
 */
public record RaftSettings(
    String self,
    List<Peer> peers,
    Path folder,
    PeerTls tls,
    Duration patience,
    Duration deadAfter) {
  public RaftSettings {
    peers = peers.stream().sorted(Comparator.comparing(Peer::name)).toList();
  }

  /** PEM files for mutual TLS. */
  public record PeerTls(Path cert, Path key, Path ca) {}

  /** Names of all nodes, by their numbers. */
  public List<String> names() {
    return peers.stream().map(Peer::name).toList();
  }

  /** Number of the node with that name. */
  int number(String name) {
    for (int i = 0; i < peers.size(); i++) {
      if (peers.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(name + " is none of the peers");
  }

  int node() {
    return number(self);
  }

  Peer own() {
    return peers.get(node());
  }
}
