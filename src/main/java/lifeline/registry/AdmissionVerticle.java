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
 * Admits new connections or refuses them. The limits are the server's, while its sockets are spread
 * over the gateways' event loops; so the counts have one owner, which the gateways ask, and no
 * lock. A gateway asks once in a turn of its event loop for all arrivals of that turn.
 */
public final class AdmissionVerticle extends VerticleBase implements Bus.AdmissionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionVerticle.class);

  /** The shortest time between two log lines about refused connections, ms. */
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
    logIfTooFewDescriptors();
    return Future.succeededFuture();
  }

  private void apply(Settings changed) {
    boolean more = changed.limits().connections() > limits.connections();
    limits = changed.limits();
    if (more) {
      logIfTooFewDescriptors();
    }
  }

  private void logIfTooFewDescriptors() {
    if (limits.connections() > maxByDescriptors) {
      LOG.info(
          "limits.connections is {}, but ulimit -n permits only {} connections",
          limits.connections(),
          maxByDescriptors);
    }
  }

  @Override
  public List<Long> onAdmit(AdmissionRequest request) {
    long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    request.closed().forEach(admission::release);
    List<Long> waits = new ArrayList<>(request.arrivals().size());
    for (AdmissionRequest.Arrival arrival : request.arrivals()) {
      long wait = admission.admit(arrival.address(), rules(arrival), now);
      if (wait > 0) {
        countRefusal();
      }
      waits.add(wait);
    }
    return waits;
  }

  private Admission.Rules rules(AdmissionRequest.Arrival arrival) {
    return new Admission.Rules(
        Math.min(limits.connections(), maxByDescriptors),
        limits.connectionsPerAddress().of(arrival.loopback()),
        limits.connectionsPerSecond().of(arrival.loopback()));
  }

  /** Logs the first refusal, then their number: a flood of connections must not flood the log. */
  private void countRefusal() {
    refused++;
    if (!reported) {
      reported = true;
      LOG.info(
          "too many connections: {} are admitted, new ones are refused", admission.connections());
      vertx.setTimer(REPORT_MILLIS, timer -> reportRefused());
    }
  }

  private void reportRefused() {
    LOG.info("too many connections: {} were refused", refused);
    refused = 0;
    reported = false;
  }
}
