package lifeline.log.raft;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Makes the connections to nodes anew from which nothing is heard. By itself TCP tries ever more
 * rarely (RFC 6298, 5.5): a link would come back up to as long after a cut as the cut has lasted.
 */
final class Redial {
  /** A connection may need that to come up; a SYN that is lost is sent again after 1 s. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Station station;
  private final Executor threads;

  /** When a node may be tried again, ns. */
  private final Map<String, Long> next = new ConcurrentHashMap<>();

  /**
   * @param threads where connections are closed, which blocks for some seconds
   */
  Redial(Station station, Executor threads) {
    this.station = station;
    this.threads = threads;
  }

  /** To be called again and again with the nodes that are silent at that time. Non-blocking. */
  void look(Collection<String> silent, long now) {
    next.keySet().retainAll(silent);
    for (String name : silent) {
      if (now - next.getOrDefault(name, now) >= 0) {
        next.put(name, now + Long.MAX_VALUE / 2);
        threads.execute(() -> redial(name));
      }
    }
  }

  private void redial(String name) {
    station.redial(name);
    next.put(name, System.nanoTime() + PAUSE_NANOS);
  }
}
