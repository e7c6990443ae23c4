package lifeline.node;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import lifeline.cluster.Members;
import lifeline.codec.Sections;
import lifeline.config.Settings;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.DeliveryMachine;
import lifeline.log.ClusterListener;
import lifeline.log.DataException;
import lifeline.log.LineStore;
import lifeline.log.Log;
import lifeline.log.LogClock;
import lifeline.log.data.ClusterData;
import lifeline.log.data.LocalData;
import lifeline.log.raft.RaftLog;
import lifeline.log.raft.ratis.RaftSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node of a cluster, which shares its log with the other nodes. */
public final class ClusteredStorage extends NodeStorage {
  private static final Logger LOG = LoggerFactory.getLogger(ClusteredStorage.class);

  private final RaftLog log;
  private final ClusterData data;
  private final long stored;

  private ClusteredStorage(
      String self, DeliveryMachine machine, RaftLog log, List<String> names, ClusterData data) {
    super(self, names, machine, log, data.lines());
    this.log = log;
    this.data = data;
    this.stored = data.applied();
  }

  /**
   * The node as its data folder has it: the last snapshot. What the log has after it is replayed
   * once the log is started. Data of a node without a cluster become the beginning of one. Blocks.
   *
   * @param folder exists, and no other process uses it
   * @throws DataException if the folder can't be used
   */
  static ClusteredStorage recover(Settings settings, Path folder) {
    RaftSettings raft = RaftMapping.of(settings, ClusterData.raftFolder(folder));
    if (LocalData.isIn(folder)) {
      ClusterFounding.found(settings, folder, raft);
    }
    ClusterData data = ClusterData.open(folder, settings.node());
    Optional<LineStore.Snapshot> snapshot = data.snapshot();
    Sections state = snapshot.map(LineStore.Snapshot::state).orElse(null);
    RaftLog log =
        new RaftLog(
            raft, state, new StoreFiles(data), LogClock.ofMachine(), new SecureRandom()::nextLong);
    List<String> names = log.nodeNames();
    DeliveryMachine machine =
        snapshot.map(found -> load(names, found)).orElseGet(() -> create(settings, names));
    LOG.info(
        "data folder {}: snapshot {}", folder, snapshot.map(LineStore.Snapshot::index).orElse(0L));
    return new ClusteredStorage(settings.node(), machine, log, names, data);
  }

  /** The files of the store, as the log sends them to other nodes and gets them from there. */
  private record StoreFiles(ClusterData data) implements RaftLog.Store {
    @Override
    public void copyTo(Path target) throws IOException {
      data.copyStore(target);
    }

    @Override
    public Path replacement() {
      return data.receivedStore();
    }
  }

  @Override
  public void startLog(Log.Listener listener, ClusterListener cluster, Executor executor) {
    log.listen(cluster);
    super.startLog(listener, cluster, executor);
  }

  @Override
  public Optional<NodeEpoch> epoch() {
    return Optional.empty();
  }

  @Override
  public long storedIndex() {
    return stored;
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  @Override
  public Optional<Members> members() {
    return Optional.of(log.members());
  }

  @Override
  public void onFailed(Consumer<Throwable> listener) {
    data.onFailed(listener);
  }

  @Override
  public boolean backsUpSnapshotOnly() {
    return true;
  }

  @Override
  public void backup(Path target) throws IOException {
    ClusterBackup.make(data, self(), names(), target);
  }
}
