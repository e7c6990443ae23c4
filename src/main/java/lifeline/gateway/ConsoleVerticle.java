package lifeline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import lifeline.bus.Bus;
import lifeline.cli.RunningServer;
import lifeline.config.HalfClose;
import lifeline.config.Settings;
import lifeline.protocol.Framing;
import lifeline.protocol.LineDecoder;

/** The server's terminal: a gateway with one client, which is called {@code server}. */
public final class ConsoleVerticle extends VerticleBase {
  /** Numbers of gateways fit into a connection's id; the last one is the console's. */
  public static final int MOST_GATEWAYS = 63;

  /** Nobody else may take this name. */
  private static final String NAME = "server";

  /** What the terminal says before anybody types. */
  private static final String BEGIN = "/join lobby\n";

  private final Settings settings;
  private final int index;
  private Gateway gateway;

  /**
   * @param index the number of this gateway, behind those of all others
   */
  public ConsoleVerticle(Settings settings, int index) {
    this.settings = settings;
    this.index = index;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    gateway = LoopEnvironment.gateway(vertx, context, bus, settings, index);
    bus.onDrain(
        index,
        others -> {
          gateway.drain(others);
          return Future.succeededFuture();
        });
    return bus.onStanding(gateway.roster()::onStanding);
  }

  /** Opens the terminal; {@code output} is called on this verticle's event loop. */
  public RunningServer.Console open(Consumer<Buffer> output) {
    ConsoleWire wire = new ConsoleWire(output);
    ClientConnection connection =
        new ClientConnection(
            "console",
            HalfClose.KEEP,
            Framing.LF,
            new LineDecoder(settings.limits().maxLine()),
            gateway,
            wire);
    context.runOnContext(
        open -> {
          connection.open(true);
          connection.takeName(NAME);
          connection.onBytes(Unpooled.copiedBuffer(BEGIN, UTF_8));
        });
    return bytes -> {
      Promise<Void> taken = Promise.promise();
      context.runOnContext(
          input -> {
            connection.onBytes(Unpooled.wrappedBuffer(bytes.getBytes()));
            wire.taken().future().onComplete(taken);
          });
      return taken.future();
    };
  }
}
