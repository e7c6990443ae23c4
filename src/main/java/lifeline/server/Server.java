package lifeline.server;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import lifeline.bus.Bus;
import lifeline.cluster.Members;
import lifeline.config.Listener;
import lifeline.config.Settings;
import lifeline.config.SettingsChange;
import lifeline.dispatcher.DispatcherVerticle;
import lifeline.gateway.ConsoleVerticle;
import lifeline.gateway.GatewayVerticle;
import lifeline.log.DataException;
import lifeline.log.RemovedException;
import lifeline.log.ReplacedException;
import lifeline.node.NodeStorage;
import lifeline.registry.AdmissionVerticle;
import lifeline.registry.RegistryVerticle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: composes its storage and verticles, starts them in order and ends them in
 * order. Read from top to bottom it is the life of a node.
 */
public final class Server implements RunningServer {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Vertx vertx;
  private final Settings settings;
  private final NodeStorage storage;
  private final Bus bus;
  private final DispatcherVerticle dispatcher;
  private final ConsoleVerticle console;
  private final List<GatewayVerticle> gateways = new ArrayList<>();

  private final Promise<Void> ready = Promise.promise();
  private final AtomicBoolean isDraining = new AtomicBoolean();
  private final Promise<Void> drained = Promise.promise();
  private final Promise<Void> ended = Promise.promise();
  private volatile boolean mustRestart;

  /**
   * Starts a node.
   *
   * @param data the data folder, which this process has locked
   * @return completes when the node has opened its data; it may still wait for other nodes. Fails
   *     with {@link StartException} if the data cannot be used
   */
  public static Future<RunningServer> start(Vertx vertx, Settings settings, Path data) {
    Bus.register(vertx);
    return vertx
        .executeBlocking(() -> openStorage(settings, data))
        .compose(storage -> new Server(vertx, settings, storage).deployEngine());
  }

  private static NodeStorage openStorage(Settings settings, Path data) throws StartException {
    try {
      return NodeStorage.open(settings, data);
    } catch (DataException e) {
      throw new StartException(
          ExitCode.DATA_FOLDER, "data folder " + data + ": " + e.getMessage(), e);
    }
  }

  private Server(Vertx vertx, Settings settings, NodeStorage storage) {
    this.vertx = vertx;
    this.settings = settings;
    this.storage = storage;
    this.bus = new Bus(vertx);
    int count = Math.min(Runtime.getRuntime().availableProcessors(), ConsoleVerticle.MOST_GATEWAYS);
    for (int i = 0; i < count; i++) {
      gateways.add(new GatewayVerticle(settings, i));
    }
    this.console = new ConsoleVerticle(settings, count);
    this.dispatcher = new DispatcherVerticle(settings, storage, count + 1, this::onFailure);
    storage.onFailed(this::onFailure);
  }

  /** Deploys the registry and the dispatcher; the gateways follow on their own. */
  private Future<RunningServer> deployEngine() {
    bus.onDrainServer(this::drain);
    LOG.info(
        "node {}: durability {}, {} gateways, {}",
        settings.node(),
        settings.durability().name().toLowerCase(Locale.ROOT),
        gateways.size(),
        vertx.isNativeTransportEnabled() ? "native transport" : "no native transport, using NIO");
    return vertx
        .deployVerticle(new RegistryVerticle(settings))
        .compose(registry -> vertx.deployVerticle(dispatcher))
        .onSuccess(deployed -> admitClients())
        .map(this);
  }

  /**
   * Deploys the gateways once lines can be accepted. After accept-timeout it does so in any case:
   * clients are then told that no lines are accepted.
   */
  private void admitClients() {
    dispatcher
        .started()
        .timeout(Math.max(1, settings.acceptTimeout().toMillis()), TimeUnit.MILLISECONDS)
        .recover(
            failure ->
                failure instanceof TimeoutException
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .compose(started -> deployGateways())
        .onSuccess(ready::complete)
        .onFailure(
            failure -> {
              if (!mustRestart) {
                ready.fail(failure);
              }
            });
  }

  private Future<Void> deployGateways() {
    Future<Void> deployed =
        vertx
            .deployVerticle(new AdmissionVerticle(settings))
            .compose(admission -> vertx.deployVerticle(console))
            .mapEmpty();
    for (GatewayVerticle gateway : gateways) {
      deployed = deployed.compose(done -> vertx.deployVerticle(gateway)).mapEmpty();
    }
    return deployed;
  }

  @Override
  public Future<Void> ready() {
    return ready.future();
  }

  @Override
  public List<String> addresses() {
    List<Integer> ports = gateways.get(0).ports();
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      Listener listener = settings.listeners().get(i);
      addresses.add(listener.kind().word() + " " + listener.host() + " " + ports.get(i));
    }
    return addresses;
  }

  @Override
  public RunningServer.Console console(Consumer<Buffer> output) {
    return console.open(output)::apply;
  }

  @Override
  public void apply(SettingsChange change) {
    bus.settings(change.now());
  }

  @Override
  public Optional<Members> members() {
    return storage.members();
  }

  @Override
  public Future<Void> backup(Path target) {
    return storage.isDurable()
        ? dispatcher.backup(target)
        : Future.failedFuture(
            new StartException(ExitCode.FAILED, "with durability memory there is nothing to copy"));
  }

  @Override
  public Future<Void> drain() {
    if (isDraining.compareAndSet(false, true)) {
      dispatcher.stopWaiting();
      handOverLeadership()
          .eventually(this::drainClients)
          .onSuccess(ended::tryComplete)
          .compose(settled -> dispatcher.finish())
          .onSuccess(drained::tryComplete)
          .onFailure(this::onFailure);
    }
    return drained.future();
  }

  /** Another node becomes the leader before this one is busy with its end. */
  private Future<Void> handOverLeadership() {
    return storage
        .members()
        .map(members -> Future.fromCompletionStage(members.stepDown()))
        .orElseGet(Future::succeededFuture);
  }

  /** Closes all connections and waits until everything that they sent is settled. */
  private Future<Void> drainClients() {
    if (!ready.future().succeeded()) {
      return Future.succeededFuture();
    }
    String others = String.join(", ", storage.members().map(Members::otherNodes).orElse(List.of()));
    List<Future<Void>> closed = new ArrayList<>();
    int withConsole = gateways.size() + 1;
    for (int i = 0; i < withConsole; i++) {
      closed.add(bus.drain(i, others));
    }
    return Future.all(closed).compose(done -> bus.settle());
  }

  /** Ends the server, as nothing can be accepted any more. */
  private void onFailure(Throwable failure) {
    if (failure instanceof ReplacedException || failure instanceof RemovedException) {
      mustRestart = failure instanceof ReplacedException;
      ended.tryComplete();
      return;
    }
    StartException reported =
        new StartException(
            ExitCode.ENGINE, "the server can't go on: " + failure.getMessage(), failure);
    ended.tryFail(reported);
    drained.tryFail(reported);
  }

  @Override
  public Future<Void> ended() {
    return ended.future();
  }

  @Override
  public boolean mustRestart() {
    return mustRestart;
  }
}
