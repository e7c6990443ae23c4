package lifeline.admission;

import java.util.HashMap;
import java.util.Map;

/**
 * Decides who may come in: counts the connections of the whole server, in all and by address, and
 * how fast new ones come. Time is passed in, in milliseconds. Memory is bounded by the connections
 * that are in and the addresses of the last second.
 */
public final class Admission {
  private static final long SECOND = 1000;
  private static final long MAX_WAIT = ArrivalRates.MAX_WAIT / SECOND;
  private static final long NEVER = Long.MIN_VALUE;

  private final Map<String, Occupancy> byAddress = new HashMap<>();
  private final Occupancy all = new Occupancy();
  private final ArrivalRates rates = new ArrivalRates();

  /**
   * The limits for one address; {@link TokenBucket#NO_LIMIT} is none.
   *
   * @param connections in all
   * @param perAddress at one time
   * @param perSecond new ones
   */
  public record Rules(long connections, long perAddress, long perSecond) {}

  private static final class Occupancy {
    int count;

    /** Since when it has been full for everybody who came, or {@link #NEVER}. */
    long fullSince = NEVER;

    boolean isFull(long limit, long now) {
      boolean isFull = count >= limit;
      if (!isFull) {
        fullSince = NEVER;
      } else if (fullSince == NEVER) {
        fullSince = now;
      }
      return isFull;
    }

    /** The longer it has been full, the longer one waits; in s. */
    long retryAfter(long now) {
      return seconds(now - fullSince);
    }
  }

  /**
   * Somebody from this address wants in.
   *
   * @return 0: is in from now on, until {@link #left}; else to be sent away, and told to come again
   *     after so many seconds, 1 to 60. Where the rate is the reason, that is when it will have
   *     room for this one; where the server or the address is full, it is as long again as it has
   *     been full
   */
  public long admit(String address, Rules rules, long now) {
    if (all.isFull(rules.connections(), now)) {
      return all.retryAfter(now);
    }
    Occupancy from = byAddress.get(address);
    if (from != null && from.isFull(rules.perAddress(), now)) {
      return from.retryAfter(now);
    }
    long millis = rates.admit(address, rules.perSecond(), now);
    if (millis > 0) {
      return seconds(millis);
    }
    all.count++;
    byAddress.computeIfAbsent(address, key -> new Occupancy()).count++;
    return 0;
  }

  /** One that was let in from this address has gone. */
  public void release(String address) {
    all.count--;
    byAddress.computeIfPresent(address, (key, from) -> --from.count == 0 ? null : from);
  }

  /** Connections that are in. */
  public int connections() {
    return all.count;
  }

  /** Addresses that something is kept about. */
  int trackedAddresses() {
    return byAddress.size() + rates.size();
  }

  private static long seconds(long millis) {
    return Math.max(1, Math.min(MAX_WAIT, (millis + SECOND - 1) / SECOND));
  }
}
