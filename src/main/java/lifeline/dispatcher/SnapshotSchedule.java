package lifeline.dispatcher;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import lifeline.codec.Sections;
import lifeline.log.LineStore;
import lifeline.log.Log;
import lifeline.node.NodeStorage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps snapshots of the state machine, so that the log may forget what they cover, and makes
 * copies of what is kept.
 */
final class SnapshotSchedule {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);

  /** So much log is replayed in less than a second. */
  private static final long LEAST_BYTES = 32L << 20;

  /** Of a large state machine: so many times what is saved anew, so that it stays a small share. */
  private static final long SHARE = 4;

  private final NodeStorage node;
  private final Context context;
  private long index;
  private long time;
  private long lastBytes;
  private long threshold = LEAST_BYTES;
  private boolean busy;
  private Future<Void> last = Future.succeededFuture();

  /**
   * @param context where all is called, and where futures complete
   */
  SnapshotSchedule(NodeStorage node, Context context) {
    this.node = node;
    this.context = context;
  }

  /** The batch has been applied. */
  void applied(Log.Batch batch) {
    index = batch.index();
    time = batch.time();
    if (!busy && node.log().appendedBytes() - lastBytes >= threshold) {
      keep().onFailure(e -> LOG.warn("no snapshot this time: {}", e.toString()));
    }
  }

  /** Keeps a snapshot of what is now; the log then forgets what it covers. */
  Future<Void> keep() {
    if (!node.isDurable() || index == 0) {
      return Future.succeededFuture();
    }
    if (busy) {
      return last.transform(done -> keep());
    }
    long upTo = index;
    busy = true;
    lastBytes = node.log().appendedBytes();
    long began = System.nanoTime();
    Sections state = node.machine().save();
    node.log().save(state);
    long bytes =
        state.names().stream()
            .filter(name -> !state.fixed().contains(name))
            .mapToLong(name -> state.bytes(name).length)
            .sum();
    threshold = Math.max(LEAST_BYTES, SHARE * bytes);
    LOG.debug(
        "snapshot {}: {} sections, {} bytes of those that change, {} us",
        upTo,
        state.names().size(),
        bytes,
        (System.nanoTime() - began) / 1000);
    last =
        on(context, node.lines().keep(new LineStore.Snapshot(upTo, time, state)))
            .onSuccess(kept -> node.log().forget(upTo))
            .onComplete(done -> busy = false);
    return last;
  }

  /** Makes a copy of what this node keeps; {@code target} must not exist. */
  Future<Void> backup(Path target) {
    Future<Void> kept = node.backsUpSnapshotOnly() ? keep() : Future.succeededFuture();
    return kept.compose(now -> without(() -> copy(target)));
  }

  private Future<Void> copy(Path target) {
    return context.executeBlocking(
        () -> {
          node.backup(target);
          return null;
        });
  }

  /** Runs the task when no snapshot is being kept; none is, and nothing forgotten, meanwhile. */
  private Future<Void> without(Supplier<Future<Void>> task) {
    last =
        last.transform(
                done -> {
                  busy = true;
                  return task.get();
                })
            .onComplete(done -> busy = false);
    return last;
  }

  /** The stage's outcome, told on the context; at once if it is there already. */
  static <T> Future<T> on(Context context, CompletionStage<T> stage) {
    if (stage.toCompletableFuture().isDone()) {
      return Future.fromCompletionStage(stage);
    }
    Promise<T> promise = Promise.promise();
    stage.whenComplete(
        (value, failure) ->
            context.runOnContext(
                turn -> {
                  if (failure == null) {
                    promise.complete(value);
                  } else {
                    promise.fail(failure);
                  }
                }));
    return promise.future();
  }
}
