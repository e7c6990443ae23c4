package lifeline.admission;

import java.util.HashMap;
import java.util.Map;

/**
 * Decides which connections are admitted (protocol.txt, section 15): counts those of the whole
 * server, in all and by address, and limits the rate of new ones. Time is passed in, in
 * milliseconds. Memory is bounded by the number of connections and the addresses of the last
 * second.
 */
public final class Admission {
  private static final long SECOND = 1000;
  private static final long MAX_WAIT = ArrivalRates.MAX_WAIT / SECOND;

  /** The time of what has not happened. */
  static final long NEVER = Long.MAX_VALUE;

  private final Map<String, Occupancy> byAddress = new HashMap<>();
  private final Occupancy all = new Occupancy();
  private final ArrivalRates rates = new ArrivalRates();

  /**
   * The limits for a connection of one address; {@link TokenBucket#NO_LIMIT} is none.
   *
   * @param connections of the server at a time
   * @param perAddress of the address at a time
   * @param perSecond new ones of the address a second
   */
  public record Rules(long connections, long perAddress, long perSecond) {}

  private static final class Occupancy {
    int count;

    /** Since when every arrival has found it full; {@link #NEVER} if the last one did not. */
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

    /** The seconds after which to try again: as long as it has been full. */
    long retryAfter(long now) {
      return seconds(now - fullSince);
    }
  }

  /**
   * A connection from this address has arrived.
   *
   * @return 0 if it is admitted, until {@link #release}; otherwise the seconds after which to try
   *     again, 1 to 60. If the rate is the reason, the connection is within the rate then; if the
   *     server or the address is full, it is the time for which it has been full
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

  /** An admitted connection of this address is closed. */
  public void release(String address) {
    all.count--;
    byAddress.computeIfPresent(address, (key, from) -> --from.count == 0 ? null : from);
  }

  /** The number of admitted connections. */
  public int connections() {
    return all.count;
  }

  /** The number of addresses with any state. */
  int trackedAddresses() {
    return byAddress.size() + rates.size();
  }

  private static long seconds(long millis) {
    return Math.max(1, Math.min(MAX_WAIT, (millis + SECOND - 1) / SECOND));
  }
}
