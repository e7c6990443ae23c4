package lifeline.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lifeline.cluster.Members;
import lifeline.config.Settings;
import lifeline.connection.NodeEpoch;
import lifeline.log.Log;
import lifeline.log.LogClock;
import lifeline.log.MemoryLog;
import lifeline.log.store.MemoryLineStore;

/** A node that stores nothing: every start is its first. */
public final class InMemoryStorage extends NodeStorage {
  private InMemoryStorage(Settings settings, List<String> names, Log log) {
    super(settings.node(), names, create(settings, names), log, new MemoryLineStore());
  }

  static InMemoryStorage create(Settings settings) {
    Log log = new MemoryLog(LogClock.ofMachine());
    log.replay(0, batch -> {});
    return new InMemoryStorage(settings, List.of(settings.node()), log);
  }

  @Override
  public Optional<NodeEpoch> epoch() {
    return Optional.of(new NodeEpoch(0, 1));
  }

  @Override
  public long storedIndex() {
    return 0;
  }

  @Override
  public boolean isDurable() {
    return false;
  }

  @Override
  public Optional<Members> members() {
    return Optional.empty();
  }

  @Override
  public void onFailed(Consumer<Throwable> listener) {}

  @Override
  public boolean backsUpSnapshotOnly() {
    return false;
  }

  @Override
  public void backup(Path target) {
    throw new UnsupportedOperationException("nothing is stored");
  }
}
