package lifeline.admission;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many new connections a second come from each address. Who comes too early is told when to
 * come again, each one later than the one before, so that they do not all come back together.
 *
 * <p>Remembers only addresses that somebody came from in the last second, or was sent away from.
 */
final class ArrivalRates {
  /** Nobody is sent away for longer, ms. */
  static final long MAX_WAIT = 60_000;

  /** So many old addresses are forgotten for each one that comes, so the table shrinks. */
  private static final int EVICTED_PER_ARRIVAL = 2;

  private static final long MICROS = 1000;

  /** Least recently used first. */
  private final Map<String, Rate> rates = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Rate {
    final TokenBucket bucket = new TokenBucket();

    /** The time given to who was sent away last, µs. */
    long retryAt;
  }

  /**
   * Somebody comes.
   *
   * @param perSecond 1 to 1,000,000, or {@link TokenBucket#NO_LIMIT}
   * @return 0 if that is within the rate; else when to come again, in ms, at most {@link
   *     #LONGEST_WAIT}
   */
  long admit(String address, long perSecond, long now) {
    evict(perSecond, now);
    if (perSecond == TokenBucket.NO_LIMIT) {
      return 0;
    }
    Rate rate = rates.computeIfAbsent(address, key -> new Rate());
    long wait = rate.bucket.millisUntilOpen(perSecond, now);
    if (wait == 0) {
      rate.bucket.take(1, perSecond, now);
      return 0;
    }
    long next = Math.max((now + wait) * MICROS, rate.retryAt + 1_000_000 / perSecond);
    rate.retryAt = Math.min(next, (now + MAX_WAIT) * MICROS);
    return (rate.retryAt - now * MICROS + MICROS - 1) / MICROS;
  }

  /** Addresses remembered. */
  int size() {
    return rates.size();
  }

  private void evict(long perSecond, long now) {
    Iterator<Rate> eldest = rates.values().iterator();
    for (int i = 0; i < EVICTED_PER_ARRIVAL && eldest.hasNext(); i++) {
      Rate rate = eldest.next();
      if (!rate.bucket.unused(perSecond, now) || rate.retryAt > now * MICROS) {
        return;
      }
      eldest.remove();
    }
  }
}
