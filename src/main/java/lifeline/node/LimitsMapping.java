package lifeline.node;

import java.time.Duration;
import lifeline.config.Settings;
import lifeline.delivery.entry.DeliveryLimits;
import org.jspecify.annotations.Nullable;

/** Translates the configuration into the limits of the state machine. */
public final class LimitsMapping {
  private LimitsMapping() {}

  public static DeliveryLimits of(Settings settings) {
    var limits = settings.limits();
    var retention = settings.retention();
    var delivery = settings.delivery();
    return new DeliveryLimits(
        new DeliveryLimits.Rooms(
            limits.presenceLimit(),
            toInt(limits.rooms()),
            toInt(limits.names()),
            toInt(limits.joinedRooms()),
            delivery.unheardLines()),
        new DeliveryLimits.Retention(
            retention.lines(),
            retention.bytes(),
            retention.age().toMillis(),
            retention.nameExpiry().toMillis()),
        new DeliveryLimits.Attempts(
            delivery.ackTimeout().toMillis(),
            delivery.maxAttempts(),
            delivery.backoffFirst().toMillis(),
            delivery.backoffMax().toMillis(),
            delivery.window()),
        new DeliveryLimits.Queue(
            millisOrOff(delivery.ttl()),
            delivery.maxLines(),
            delivery.maxBytes(),
            delivery.deadLines()));
  }

  private static int toInt(long limit) {
    return (int) Math.min(limit, Integer.MAX_VALUE);
  }

  private static long millisOrOff(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toMillis();
  }
}
