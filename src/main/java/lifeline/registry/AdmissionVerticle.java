package lifeline.registry;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lifeline.admission.Admission;
import lifeline.bus.AdmissionRequest;
import lifeline.bus.Bus;
import lifeline.config.LimitSettings;
import lifeline.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets new connections in or sends them away. The counts are the server's, while its sockets are
 * spread over the gateways' event loops, so they have one owner, which is asked: nothing is shared
 * and nothing is locked. A gateway asks once in a turn for all that came in it, which costs a new
 * connection about as much as one message on the bus and the others nothing.
 */
public final class AdmissionVerticle extends VerticleBase implements Bus.AdmissionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionVerticle.class);

  /** How often at most it is told that somebody was sent away, ms. */
  private static final long TELL_MILLIS = 60_000;

  private final Admission admission = new Admission();
  private final long possible = FileDescriptorLimit.connections();
  private LimitSettings limits;
  private long sentAway;
  private boolean told;

  public AdmissionVerticle(Settings settings) {
    this.limits = settings.limits();
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    bus.onAdmit(this);
    bus.onSettings(this::take);
    compare();
    return Future.succeededFuture();
  }

  private void take(Settings changed) {
    boolean more = changed.limits().connections() > limits.connections();
    limits = changed.limits();
    if (more) {
      compare();
    }
  }

  private void compare() {
    if (limits.connections() > possible) {
      LOG.info(
          "limits.connections is {}, but there are files for {} only (ulimit -n)",
          limits.connections(),
          possible);
    }
  }

  @Override
  public List<Long> onAdmit(AdmissionRequest visits) {
    long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    visits.left().forEach(admission::left);
    List<Long> waits = new ArrayList<>(visits.arrived().size());
    for (AdmissionRequest.Visitor visitor : visits.arrived()) {
      long wait = admission.arrive(visitor.address(), rules(visitor), now);
      if (wait > 0) {
        sentAway();
      }
      waits.add(wait);
    }
    return waits;
  }

  private Admission.Rules rules(AdmissionRequest.Visitor visitor) {
    return new Admission.Rules(
        Math.min(limits.connections(), possible),
        limits.connectionsPerAddress().of(visitor.loopback()),
        limits.connectionsPerSecond().of(visitor.loopback()));
  }

  /** A flood of connections must not become a flood in the log. */
  private void sentAway() {
    sentAway++;
    if (!told) {
      told = true;
      LOG.info("too many connections: {} are in, new ones are sent away", admission.connections());
      vertx.setTimer(TELL_MILLIS, timer -> tell());
    }
  }

  private void tell() {
    LOG.info("too many connections: {} were sent away", sentAway);
    sentAway = 0;
    told = false;
  }
}
