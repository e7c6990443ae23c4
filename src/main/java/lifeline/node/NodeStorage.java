package lifeline.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import lifeline.cluster.Members;
import lifeline.codec.UnreadableException;
import lifeline.config.Durability;
import lifeline.config.Settings;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.DeliveryMachine;
import lifeline.log.ClusterListener;
import lifeline.log.DataException;
import lifeline.log.LineStore;
import lifeline.log.Log;
import lifeline.log.data.ClusterData;

/** The state machine of this node with its log and line store, as they are when it starts. */
public abstract sealed class NodeStorage permits InMemoryStorage, LocalStorage, ClusteredStorage {
  private final String self;
  private final List<String> names;
  private final DeliveryMachine machine;
  private final Log log;
  private final LineStore lines;

  /**
   * @param self name of this node
   * @param names of all nodes, by their numbers; grows in a cluster
   */
  NodeStorage(String self, List<String> names, DeliveryMachine machine, Log log, LineStore lines) {
    this.self = self;
    this.names = names;
    this.machine = machine;
    this.log = log;
    this.lines = lines;
  }

  /**
   * What the configuration asks for, with the log replayed as far as it is known here. Blocks.
   *
   * @param folder the data folder; exists, and no other process uses it
   * @throws DataException if the folder can't be used
   */
  public static NodeStorage open(Settings settings, Path folder) {
    if (settings.durability() == Durability.MEMORY) {
      return InMemoryStorage.create(settings);
    }
    if (settings.cluster() != null) {
      return ClusteredStorage.recover(settings, folder);
    }
    if (ClusterData.isIn(folder)) {
      throw new DataException("is of a node of a cluster, and cluster.peers is not set");
    }
    return LocalStorage.recover(settings, folder);
  }

  /** Name of this node. */
  public final String self() {
    return self;
  }

  public final DeliveryMachine machine() {
    return machine;
  }

  public final Log log() {
    return log;
  }

  public final LineStore lines() {
    return lines;
  }

  /** Names of all nodes, by their numbers; grows in a cluster. */
  final List<String> names() {
    return names;
  }

  /** Name of the node that has, or had, this connection. */
  public final String name(long connection) {
    return names.get(ConnectionId.node(connection));
  }

  /** The epoch that begins with this start; empty if the log assigns it later. */
  public abstract Optional<NodeEpoch> epoch();

  /** Index of the last batch whose lines the store has already. */
  public abstract long storedIndex();

  /** Whether a later start finds what is stored now. */
  public abstract boolean isDurable();

  /** The cluster of this node; empty if it is alone. */
  public abstract Optional<Members> members();

  /**
   * Starts the log; see {@link Log#start}.
   *
   * @param cluster called by the log of a cluster only
   */
  public void startLog(Log.Listener listener, ClusterListener cluster, Executor executor) {
    log.start(listener, executor);
  }

  /** The listener is called, on any thread, when the store can't be used any longer. */
  public abstract void onFailed(Consumer<Throwable> listener);

  /** Whether {@link #backup} copies the last snapshot only, without the log after it. */
  public abstract boolean backsUpSnapshotOnly();

  /**
   * Copies what is stored to a folder on which a server can be started. Blocks. {@link Log#discard}
   * must not be called meanwhile.
   *
   * @param target must not exist
   * @throws UnsupportedOperationException if nothing is stored
   */
  public abstract void backup(Path target) throws IOException;

  /** Closes the log and the store. Blocks. Fails if something is not stored as promised. */
  public final void close() {
    try {
      log.close();
    } finally {
      lines.close();
    }
  }

  /** The machine as the snapshot has it. */
  static DeliveryMachine load(List<String> names, LineStore.Snapshot snapshot) {
    try {
      return DeliveryMachine.load(names, snapshot.state());
    } catch (UnreadableException e) {
      throw new DataException("store: the snapshot can't be read: " + e.getMessage(), e);
    }
  }

  /** A machine that no entry has been applied to. */
  static DeliveryMachine create(Settings settings, List<String> names) {
    return new DeliveryMachine(LimitsMapping.of(settings), names);
  }
}
