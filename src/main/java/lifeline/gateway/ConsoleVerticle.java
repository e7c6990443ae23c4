package lifeline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import lifeline.bus.Bus;
import lifeline.config.HalfClose;
import lifeline.config.Settings;
import lifeline.gateway.client.ClientConnection;
import lifeline.gateway.wire.ConsoleWire;
import lifeline.protocol.Framing;
import lifeline.protocol.in.LineDecoder;
import org.jspecify.annotations.Nullable;

/** The server's terminal: a gateway with one client, named {@code server}. */
public final class ConsoleVerticle extends VerticleBase {
  /** Highest number of a gateway that fits into a connection's id; the console has the last one. */
  public static final int MOST_GATEWAYS = 63;

  /** Reserved: clients cannot take this name. */
  private static final String NAME = "server";

  /** First input of the terminal. */
  private static final String FIRST_INPUT = "/join lobby\n";

  private final Settings settings;
  private final int index;
  private Gateway gateway;
  private @Nullable ClientConnection connection;

  /**
   * @param index the number of this gateway, after those of all others
   */
  public ConsoleVerticle(Settings settings, int index) {
    this.settings = settings;
    this.index = index;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    gateway = VertxEventLoop.gateway(vertx, context, bus, settings, index);
    bus.onDrain(
        index,
        others -> {
          gateway.drain(others);
          return Future.succeededFuture();
        });
    return bus.onLogStatus(gateway.connections()::onLogStatus);
  }

  /**
   * Opens the terminal.
   *
   * @param output gets the bytes that a client would get, on this verticle's event loop
   * @return takes typed bytes, cut anywhere, and completes when it takes more; for any thread
   */
  public Function<Buffer, Future<Void>> open(Consumer<Buffer> output) {
    ConsoleWire wire = new ConsoleWire(output);
    context.runOnContext(open -> connect(wire));
    return bytes -> {
      Promise<Void> taken = Promise.promise();
      context.runOnContext(
          input -> {
            Objects.requireNonNull(connection, "connected before, in the same context")
                .onBytes(Unpooled.wrappedBuffer(bytes.getBytes()));
            wire.taken().future().onComplete(taken);
          });
      return taken.future();
    };
  }

  private void connect(ConsoleWire wire) {
    connection =
        new ClientConnection(
            "console",
            HalfClose.KEEP,
            Framing.LF,
            new LineDecoder(settings.limits().maxLine()),
            gateway,
            wire);
    connection.open(true);
    connection.takeName(NAME);
    connection.onBytes(Unpooled.copiedBuffer(FIRST_INPUT, UTF_8));
  }
}
