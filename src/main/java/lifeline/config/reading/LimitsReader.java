package lifeline.config.reading;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import lifeline.config.DeliverySettings;
import lifeline.config.HalfClose;
import lifeline.config.LimitSettings;
import lifeline.config.LivenessSettings;
import lifeline.config.RetentionSettings;
import lifeline.connection.CloseCause;
import lifeline.connection.ClosePolicy;

/** Reads the sections that are times and figures only. Reasons for the defaults: lifeline.yaml. */
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
            between("1s", "1d", "to give the client time to answer")),
        s.value("heartbeat-misses", 2, ValueParsers.integer(1, 1000, "")),
        s.value("idle-timeout", null, ValueParsers.orOff(between("100ms", "365d"))),
        s.value("suspect-after", Duration.ofSeconds(3), between("100ms", "1d")),
        s.value("stall-timeout", Duration.ofSeconds(60), between("100ms", "1d")),
        s.value("tcp-user-timeout", Duration.ofSeconds(30), between("100ms", "1d")),
        s.value("linger-timeout", Duration.ofSeconds(5), between("0ms", "1h")),
        s.value("half-close", HalfClose.AUTO, ValueParsers.choice(HalfClose.class)),
        s.value("drain-timeout", Duration.ofSeconds(10), between("100ms", "1h")),
        s.value("login-timeout", Duration.ofSeconds(10), between("100ms", "1h")),
        close(s.section("close")));
  }

  private static Map<CloseCause, ClosePolicy> close(Section s) {
    Map<CloseCause, ClosePolicy> close = new EnumMap<>(CloseCause.class);
    for (CloseCause cause : CloseCause.values()) {
      ClosePolicy fallback = ClosePolicy.defaultFor(cause);
      close.put(cause, s.value(cause.word(), fallback, ValueParsers.closePolicy()));
    }
    return close;
  }

  static DeliverySettings delivery(Section s) {
    return new DeliverySettings(
        s.value("ack-timeout", Duration.ofSeconds(30), between("10ms", "7d")),
        s.value("max-attempts", 20, ValueParsers.integer(1, MILLION, "")),
        s.value("ttl", null, ValueParsers.orOff(between("10ms", "3650d"))),
        s.value("max-lines", 100_000L, ValueParsers.number(1, BILLION, "")),
        s.value("max-bytes", 64L << 20, ValueParsers.size(1, 1L << 40, "")),
        s.value("dead-lines", 1000, ValueParsers.integer(0, MILLION, "")),
        s.value("unheard-lines", 10_000, ValueParsers.integer(0, MILLION, "")),
        s.value("window", 64, ValueParsers.integer(1, MILLION, "")),
        s.value("backoff-first", Duration.ofSeconds(1), between("1ms", "1d")),
        s.value("backoff-max", Duration.ofMinutes(5), between("1ms", "7d")));
  }

  static RetentionSettings retention(Section s) {
    return new RetentionSettings(
        s.value("lines", 200_000L, ValueParsers.number(1, BILLION, "")),
        s.value("bytes", 256L << 20, ValueParsers.size(1, 1L << 50, "")),
        s.value("age", Duration.ofDays(7), between("1s", "3650d")),
        s.value("name-expiry", Duration.ofDays(30), between("1s", "3650d")));
  }

  static LimitSettings limits(Section s) {
    ValueParser<Long> maxLine =
        ValueParsers.size(16, MAX_FRAME, "as a frame has 2 bytes for its length");
    return new LimitSettings(
        Math.toIntExact(s.value("max-line", 8192L, maxLine)),
        s.value("connections", 10_000, ValueParsers.integer(1, 10 * MILLION, "")),
        s.value("connections-per-address", byOrigin(), perAddress()),
        s.value("connections-per-second", byOrigin(), perAddress()),
        s.value("lines-per-second", LimitSettings.NONE, ValueParsers.limit(1, BILLION)),
        s.value("bytes-per-second", LimitSettings.NONE, bytesPerSecond()),
        s.value("too-fast-after", Duration.ofSeconds(30), between("100ms", "1d")),
        s.value("joined-rooms", 1000L, ValueParsers.limit(1, MILLION)),
        s.value("rooms", 100_000L, ValueParsers.limit(1, BILLION)),
        s.value("names", 100_000L, ValueParsers.limit(1, BILLION)),
        s.value("presence-limit", 50, ValueParsers.integer(0, MILLION, "where 0 tells none")),
        s.value("lobby-delay", Duration.ofMillis(300), between("0ms", "10s")));
  }

  private static LimitSettings.ByOrigin byOrigin() {
    return new LimitSettings.ByOrigin(LimitSettings.NONE, 100);
  }

  /** {@code auto}: off on the loopback, 100 elsewhere; a number or off: everywhere. */
  private static ValueParser<LimitSettings.ByOrigin> perAddress() {
    ValueParser<Long> limit = ValueParsers.limit(1, MILLION);
    return text -> {
      if (text.equals(AUTO)) {
        return byOrigin();
      }
      long everywhere = limit.read(text);
      return new LimitSettings.ByOrigin(everywhere, everywhere);
    };
  }

  private static ValueParser<Long> bytesPerSecond() {
    ValueParser<Long> size = ValueParsers.orOff(ValueParsers.size(1, 1L << 40, ""));
    return text -> {
      Long bytes = size.read(text);
      return bytes == null ? LimitSettings.NONE : bytes;
    };
  }

  static ValueParser<Duration> between(String min, String max) {
    return between(min, max, "");
  }

  private static ValueParser<Duration> between(String min, String max, String why) {
    try {
      return ValueParsers.duration(Durations.read(min), Durations.read(max), why);
    } catch (ValueParser.Wrong e) {
      throw new IllegalArgumentException(e);
    }
  }
}
