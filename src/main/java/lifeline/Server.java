package lifeline;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lifeline.bus.Bus;
import lifeline.cli.ExitCode;
import lifeline.cli.RunningServer;
import lifeline.cli.StartException;
import lifeline.config.Change;
import lifeline.config.Durability;
import lifeline.config.Listener;
import lifeline.config.Settings;
import lifeline.connection.NodeRun;
import lifeline.dispatcher.DispatcherVerticle;
import lifeline.gateway.ConsoleVerticle;
import lifeline.gateway.GatewayVerticle;
import lifeline.registry.DoorVerticle;
import lifeline.registry.RegistryVerticle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running node: its verticles and what is done with all of them. */
public final class Server implements RunningServer {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Bus bus;
  private final Settings settings;
  private final List<GatewayVerticle> gateways = new ArrayList<>();
  private final ConsoleVerticle console;
  private final Promise<Void> ended = Promise.promise();
  private Future<Void> drained;

  private Server(Vertx vertx, Settings settings, NodeRun run) {
    this.bus = new Bus(vertx);
    this.settings = settings;
    int count = Math.min(Runtime.getRuntime().availableProcessors(), ConsoleVerticle.MOST_GATEWAYS);
    for (int i = 0; i < count; i++) {
      gateways.add(new GatewayVerticle(settings, run, i));
    }
    console = new ConsoleVerticle(settings, run, count);
  }

  /**
   * Starts a node; completes when all listeners are open. Fails with {@link StartException} for
   * settings that promise what this version cannot keep.
   */
  public static Future<RunningServer> start(Vertx vertx, Settings settings) {
    if (settings.accounts() != null || settings.cluster() != null) {
      String key = settings.accounts() != null ? "accounts" : "cluster";
      return Future.failedFuture(
          new StartException(
              ExitCode.CONFIGURATION, key + ": not available in this version; leave it out"));
    }
    NodeRun run = new NodeRun(0, 1);
    Server server = new Server(vertx, settings, run);
    Bus.register(vertx);
    server.bus.onDrainServer(server::drain);
    if (settings.durability() != Durability.MEMORY) {
      LOG.info("durability: this version keeps lines in memory only, until the server ends");
    }
    LOG.info(
        "node {}: {} gateways, {}",
        settings.node(),
        server.gateways.size(),
        vertx.isNativeTransportEnabled() ? "native transport" : "no native transport, using NIO");
    return vertx
        .deployVerticle(new RegistryVerticle(settings))
        .compose(
            registry ->
                vertx.deployVerticle(
                    new DispatcherVerticle(settings, run, server.gateways.size() + 1)))
        .compose(dispatcher -> vertx.deployVerticle(new DoorVerticle(settings)))
        .compose(door -> vertx.deployVerticle(server.console))
        .compose(console -> server.deployGateways(vertx))
        .map(server);
  }

  private Future<Void> deployGateways(Vertx vertx) {
    Future<Void> all = Future.succeededFuture();
    for (GatewayVerticle gateway : gateways) {
      all = all.compose(done -> vertx.deployVerticle(gateway)).mapEmpty();
    }
    return all;
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
    if (drained == null) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i <= gateways.size(); i++) {
        all.add(bus.drain(i));
      }
      drained = Future.all(all).compose(gateways -> bus.settled());
      drained.onComplete(ended);
    }
    return drained;
  }

  @Override
  public Future<Void> ended() {
    return ended.future();
  }

  @Override
  public void change(Change change) {
    bus.settings(change.now());
  }

  @Override
  public Console console(Consumer<Buffer> output) {
    return console.open(output);
  }
}
