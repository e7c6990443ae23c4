package lifeline.registry;

import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lifeline.bus.Bus;
import lifeline.bus.ConnectionCounts;
import lifeline.bus.ConnectionView;
import lifeline.bus.Report;
import lifeline.config.Settings;
import lifeline.liveness.Activity;
import lifeline.liveness.LivenessTimes;
import lifeline.liveness.LivenessTracker;

/**
 * The node's table of connections: their signs of life, as the gateways report them, and health.
 */
public final class RegistryVerticle extends AbstractVerticle implements Bus.RegistryHandler {
  /** How often deadlines are looked at; the shortest of them are some hundred ms. */
  private static final long TICK_MILLIS = 50;

  private final Map<Long, Known> connections = new HashMap<>();
  private final LivenessTimes first;
  private LivenessTracker liveness;
  private RegistryActions outbox;

  /** What is known of a connection beside its life. */
  private static final class Known {
    final Report.Opened opened;
    int rttMicros = -1;

    Known(Report.Opened opened) {
      this.opened = opened;
    }
  }

  public RegistryVerticle(Settings settings) {
    first = deadlines(settings);
  }

  @Override
  public void start() {
    Bus bus = new Bus(vertx);
    outbox = new RegistryActions(bus);
    liveness = new LivenessTracker(first, outbox);
    bus.onReport(this);
    bus.onSettings(settings -> liveness.times(deadlines(settings), now()));
    vertx.setPeriodic(
        TICK_MILLIS,
        timer -> {
          liveness.tick(now());
          outbox.send();
        });
  }

  @Override
  public void onReport(Report report) {
    long now = now();
    for (Report.Sign sign : report.signs()) {
      if (sign instanceof Report.Seen seen) {
        seen(seen, now);
      } else if (sign instanceof Report.Opened opened) {
        connections.put(opened.connection(), new Known(opened));
      } else {
        connections.remove(sign.connection());
        liveness.ended(sign.connection());
      }
    }
    outbox.send();
  }

  private void seen(Report.Seen seen, long now) {
    Known known = connections.get(seen.connection());
    if (known != null) {
      known.rttMicros = seen.rttMicros();
      liveness.seen(
          seen.connection(), seen.signs(), seen.asking(), seen.interval(), seen.halfClosed(), now);
    }
  }

  @Override
  public List<ConnectionView> onDescribe(List<Long> ids) {
    List<ConnectionView> views = new ArrayList<>();
    for (Long id : ids) {
      Known known = connections.get(id);
      if (known != null) {
        views.add(
            new ConnectionView(
                id,
                known.opened.address(),
                known.opened.listener(),
                known.opened.tellsReceived(),
                liveness.suspect(id),
                liveness.idle(id, now()),
                known.rttMicros));
      }
    }
    return views;
  }

  @Override
  public ConnectionCounts onCount() {
    return new ConnectionCounts(liveness.suspects(), liveness.halfClosed());
  }

  private static LivenessTimes deadlines(Settings settings) {
    lifeline.config.LivenessSettings times = settings.liveness();
    return new LivenessTimes(
        times.heartbeatInterval().toMillis(),
        times.heartbeatMisses(),
        millis(times.idleTimeout()),
        times.suspectAfter().toMillis(),
        times.stallTimeout().toMillis(),
        times.tcpUserTimeout().toMillis());
  }

  private static long millis(Duration time) {
    return time == null ? Activity.NEVER : time.toMillis();
  }

  /** The steady clock that the gateways use too. */
  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
