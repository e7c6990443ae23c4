package lifeline.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.lines.RetrySchedule;

/** What becomes due at which time; equal times in the order in which they were set. */
final class Timers {
  private final TreeMap<Due, Timed> byTime = new TreeMap<>();
  private final Map<Timed, Due> times = new HashMap<>();
  private long lastNumber;

  /** Something that has a time at which it is called. */
  interface Timed {
    void due(ApplyContext context);
  }

  /** A time, and the number of its setting. */
  private record Due(long time, long number) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int order = Long.compare(time, other.time);
      return order == 0 ? Long.compare(number, other.number) : order;
    }
  }

  /** Sets the one time of {@code timed}; {@link RetrySchedule#NEVER} for none. */
  void set(Timed timed, long time) {
    Due before = times.get(timed);
    if (before != null) {
      if (before.time() == time) {
        return;
      }
      clear(timed, before);
    }
    if (time != RetrySchedule.NEVER) {
      lastNumber++;
      put(timed, new Due(time, lastNumber));
    }
  }

  /** When {@code timed} is due; {@link RetrySchedule#NEVER} if it is not. */
  long timeOf(Timed timed) {
    Due due = times.get(timed);
    return due == null ? RetrySchedule.NEVER : due.time();
  }

  /** Milliseconds since the epoch; {@link RetrySchedule#NEVER} if nothing is set. */
  long next() {
    return byTime.isEmpty() ? RetrySchedule.NEVER : byTime.firstKey().time();
  }

  /** Tells all that are due, each once, the earliest first. */
  void runDue(ApplyContext context) {
    while (next() <= context.now()) {
      Map.Entry<Due, Timed> first = byTime.firstEntry();
      Timed timed = first.getValue();
      clear(timed, first.getKey());
      timed.due(context);
    }
  }

  /** Saves the common counter; each owner saves its own time. */
  void save(ByteOut out) {
    out.number(lastNumber);
  }

  void load(ByteIn in) {
    lastNumber = in.number();
  }

  /** Saves the time of {@code timed}, if it has one. */
  void save(Timed timed, ByteOut out) {
    Due due = times.get(timed);
    out.flag(due != null);
    if (due != null) {
      out.number(due.time());
      out.number(due.number());
    }
  }

  void load(Timed timed, ByteIn in) {
    if (in.flag()) {
      Due due = new Due(in.number(), in.number());
      if (byTime.containsKey(due)) {
        throw in.unreadable("two things have timer " + due.number());
      }
      put(timed, due);
    }
  }

  private void put(Timed timed, Due due) {
    times.put(timed, due);
    byTime.put(due, timed);
  }

  private void clear(Timed timed, Due due) {
    times.remove(timed);
    byTime.remove(due);
  }
}
