package lifeline.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lifeline.cluster.Members;
import lifeline.config.Durability;
import lifeline.config.Settings;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.DeliveryMachine;
import lifeline.log.DataException;
import lifeline.log.LineStore;
import lifeline.log.LogClock;
import lifeline.log.data.LocalData;
import lifeline.log.local.LocalLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node without a cluster, which stores its own log in its data folder. */
public final class LocalStorage extends NodeStorage {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStorage.class);

  /** Ids of connections have 18 bits for the epoch. */
  private static final int EPOCHS = 1 << 18;

  private final LocalData data;
  private final long stored;

  private LocalStorage(
      String self, List<String> names, DeliveryMachine machine, LocalData data, long stored) {
    super(self, names, machine, data.log(), data.lines());
    this.data = data;
    this.stored = stored;
  }

  /**
   * The node as its data folder has it: the last snapshot, and all that the log has after it.
   * Blocks.
   *
   * @param folder exists, and no other process uses it
   * @throws DataException if the folder can't be used
   */
  public static LocalStorage recover(Settings settings, Path folder) {
    long began = System.nanoTime();
    LocalLog.Settings logSettings =
        new LocalLog.Settings(
            settings.durability() == Durability.DISK,
            settings.syncInterval(),
            settings.acceptTimeout());
    LocalData data = LocalData.open(folder, settings.node(), logSettings, LogClock.ofMachine());
    List<String> names = List.of(settings.node());
    Optional<LineStore.Snapshot> snapshot = data.snapshot();
    DeliveryMachine machine =
        snapshot.map(found -> load(names, found)).orElseGet(() -> create(settings, names));
    long applied = snapshot.map(LineStore.Snapshot::index).orElse(0L);
    long last = replay(data, machine, applied);
    LOG.info(
        "data folder {}: epoch {}, {} batches, {} of them replayed, {} ms",
        folder,
        data.epoch(),
        last,
        last - applied,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    return new LocalStorage(settings.node(), names, machine, data, last);
  }

  /**
   * Applies what the log has after batch {@code applied}.
   *
   * @return index of the last batch
   */
  private static long replay(LocalData data, DeliveryMachine machine, long applied) {
    BatchApplier applier = new BatchApplier(machine, data.lines());
    long stored = data.applied();
    long last =
        data.log()
            .replay(applied, batch -> applier.apply(batch, batch.index() <= stored, effect -> {}));
    data.deleteLost(stored, last, machine.queries().heads());
    return last;
  }

  @Override
  public Optional<NodeEpoch> epoch() {
    return Optional.of(new NodeEpoch(0, data.epoch() % EPOCHS));
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
    return Optional.empty();
  }

  @Override
  public void onFailed(Consumer<Throwable> listener) {
    data.onFailed(listener);
  }

  @Override
  public boolean backsUpSnapshotOnly() {
    return false;
  }

  @Override
  public void backup(Path target) throws IOException {
    data.backup(target);
  }
}
