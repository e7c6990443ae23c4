package lifeline.node;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import lifeline.cluster.Members;
import lifeline.codec.UnreadableException;
import lifeline.config.Durability;
import lifeline.config.Settings;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.DeliveryMachine;
import lifeline.log.DataException;
import lifeline.log.LineStore;
import lifeline.log.Log;
import lifeline.log.LogClock;
import lifeline.log.MemoryLog;
import lifeline.log.data.ClusterData;
import lifeline.log.data.LocalData;
import lifeline.log.local.LocalLog;
import lifeline.log.raft.RaftLog;
import lifeline.log.raft.ratis.RaftSettings;
import lifeline.log.store.MemoryLineStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of this node with its log and store, as they are when a run begins.
 *
 * @param self name of this node
 * @param names of all nodes, by their numbers; grows in a cluster
 * @param run null if it is the log that tells
 * @param stored index of the last batch whose lines the store has
 * @param data null if this node is not alone, or keeps nothing
 * @param cluster null if this node is alone
 * @param members null if this node is alone
 */
public record NodeStorage(
    String self,
    List<String> names,
    NodeEpoch run,
    DeliveryMachine machine,
    Log log,
    LineStore lines,
    long stored,
    LocalData data,
    ClusterData cluster,
    Members members) {
  private static final Logger LOG = LoggerFactory.getLogger(NodeStorage.class);

  /** Ids of connections have so many bits for the number of a run. */
  private static final int RUNS = 1 << 18;

  /** A node that keeps nothing, at its first and only run. */
  public static NodeStorage inMemory(Settings settings) {
    Log log = new MemoryLog(LogClock.ofMachine());
    log.replay(0, batch -> {});
    List<String> names = List.of(settings.node());
    DeliveryMachine machine = machine(settings, names, null);
    return new NodeStorage(
        settings.node(),
        names,
        new NodeEpoch(0, 1),
        machine,
        log,
        new MemoryLineStore(),
        0,
        null,
        null,
        null);
  }

  /**
   * A node as its data folder has it: the last snapshot, and all that the log has behind it.
   * Blocks.
   *
   * @param folder exists, and is nobody else's
   * @throws DataException if the folder can't be used
   */
  public static NodeStorage local(Settings settings, Path folder) {
    long began = System.nanoTime();
    LocalLog.Settings how =
        new LocalLog.Settings(
            settings.durability() == Durability.DISK,
            settings.syncInterval(),
            settings.acceptTimeout());
    LocalData data = LocalData.open(folder, settings.node(), how, LogClock.ofMachine());
    LineStore.Snapshot snapshot = data.snapshot();
    List<String> names = List.of(settings.node());
    DeliveryMachine machine = machine(settings, names, snapshot);
    BatchApplier applying = new BatchApplier(machine, data.lines());
    long applied = snapshot == null ? 0 : snapshot.index();
    long stored = data.applied();
    long last =
        data.log()
            .replay(applied, batch -> applying.apply(batch, batch.index() <= stored, effect -> {}));
    data.forgetLost(stored, last, machine.queries().heads());
    LOG.info(
        "data folder {}: run {}, {} batches of which {} are replayed, {} ms",
        folder,
        data.run(),
        last,
        last - applied,
        (System.nanoTime() - began) / 1_000_000);
    NodeEpoch run = new NodeEpoch(0, data.run() % RUNS);
    return new NodeStorage(
        settings.node(), names, run, machine, data.log(), data.lines(), last, data, null, null);
  }

  /**
   * A node of a cluster as its data folder has it: the last snapshot. What the log has behind it is
   * told once that is started. The data of a node that was alone become the beginning of a cluster.
   * Blocks.
   *
   * @param folder exists, and is nobody else's
   * @throws DataException if the folder can't be used
   */
  public static NodeStorage clustered(Settings settings, Path folder) {
    RaftSettings raft = RaftMapping.of(settings, ClusterData.log(folder));
    if (LocalData.isIn(folder)) {
      ClusterFounding.found(settings, folder, raft);
    }
    ClusterData data = ClusterData.open(folder, settings.node());
    LineStore.Snapshot snapshot = data.snapshot();
    RaftLog log =
        new RaftLog(
            raft,
            snapshot == null ? null : snapshot.state(),
            new StoreOf(data),
            LogClock.ofMachine(),
            new SecureRandom()::nextLong);
    DeliveryMachine machine = machine(settings, log.names(), snapshot);
    LOG.info("data folder {}: snapshot {}", folder, snapshot == null ? 0 : snapshot.index());
    return new NodeStorage(
        settings.node(),
        log.names(),
        null,
        machine,
        log,
        data.lines(),
        data.applied(),
        null,
        data,
        log.members());
  }

  /** The store, as the log of a cluster wants it. */
  private record StoreOf(ClusterData data) implements RaftLog.Store {
    @Override
    public void copyTo(Path target) throws IOException {
      data.copyStore(target);
    }

    @Override
    public Path next() {
      return data.nextStore();
    }
  }

  /** Name of the node that has, or had, this connection. */
  public String name(long connection) {
    return names.get(ConnectionId.node(connection));
  }

  /** Whether there is anything that a later run can begin with. */
  public boolean keeps() {
    return data != null || cluster != null;
  }

  /** The listener is told, on any thread, when the store can't be used any longer. */
  public void onFailed(Consumer<Throwable> listener) {
    if (data != null) {
      data.onFailed(listener);
    } else if (cluster != null) {
      cluster.onFailed(listener);
    }
  }

  /** Makes a copy of what this node keeps; {@code target} must not exist. Blocks. */
  public void backup(Path target) throws IOException {
    if (cluster == null) {
      data.backup(target);
    } else {
      ClusterBackup.make(cluster, this, target);
    }
  }

  /** Closes the log and the store. Blocks. Fails if something is not kept as it was promised. */
  public void close() {
    try {
      log.close();
    } finally {
      lines.close();
    }
  }

  private static DeliveryMachine machine(
      Settings settings, List<String> names, LineStore.Snapshot snapshot) {
    if (snapshot == null) {
      return new DeliveryMachine(LimitsMapping.of(settings), names);
    }
    try {
      return DeliveryMachine.load(names, snapshot.state());
    } catch (UnreadableException e) {
      throw new DataException("store: the snapshot can't be read: " + e.getMessage(), e);
    }
  }
}
