package lifeline.gateway;

import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import lifeline.bus.Bus;
import lifeline.bus.Report;
import lifeline.bus.Submission;
import lifeline.config.Settings;
import lifeline.gateway.client.EventLoop;
import lifeline.gateway.feed.Encoders;

/**
 * A gateway's event loop in a real server: a Vert.x context, and the bus to the other verticles.
 */
final class VertxEventLoop implements EventLoop {
  private final Vertx vertx;
  private final Context context;
  private final Bus bus;

  VertxEventLoop(Vertx vertx, Context context, Bus bus) {
    this.vertx = vertx;
    this.context = context;
    this.bus = bus;
  }

  /** The gateway of this event loop, connected to the bus but for drains and the log status. */
  static Gateway gateway(Vertx vertx, Context context, Bus bus, Settings settings, int index) {
    Gateway gateway =
        new Gateway(
            index,
            new VertxEventLoop(vertx, context, bus),
            new Encoders(PooledByteBufAllocator.DEFAULT),
            settings);
    bus.onGateway(index, gateway);
    bus.onSettings(gateway::settings);
    return gateway;
  }

  @Override
  public void atEndOfTurn(Runnable task) {
    context.runOnContext(turn -> task.run());
  }

  @Override
  public void after(long millis, Runnable task) {
    vertx.setTimer(Math.max(1, millis), timer -> task.run());
  }

  @Override
  public void submit(Submission submission) {
    bus.submit(submission);
  }

  @Override
  public void report(Report report) {
    bus.report(report);
  }

  @Override
  public void drainServer() {
    bus.drainServer();
  }

  @Override
  public long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
