package lifeline.registry;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
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
import lifeline.config.LivenessSettings;
import lifeline.config.Settings;
import lifeline.handler.HandlerTable;
import lifeline.liveness.Activity;
import lifeline.liveness.LivenessTimes;
import lifeline.liveness.LivenessTracker;
import org.jspecify.annotations.Nullable;

/**
 * Owns the table of this node's connections: their signs of life, as the gateways report them, and
 * their health. Drives the {@link LivenessTracker}.
 */
public final class RegistryVerticle extends VerticleBase implements Bus.RegistryHandler {
  /** How often deadlines are checked; the shortest of them are some hundred ms. */
  private static final long TICK_MILLIS = 50;

  private static final HandlerTable<RegistryVerticle, Report.Event> EVENTS =
      HandlerTable.<RegistryVerticle, Report.Event>of(Report.Event.class)
          .on(Report.Opened.class, RegistryVerticle::opened)
          .on(Report.Polled.class, RegistryVerticle::polled)
          .on(Report.Closed.class, RegistryVerticle::closed)
          .build();

  private final Map<Long, KnownConnection> connections = new HashMap<>();
  private final LivenessTimes initialTimes;
  private LivenessTracker liveness;
  private RegistryActions actions;

  /** What the registry knows of a connection besides its signs of life. */
  private static final class KnownConnection {
    final Report.Opened opened;
    int rttMicros = -1;

    KnownConnection(Report.Opened opened) {
      this.opened = opened;
    }
  }

  public RegistryVerticle(Settings settings) {
    initialTimes = times(settings.liveness());
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    actions = new RegistryActions(bus);
    liveness = new LivenessTracker(initialTimes, actions);
    bus.onReport(this);
    bus.onSettings(settings -> liveness.times(times(settings.liveness()), now()));
    vertx.setPeriodic(
        TICK_MILLIS,
        timer -> {
          liveness.tick(now());
          actions.send();
        });
    return Future.succeededFuture();
  }

  @Override
  public void onReport(Report report) {
    report.events().forEach(event -> EVENTS.handle(this, event));
    actions.send();
  }

  private void opened(Report.Opened opened) {
    connections.put(opened.connection(), new KnownConnection(opened));
  }

  private void polled(Report.Polled polled) {
    long id = polled.connection();
    KnownConnection known = connections.get(id);
    if (known != null) {
      known.rttMicros = polled.rttMicros();
      liveness.update(
          id, polled.activity(), polled.probe(), polled.interval(), polled.halfClosed(), now());
    }
  }

  private void closed(Report.Closed closed) {
    connections.remove(closed.connection());
    liveness.remove(closed.connection());
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

  private static LivenessTimes times(LivenessSettings settings) {
    return new LivenessTimes(
        settings.heartbeatInterval().toMillis(),
        settings.heartbeatMisses(),
        millis(settings.idleTimeout()),
        settings.suspectAfter().toMillis(),
        settings.stallTimeout().toMillis(),
        settings.tcpUserTimeout().toMillis());
  }

  /** In ms; null, for a time that is off, is {@link Activity#NEVER}. */
  private static long millis(@Nullable Duration time) {
    return time == null ? Activity.NEVER : time.toMillis();
  }

  /** The monotonic clock that the gateways use too. */
  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
