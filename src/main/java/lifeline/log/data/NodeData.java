package lifeline.log.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import lifeline.log.LineStore;
import lifeline.log.store.RocksDatabase;
import lifeline.log.store.RocksLineStore;
import org.jspecify.annotations.Nullable;

/** What every data folder has: the store of lines with the snapshot of the state machine. */
public abstract class NodeData {
  final RocksDatabase files;
  private final RocksLineStore lines;
  private final CompletableFuture<Void> failed = new CompletableFuture<>();

  NodeData(RocksDatabase files) {
    this.files = files;
    this.lines = new RocksLineStore(files, failed::completeExceptionally);
  }

  /** Whether the folder has data of a node, with or without a cluster. */
  public static boolean hasData(Path folder) {
    return Files.exists(folder.resolve(NodeFile.NAME));
  }

  /** The lines of all rooms. */
  public final LineStore lines() {
    return lines;
  }

  /** Why no more lines can be stored; null if they can. */
  final @Nullable String obstacle() {
    return lines.obstacle();
  }

  /** The last one that was stored; to be called before lines are stored. */
  public final Optional<LineStore.Snapshot> snapshot() {
    return lines.snapshot();
  }

  /** Index of the last batch whose lines the store has; 0 for none. */
  public final long applied() {
    return files.applied();
  }

  /** The listener is called, on any thread, when the store can't be used any longer. */
  public final void onFailed(Consumer<Throwable> listener) {
    var unused =
        failed.exceptionally(
            failure -> {
              listener.accept(failure);
              return null;
            });
  }
}
