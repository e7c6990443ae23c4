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
  private static final long REPORT_MILLIS = 60_000;

  private final Admission admission = new Admission();
  private final long maxByDescriptors = FileDescriptorLimit.connections();
  private LimitSettings limits;
  private long refused;
  private boolean reported;

  public AdmissionVerticle(Settings settings) {
    this.limits = settings.limits();
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    bus.onAdmit(this);
    bus.onSettings(this::apply);
    warnIfTooFewDescriptors();
    return Future.succeededFuture();
  }

  private void apply(Settings changed) {
    boolean more = changed.limits().connections() > limits.connections();
    limits = changed.limits();
    if (more) {
      warnIfTooFewDescriptors();
    }
  }

  private void warnIfTooFewDescriptors() {
    if (limits.connections() > maxByDescriptors) {
      LOG.info(
          "limits.connections is {}, but there are files for {} only (ulimit -n)",
          limits.connections(),
          maxByDescriptors);
    }
  }

  @Override
  public List<Long> onAdmit(AdmissionRequest visits) {
    long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    visits.closed().forEach(admission::release);
    List<Long> waits = new ArrayList<>(visits.arrivals().size());
    for (AdmissionRequest.Arrival visitor : visits.arrivals()) {
      long wait = admission.admit(visitor.address(), rules(visitor), now);
      if (wait > 0) {
        countRefusal();
      }
      waits.add(wait);
    }
    return waits;
  }

  private Admission.Rules rules(AdmissionRequest.Arrival visitor) {
    return new Admission.Rules(
        Math.min(limits.connections(), maxByDescriptors),
        limits.connectionsPerAddress().of(visitor.loopback()),
        limits.connectionsPerSecond().of(visitor.loopback()));
  }

  /** A flood of connections must not become a flood in the log. */
  private void countRefusal() {
    refused++;
    if (!reported) {
      reported = true;
      LOG.info("too many connections: {} are in, new ones are sent away", admission.connections());
      vertx.setTimer(REPORT_MILLIS, timer -> reportRefused());
    }
  }

  private void reportRefused() {
    LOG.info("too many connections: {} were sent away", refused);
    refused = 0;
    reported = false;
  }
}
