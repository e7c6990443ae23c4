package lifeline.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import lifeline.config.ClusterSettings;
import lifeline.config.Settings;
import lifeline.log.raft.ratis.RaftPeerAddress;
import lifeline.log.raft.ratis.RaftSettings;

/** Translates the configuration of the cluster into the settings of its log. */
final class RaftMapping {
  /**
   * Silence after which the other nodes take a node for dead. Longer than an election, so that a
   * new leader has heard from the others; shorter than what a person waits for lines.
   */
  private static final Duration DEAD_AFTER = Duration.ofSeconds(2);

  private RaftMapping() {}

  static RaftSettings of(Settings settings, Path folder) {
    ClusterSettings cluster =
        Objects.requireNonNull(settings.cluster(), "asked for in a cluster only");
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
        tls == null
            ? null
            : new RaftSettings.PeerTls(
                tls.cert(),
                tls.key(),
                Objects.requireNonNull(tls.ca(), "checked with the settings")),
        settings.acceptTimeout(),
        DEAD_AFTER);
  }
}
