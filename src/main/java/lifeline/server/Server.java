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
import lifeline.config.Durability;
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

/** One running node: its verticles and what is done with all of them. */
public final class Server implements RunningServer {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Bus bus;
  private final Settings settings;
  private final List<GatewayVerticle> gateways = new ArrayList<>();
  private final DispatcherVerticle dispatcher;
  private final int count;
  private final NodeStorage node;
  private final Promise<Void> ready = Promise.promise();
  private final Promise<Void> ended = Promise.promise();
  private ConsoleVerticle console;
  private volatile boolean replaced;
  private final Promise<Void> drained = Promise.promise();
  private final AtomicBoolean draining = new AtomicBoolean();

  private Server(Vertx vertx, Settings settings, NodeStorage node) {
    this.bus = new Bus(vertx);
    this.settings = settings;
    this.node = node;
    this.count =
        Math.min(Runtime.getRuntime().availableProcessors(), ConsoleVerticle.MOST_GATEWAYS);
    this.dispatcher = new DispatcherVerticle(settings, node, count + 1, this::failed);
    node.onFailed(this::failed);
  }

  /**
   * Starts a node; completes when it has its data, and may still wait for the others. Fails with
   * {@link StartException} for settings that promise what this version cannot keep, and for data
   * that cannot be used.
   *
   * @param data the data folder, which nobody else uses
   */
  public static Future<RunningServer> start(Vertx vertx, Settings settings, Path data) {
    if (settings.accounts() != null) {
      return Future.failedFuture(
          new StartException(
              ExitCode.CONFIGURATION, "accounts: not available in this version; leave it out"));
    }
    if (settings.cluster() != null && settings.durability() == Durability.MEMORY) {
      return Future.failedFuture(
          new StartException(
              ExitCode.CONFIGURATION,
              "durability memory: a node of a cluster keeps what it has accepted; leave it out"));
    }
    Bus.register(vertx);
    return vertx
        .executeBlocking(() -> open(settings, data))
        .compose(node -> new Server(vertx, settings, node).deploy(vertx));
  }

  private static NodeStorage open(Settings settings, Path data) throws StartException {
    try {
      return NodeStorage.open(settings, data);
    } catch (DataException e) {
      throw new StartException(
          ExitCode.DATA_FOLDER, "data folder " + data + ": " + e.getMessage(), e);
    }
  }

  private Future<RunningServer> deploy(Vertx vertx) {
    bus.onDrainServer(this::drain);
    LOG.info(
        "node {}: durability {}, {} gateways, {}",
        settings.node(),
        settings.durability().name().toLowerCase(Locale.ROOT),
        count,
        vertx.isNativeTransportEnabled() ? "native transport" : "no native transport, using NIO");
    return vertx
        .deployVerticle(new RegistryVerticle(settings))
        .compose(registry -> vertx.deployVerticle(dispatcher))
        .onSuccess(done -> open(vertx))
        .map(this);
  }

  private void open(Vertx vertx) {
    dispatcher
        .started()
        .timeout(Math.max(1, settings.acceptTimeout().toMillis()), TimeUnit.MILLISECONDS)
        .recover(this::alone)
        .compose(begun -> deployClients(vertx))
        .onSuccess(ready::complete)
        .onFailure(
            failure -> {
              if (!replaced) {
                ready.fail(failure);
              }
            });
  }

  /**
   * Clients are let in although nothing can be accepted: they are told so, and see what is here.
   */
  private Future<Void> alone(Throwable why) {
    return why instanceof TimeoutException ? Future.succeededFuture() : Future.failedFuture(why);
  }

  /** Nothing can be accepted any more. */
  private void failed(Throwable why) {
    if (why instanceof ReplacedException || why instanceof RemovedException) {
      replaced = why instanceof ReplacedException;
      ended.tryComplete();
      return;
    }
    StartException told =
        new StartException(ExitCode.ENGINE, "the server can't go on: " + why.getMessage(), why);
    ended.tryFail(told);
    drained.tryFail(told);
  }

  private Future<Void> deployClients(Vertx vertx) {
    console = new ConsoleVerticle(settings, count);
    Future<Void> all =
        vertx
            .deployVerticle(new AdmissionVerticle(settings))
            .compose(door -> vertx.deployVerticle(console))
            .mapEmpty();
    for (int i = 0; i < count; i++) {
      GatewayVerticle gateway = new GatewayVerticle(settings, i);
      gateways.add(gateway);
      all = all.compose(done -> vertx.deployVerticle(gateway)).mapEmpty();
    }
    return all;
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
  public Future<Void> drain() {
    if (draining.compareAndSet(false, true)) {
      dispatcher.hurry();
      leave()
          .eventually(this::drainClients)
          .onSuccess(ended::tryComplete)
          .compose(settled -> dispatcher.finish())
          .onSuccess(drained::tryComplete)
          .onFailure(this::failed);
    }
    return drained.future();
  }

  /** Another node leads before this one is busy with its end. */
  private Future<Void> leave() {
    return node.members()
        .map(members -> Future.fromCompletionStage(members.leave()))
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> drainClients() {
    if (!ready.future().succeeded()) {
      return Future.succeededFuture();
    }
    String others = String.join(", ", node.members().map(Members::others).orElse(List.of()));
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i <= gateways.size(); i++) {
      all.add(bus.drain(i, others));
    }
    return Future.all(all).compose(closed -> bus.settled());
  }

  @Override
  public Optional<Members> members() {
    return node.members();
  }

  @Override
  public Future<Void> ended() {
    return ended.future();
  }

  @Override
  public boolean startsAgain() {
    return replaced;
  }

  @Override
  public Future<Void> backup(Path target) {
    return node.isDurable()
        ? dispatcher.backup(target)
        : Future.failedFuture(
            new StartException(ExitCode.FAILED, "with durability memory there is nothing to copy"));
  }

  @Override
  public void change(SettingsChange change) {
    bus.settings(change.now());
  }

  @Override
  public RunningServer.Console console(Consumer<Buffer> output) {
    return console.open(output)::apply;
  }
}
