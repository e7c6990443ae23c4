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
  private static final long LONGEST_WAIT = ArrivalRates.LONGEST_WAIT / SECOND;
  private static final long NEVER = Long.MIN_VALUE;

  private final Map<String, Presence> present = new HashMap<>();
  private final Presence all = new Presence();
  private final ArrivalRates rates = new ArrivalRates();

  /**
   * The limits for one address; {@link TokenBucket#NO_LIMIT} is none.
   *
   * @param connections in all
   * @param perAddress at one time
   * @param perSecond new ones
   */
  public record Rules(long connections, long perAddress, long perSecond) {}

  private static final class Presence {
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
    long waitFrom(long now) {
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
  public long arrive(String address, Rules rules, long now) {
    if (all.isFull(rules.connections(), now)) {
      return all.waitFrom(now);
    }
    Presence from = present.get(address);
    if (from != null && from.isFull(rules.perAddress(), now)) {
      return from.waitFrom(now);
    }
    long millis = rates.arrive(address, rules.perSecond(), now);
    if (millis > 0) {
      return seconds(millis);
    }
    all.count++;
    present.computeIfAbsent(address, key -> new Presence()).count++;
    return 0;
  }

  /** One that was let in from this address has gone. */
  public void left(String address) {
    all.count--;
    present.computeIfPresent(address, (key, from) -> --from.count == 0 ? null : from);
  }

  /** Connections that are in. */
  public int connections() {
    return all.count;
  }

  /** Addresses that something is kept about. */
  int remembered() {
    return present.size() + rates.size();
  }

  private static long seconds(long millis) {
    return Math.max(1, Math.min(LONGEST_WAIT, (millis + SECOND - 1) / SECOND));
  }
}
