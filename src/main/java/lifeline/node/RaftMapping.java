package lifeline.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lifeline.config.ClusterSettings;
import lifeline.config.Settings;
import lifeline.log.raft.ratis.RaftPeerAddress;
import lifeline.log.raft.ratis.RaftSettings;

/** The cluster, as the configuration has it. */
final class RaftMapping {
  /**
   * A node that is silent for so long is held for dead. More than an election takes, so that a new
   * leader has heard of the others; less than what a person waits for lines.
   */
  private static final Duration DEAD_AFTER = Duration.ofSeconds(2);

  private RaftMapping() {}

  static RaftSettings of(Settings settings, Path folder) {
    ClusterSettings cluster = settings.cluster();
    List<RaftPeerAddress> peers =
        cluster.peers().entrySet().stream()
            .map(
                peer ->
                    new RaftPeerAddress(
                        peer.getKey(), peer.getValue().host(), peer.getValue().port()))
            .toList();
    Settings.Tls tls = cluster.tls();
    return new RaftSettings(
        settings.node(),
        peers,
        folder,
        tls == null ? null : new RaftSettings.PeerTls(tls.cert(), tls.key(), tls.ca()),
        settings.acceptTimeout(),
        DEAD_AFTER);
  }
}
