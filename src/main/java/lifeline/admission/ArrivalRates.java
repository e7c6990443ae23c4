package lifeline.admission;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the rate of new connections of each address. Each connection that is refused gets a later
 * time to try again than the one before, so that they do not all come back together.
 *
 * <p>Holds state only of addresses with an arrival in the last second, or with a refused connection
 * whose time has not come.
 */
final class ArrivalRates {
  /** The longest time after which to try again, ms. */
  static final long MAX_WAIT = 60_000;

  /** Unused addresses that are removed at each arrival; more than one, so the table shrinks. */
  private static final int EVICTED_PER_ARRIVAL = 2;

  private static final long MICROS = 1000;

  /** Least recently used first. */
  private final Map<String, Rate> rates = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Rate {
    final TokenBucket bucket = new TokenBucket();

    /** The time given to the last refused connection, µs. */
    long retryAt;
  }

  /**
   * A connection has arrived.
   *
   * @param perSecond 1 to 1,000,000, or {@link TokenBucket#NO_LIMIT}
   * @return 0 if it is within the rate; otherwise the time after which to try again, in ms, at most
   *     {@link #MAX_WAIT}
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

  /** The number of addresses with state. */
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
