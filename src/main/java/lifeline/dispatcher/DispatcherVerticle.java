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

/** The life of the {@link Dispatcher}: its log is started, copied while it runs, and closed. */
public final class DispatcherVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DispatcherVerticle.class);

  private final Settings settings;
  private final NodeStorage node;
  private final int gateways;
  private final Consumer<Throwable> failed;
  private final Promise<Void> finished = Promise.promise();
  private SnapshotSchedule checkpoints;
  private Dispatcher dispatcher;
  private boolean finishing;

  /**
   * @param gateways how many gateways there are; their numbers begin at 0
   * @param failed told when nothing can be accepted any more and the process must end
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
    checkpoints = new SnapshotSchedule(node, context);
    dispatcher = new Dispatcher(settings, node, checkpoints, gateways, bus, context, failed);
    return vertx
        .executeBlocking(
            () -> {
              node.log().start(dispatcher, task -> context.runOnContext(turn -> task.run()));
              return null;
            })
        .onSuccess(
            started -> {
              bus.onSubmit(dispatcher);
              bus.onSettings(dispatcher::change);
              dispatcher.begin();
            });
  }

  /**
   * Completes when this node's run has begun, and connections can be opened in it; to be called
   * once this is deployed.
   */
  public Future<Void> begun() {
    return dispatcher.begun();
  }

  /** The server is about to end: nobody's lines are held back any longer. On any thread. */
  public void hurry() {
    node.log().hurry();
  }

  /** Makes a copy of the data folder; {@code target} must not exist. On any thread. */
  public Future<Void> backup(Path target) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(turn -> checkpoints.backup(target).onComplete(done));
    return done.future();
  }

  /**
   * Keeps what there is and closes the log; nothing is submitted any more. On any thread, and more
   * than once. Fails if something that was promised to be kept is not.
   */
  public Future<Void> finish() {
    context.runOnContext(
        turn -> {
          if (!finishing) {
            finishing = true;
            keepAndClose().onComplete(finished);
          }
        });
    return finished.future();
  }

  @Override
  public Future<?> stop() {
    return finish();
  }

  private Future<Void> keepAndClose() {
    if (dispatcher.left()) {
      return close();
    }
    if (dispatcher.broken()) {
      return Future.succeededFuture();
    }
    return dispatcher
        .onSettle()
        .compose(settled -> checkpoints.keep())
        .onFailure(e -> LOG.warn("no snapshot at the end: {}", e.toString()))
        .otherwiseEmpty()
        .compose(kept -> close());
  }

  private Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          node.close();
          return null;
        });
  }
}
