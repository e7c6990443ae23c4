package lifeline.dispatcher;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lifeline.codec.Sections;
import lifeline.log.LineStore;
import lifeline.log.Log;
import lifeline.node.NodeStorage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores snapshots of the state machine, after which the log may drop the batches that they cover,
 * and makes backups.
 */
final class SnapshotSchedule {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);

  /** Bytes of log that are replayed in less than a second: no snapshot is due before. */
  private static final long MIN_LOG_BYTES = 32L << 20;

  /**
   * The least bytes of log between two snapshots, as a multiple of what a snapshot writes: with a
   * large state machine, snapshots stay a small share of what goes to the disk.
   */
  private static final long MIN_LOG_PER_SNAPSHOT = 4;

  private final NodeStorage node;
  private final Context context;
  private long index;
  private long time;
  private long bytesAtLast;
  private long threshold = MIN_LOG_BYTES;
  private boolean busy;
  private Future<Void> last = Future.succeededFuture();

  /**
   * @param context on which all methods are called and all futures complete
   */
  SnapshotSchedule(NodeStorage node, Context context) {
    this.node = node;
    this.context = context;
  }

  /** The batch has been applied. */
  void applied(Log.Batch batch) {
    index = batch.index();
    time = batch.time();
    if (!busy && node.log().appendedBytes() - bytesAtLast >= threshold) {
      store().onFailure(e -> LOG.warn("no snapshot this time: {}", e.toString()));
    }
  }

  /** Stores a snapshot of the current state; the log then drops the batches that it covers. */
  Future<Void> store() {
    if (!node.isDurable() || index == 0) {
      return Future.succeededFuture();
    }
    if (busy) {
      return last.transform(done -> store());
    }
    long upTo = index;
    busy = true;
    bytesAtLast = node.log().appendedBytes();
    Sections state = save(upTo);
    last =
        ContextFuture.of(
                context, node.lines().saveSnapshot(new LineStore.Snapshot(upTo, time, state)))
            .onSuccess(stored -> node.log().discard(upTo))
            .onComplete(done -> busy = false);
    return last;
  }

  private Sections save(long upTo) {
    long began = System.nanoTime();
    Sections state = node.machine().save();
    node.log().save(state);
    long bytes =
        state.names().stream()
            .filter(name -> !state.fixed().contains(name))
            .mapToLong(name -> Objects.requireNonNull(state.bytes(name), name).length)
            .sum();
    threshold = Math.max(MIN_LOG_BYTES, MIN_LOG_PER_SNAPSHOT * bytes);
    LOG.debug(
        "snapshot {}: {} sections, {} bytes of those that change, {} us",
        upTo,
        state.names().size(),
        bytes,
        TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
    return state;
  }

  /** Copies what this node stores; {@code target} must not exist. */
  Future<Void> backup(Path target) {
    Future<Void> ready = node.backsUpSnapshotOnly() ? store() : Future.succeededFuture();
    return ready.compose(stored -> exclusively(() -> copy(target)));
  }

  private Future<Void> copy(Path target) {
    return context.executeBlocking(
        () -> {
          node.backup(target);
          return null;
        });
  }

  /** Runs the task while no snapshot is stored, and so no batch of the log dropped. */
  private Future<Void> exclusively(Supplier<Future<Void>> task) {
    last =
        last.transform(
                done -> {
                  busy = true;
                  return task.get();
                })
            .onComplete(done -> busy = false);
    return last;
  }
}
