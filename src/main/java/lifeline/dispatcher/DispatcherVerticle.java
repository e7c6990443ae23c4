package lifeline.dispatcher;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.function.Consumer;
import lifeline.bus.Bus;
import lifeline.config.Settings;
import lifeline.node.NodeStorage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life cycle of the {@link Dispatcher}: starts its log, makes backups, and closes it. */
public final class DispatcherVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DispatcherVerticle.class);

  private final Settings settings;
  private final NodeStorage node;
  private final int gateways;
  private final Consumer<Throwable> failed;
  private final Promise<Void> finished = Promise.promise();
  private SnapshotSchedule snapshots;
  private Dispatcher dispatcher;
  private boolean finishing;

  /**
   * @param gateways number of gateways; they are numbered from 0
   * @param failed called when nothing can be accepted any more and the process must end
   */
  public DispatcherVerticle(
      Settings settings, NodeStorage node, int gateways, Consumer<Throwable> failed) {
    this.settings = settings;
    this.node = node;
    this.gateways = gateways;
    this.failed = failed;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    snapshots = new SnapshotSchedule(node, context);
    dispatcher = new Dispatcher(settings, node, snapshots, gateways, bus, context, failed);
    return vertx
        .executeBlocking(
            () -> {
              node.startLog(
                  dispatcher, dispatcher, task -> context.runOnContext(turn -> task.run()));
              return null;
            })
        .onSuccess(
            started -> {
              bus.onSubmit(dispatcher);
              bus.onSettings(dispatcher::change);
              dispatcher.start();
            });
  }

  /**
   * Completes when this node's epoch has begun, so that connections can be opened in it; to be
   * called once this is deployed.
   */
  public Future<Void> started() {
    return dispatcher.started();
  }

  /** The server is about to end: no lines wait any longer for the log. On any thread. */
  public void stopWaiting() {
    node.log().stopWaiting();
  }

  /** Copies what this node stores; {@code target} must not exist. On any thread. */
  public Future<Void> backup(Path target) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(turn -> snapshots.backup(target).onComplete(done));
    return done.future();
  }

  /**
   * Stores a snapshot and closes the log; nothing may be submitted any more. May be called on any
   * thread, and more than once. Fails if something is not stored as promised.
   */
  public Future<Void> finish() {
    context.runOnContext(
        turn -> {
          if (!finishing) {
            finishing = true;
            snapshotAndClose().onComplete(finished);
          }
        });
    return finished.future();
  }

  @Override
  public Future<?> stop() {
    return finish();
  }

  private Future<Void> snapshotAndClose() {
    if (dispatcher.left()) {
      return close();
    }
    if (dispatcher.broken()) {
      return Future.succeededFuture();
    }
    return dispatcher
        .onSettle()
        .compose(settled -> snapshots.store())
        .onFailure(e -> LOG.warn("no snapshot at the end: {}", e.toString()))
        .otherwiseEmpty()
        .compose(stored -> close());
  }

  private Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          node.close();
          return null;
        });
  }
}
