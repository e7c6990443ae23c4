package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What becomes due at which time; equal times in the order in which they were set. */
final class Timers {
  private final TreeMap<Long, Set<Timed>> byTime = new TreeMap<>();
  private final Map<Timed, Long> times = new LinkedHashMap<>();

  /** Something that wants to be told when its time has come. */
  interface Timed {
    void due(Turn turn);
  }

  /** Sets the one time of {@code timed}; {@link Long#MAX_VALUE} for none. */
  void set(Timed timed, long time) {
    Long before = times.get(timed);
    if (before != null) {
      if (before == time) {
        return;
      }
      clear(timed, before);
    }
    if (time != Long.MAX_VALUE) {
      times.put(timed, time);
      byTime.computeIfAbsent(time, at -> new LinkedHashSet<>()).add(timed);
    }
  }

  /** When {@code timed} is due; {@link Long#MAX_VALUE} if it is not. */
  long timeOf(Timed timed) {
    return times.getOrDefault(timed, Long.MAX_VALUE);
  }

  /** Milliseconds since the epoch; {@link Long#MAX_VALUE} if nothing is set. */
  long next() {
    return byTime.isEmpty() ? Long.MAX_VALUE : byTime.firstKey();
  }

  /** Tells all that are due, each once, the earliest first. */
  void run(Turn turn) {
    while (next() <= turn.now()) {
      Timed timed = byTime.firstEntry().getValue().iterator().next();
      clear(timed, byTime.firstKey());
      timed.due(turn);
    }
  }

  private void clear(Timed timed, long time) {
    times.remove(timed);
    Set<Timed> at = byTime.get(time);
    at.remove(timed);
    if (at.isEmpty()) {
      byTime.remove(time);
    }
  }
}
