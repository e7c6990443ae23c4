package lifeline.log.raft.ratis;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a node without data that asks the other nodes of the configuration for their
 * cluster, until {@link ClusterDiscovery} knows which one this node belongs to.
 */
final class ClusterFinder {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFinder.class);
  private static final long ROUND_MILLIS = 200;

  private final RaftSettings settings;
  private final PeerClient peerClient;
  private final Listener listener;
  private final Consumer<Throwable> failed;
  private final Thread thread = new Thread(this::run, "raft-discovery");
  private volatile boolean closed;

  /** Gets the cluster, once, on the thread. */
  @FunctionalInterface
  interface Listener {
    void onFound(UUID cluster) throws IOException;
  }

  /**
   * @param failed called when the node cannot join the cluster
   */
  ClusterFinder(
      RaftSettings settings, PeerClient peerClient, Listener listener, Consumer<Throwable> failed) {
    this.settings = settings;
    this.peerClient = peerClient;
    this.listener = listener;
    this.failed = failed;
  }

  void start() {
    thread.start();
  }

  /** Ends the thread, now or after the listener. Non-blocking. */
  void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    LOG.info("no data of a cluster yet; asking {}", settings.otherPeers());
    ClusterDiscovery discovery =
        new ClusterDiscovery(
            GroupFile.sharedId(settings), settings.otherPeers().size(), System.nanoTime());
    try {
      Optional<UUID> found = Optional.empty();
      while (!closed && found.isEmpty()) {
        found = discovery.decide(askPeers(), System.nanoTime());
        if (found.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
        }
      }
      if (!closed) {
        listener.onFound(found.orElseThrow());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        failed.accept(e);
      }
    }
  }

  /** The clusters of each node that answers: none or one. */
  private Map<String, Collection<UUID>> askPeers() {
    Map<String, Collection<UUID>> answers = new HashMap<>();
    for (RaftPeerAddress peer : settings.otherPeers()) {
      try {
        answers.put(peer.name(), peerClient.groups(peer.toRaft()));
      } catch (IOException e) {
        LOG.debug("node {} does not answer: {}", peer.name(), e.toString());
      }
    }
    return answers;
  }
}
