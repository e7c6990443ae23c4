package lifeline.dispatcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lifeline.config.Cluster;
import lifeline.config.Settings;
import lifeline.config.Tls;
import lifeline.log.raft.Peer;
import lifeline.log.raft.RaftSettings;

/** The cluster, as the configuration has it. */
final class Peers {
  /**
   * A node that is silent for so long is held for dead. More than an election takes, so that a new
   * leader has heard of the others; less than what a person waits for lines.
   */
  private static final Duration DEAD_AFTER = Duration.ofSeconds(2);

  private Peers() {}

  static RaftSettings of(Settings settings, Path folder) {
    Cluster cluster = settings.cluster();
    List<Peer> peers =
        cluster.peers().entrySet().stream()
            .map(peer -> new Peer(peer.getKey(), peer.getValue().host(), peer.getValue().port()))
            .toList();
    Tls tls = cluster.tls();
    return new RaftSettings(
        settings.node(),
        peers,
        folder,
        tls == null ? null : new RaftSettings.PeerTls(tls.cert(), tls.key(), tls.ca()),
        settings.acceptTimeout(),
        DEAD_AFTER);
  }
}
