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

  private final Map<Long, KnownConnection> connections = new HashMap<>();
  private final LivenessTimes initialTimes;
  private LivenessTracker liveness;
  private RegistryActions actions;

  /** What is known of a connection beside its life. */
  private static final class KnownConnection {
    final Report.Opened opened;
    int rttMicros = -1;

    KnownConnection(Report.Opened opened) {
      this.opened = opened;
    }
  }

  public RegistryVerticle(Settings settings) {
    initialTimes = livenessTimes(settings);
  }

  @Override
  public void start() {
    Bus bus = new Bus(vertx);
    actions = new RegistryActions(bus);
    liveness = new LivenessTracker(initialTimes, actions);
    bus.onReport(this);
    bus.onSettings(settings -> liveness.times(livenessTimes(settings), now()));
    vertx.setPeriodic(
        TICK_MILLIS,
        timer -> {
          liveness.tick(now());
          actions.send();
        });
  }

  @Override
  public void onReport(Report report) {
    long now = now();
    for (Report.Event sign : report.events()) {
      if (sign instanceof Report.Polled seen) {
        seen(seen, now);
      } else if (sign instanceof Report.Opened opened) {
        connections.put(opened.connection(), new KnownConnection(opened));
      } else {
        connections.remove(sign.connection());
        liveness.remove(sign.connection());
      }
    }
    actions.send();
  }

  private void seen(Report.Polled seen, long now) {
    KnownConnection known = connections.get(seen.connection());
    if (known != null) {
      known.rttMicros = seen.rttMicros();
      liveness.update(
          seen.connection(),
          seen.activity(),
          seen.probe(),
          seen.interval(),
          seen.halfClosed(),
          now);
    }
  }

  @Override
  public List<ConnectionView> onDescribe(List<Long> ids) {
    List<ConnectionView> views = new ArrayList<>();
    for (Long id : ids) {
      KnownConnection known = connections.get(id);
      if (known != null) {
        views.add(
            new ConnectionView(
                id,
                known.opened.address(),
                known.opened.listener(),
                known.opened.acksVisible(),
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

  private static LivenessTimes livenessTimes(Settings settings) {
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
