package lifeline.config.reading;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import lifeline.config.DeliverySettings;
import lifeline.config.HalfClose;
import lifeline.config.LimitSettings;
import lifeline.config.LivenessSettings;
import lifeline.config.Settings;
import lifeline.connection.CloseCause;
import lifeline.connection.ClosePolicy;

/**
 * Reads the sections that have only times and numbers: the home of the limits, with default and
 * range of each. The reasons are in conf/lifeline.yaml.
 */
final class LimitsReader {
  private static final int MILLION = 1_000_000;
  private static final int BILLION = 1_000_000_000;
  private static final int MAX_FRAME = 65_535;
  private static final String AUTO = "auto";

  private LimitsReader() {}

  static LivenessSettings liveness(Section s) {
    return new LivenessSettings(
        s.value(
            "heartbeat-interval",
            Duration.ofSeconds(15),
            ValueParsers.duration("1s", "1d", "to give the client time to answer")),
        s.value("heartbeat-misses", 2, ValueParsers.integer(1, 1000)),
        s.optional("idle-timeout", ValueParsers.orOff(ValueParsers.duration("100ms", "365d"))),
        s.value("suspect-after", Duration.ofSeconds(3), ValueParsers.duration("100ms", "1d")),
        s.value("stall-timeout", Duration.ofSeconds(60), ValueParsers.duration("100ms", "1d")),
        s.value("tcp-user-timeout", Duration.ofSeconds(30), ValueParsers.duration("100ms", "1d")),
        s.value("linger-timeout", Duration.ofSeconds(5), ValueParsers.duration("0ms", "1h")),
        s.value("half-close", HalfClose.AUTO, ValueParsers.choice(HalfClose.class)),
        s.value("drain-timeout", Duration.ofSeconds(10), ValueParsers.duration("100ms", "1h")),
        s.value("login-timeout", Duration.ofSeconds(10), ValueParsers.duration("100ms", "1h")),
        close(s.section("close")));
  }

  private static Map<CloseCause, ClosePolicy> close(Section s) {
    Map<CloseCause, ClosePolicy> close = new EnumMap<>(CloseCause.class);
    for (CloseCause cause : CloseCause.values()) {
      ClosePolicy defaultPolicy = ClosePolicy.defaultFor(cause);
      close.put(cause, s.value(cause.word(), defaultPolicy, ValueParsers.closePolicy()));
    }
    return close;
  }

  static DeliverySettings delivery(Section s) {
    return new DeliverySettings(
        s.value("ack-timeout", Duration.ofSeconds(30), ValueParsers.duration("10ms", "7d")),
        s.value("max-attempts", 20, ValueParsers.integer(1, MILLION)),
        s.optional("ttl", ValueParsers.orOff(ValueParsers.duration("10ms", "3650d"))),
        s.value("max-lines", 100_000L, ValueParsers.number(1, BILLION)),
        s.value("max-bytes", 64L << 20, ValueParsers.size(1, 1L << 40)),
        s.value("dead-lines", 1000, ValueParsers.integer(0, MILLION)),
        s.value("unheard-lines", 10_000, ValueParsers.integer(0, MILLION)),
        s.value("window", 64, ValueParsers.integer(1, MILLION)),
        s.value("backoff-first", Duration.ofSeconds(1), ValueParsers.duration("1ms", "1d")),
        s.value("backoff-max", Duration.ofMinutes(5), ValueParsers.duration("1ms", "7d")));
  }

  static Settings.Retention retention(Section s) {
    return new Settings.Retention(
        s.value("lines", 200_000L, ValueParsers.number(1, BILLION)),
        s.value("bytes", 256L << 20, ValueParsers.size(1, 1L << 50)),
        s.value("age", Duration.ofDays(7), ValueParsers.duration("1s", "3650d")),
        s.value("name-expiry", Duration.ofDays(30), ValueParsers.duration("1s", "3650d")));
  }

  static LimitSettings limits(Section s) {
    ValueParser<Long> maxLine =
        ValueParsers.size(16, MAX_FRAME, "as a frame has 2 bytes for its length");
    ValueParser<Long> bytesPerSecond = ValueParsers.orNoLimit(ValueParsers.size(1, 1L << 40));
    return new LimitSettings(
        Math.toIntExact(s.value("max-line", 8192L, maxLine)),
        s.value("connections", 10_000, ValueParsers.integer(1, 10 * MILLION)),
        s.value("connections-per-address", autoByOrigin(), perAddress()),
        s.value("connections-per-second", autoByOrigin(), perAddress()),
        s.value("lines-per-second", LimitSettings.NONE, countOrOff(BILLION)),
        s.value("bytes-per-second", LimitSettings.NONE, bytesPerSecond),
        s.value("too-fast-after", Duration.ofSeconds(30), ValueParsers.duration("100ms", "1d")),
        s.value("joined-rooms", 1000L, countOrOff(MILLION)),
        s.value("rooms", 100_000L, countOrOff(BILLION)),
        s.value("names", 100_000L, countOrOff(BILLION)),
        s.value("presence-limit", 50, ValueParsers.integer(0, MILLION, "where 0 announces none")),
        s.value("lobby-delay", Duration.ofMillis(300), ValueParsers.duration("0ms", "10s")));
  }

  private static ValueParser<Long> countOrOff(long max) {
    return ValueParsers.orNoLimit(ValueParsers.number(1, max));
  }

  private static LimitSettings.ByOrigin autoByOrigin() {
    return new LimitSettings.ByOrigin(LimitSettings.NONE, 100);
  }

  /** {@code auto}: off on the loopback, 100 elsewhere; a number or off: the same everywhere. */
  private static ValueParser<LimitSettings.ByOrigin> perAddress() {
    ValueParser<Long> limit = countOrOff(MILLION);
    return text -> {
      if (text.equals(AUTO)) {
        return autoByOrigin();
      }
      long everywhere = limit.parse(text);
      return new LimitSettings.ByOrigin(everywhere, everywhere);
    };
  }
}
