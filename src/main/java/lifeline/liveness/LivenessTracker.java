package lifeline.liveness;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import lifeline.connection.CloseCause;

/**
 * The connections of a node, their deadlines and their health. Tells what is to be done; nothing is
 * decided on signs that are not fresh: when a deadline may be over, a look comes first. Times are
 * in ms of one steady clock.
 */
public final class LivenessTracker {
  /** No alarm is set further ahead, ms, so that those of the ended do not pile up. */
  private static final long FURTHEST_ALARM = 30_000;

  private final Map<Long, ConnectionDeadlines> watches = new HashMap<>();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private final Actions actions;
  private LivenessTimes times;
  private int suspects;
  private int halfClosed;

  /** What is to be done with a connection. */
  public interface Actions {
    /** It is to be looked at; {@link LivenessTracker#seen} brings the result. */
    void look(long connection);

    /** It is to be asked for a sign of life. */
    void ask(long connection);

    /** It is held for suspect from now on, or for healthy again. */
    void health(long connection, boolean suspect);

    /** It has failed. */
    void fail(long connection, CloseCause cause);
  }

  private record Alarm(long time, ConnectionDeadlines watch) implements Comparable<Alarm> {
    @Override
    public int compareTo(Alarm other) {
      return Long.compare(time, other.time);
    }
  }

  public LivenessTracker(LivenessTimes times, Actions actions) {
    this.times = times;
    this.actions = actions;
  }

  /** The settings have changed; all connections are judged anew. */
  public void times(LivenessTimes changed, long now) {
    times = changed;
    for (ConnectionDeadlines watch : watches.values()) {
      watch.due = now;
      setAlarm(watch, now);
    }
  }

  /**
   * Fresh signs of a connection; the first of one begin to watch it.
   *
   * @param interval its own heartbeat interval, ms; 0 for that of the server
   * @param ended whether its input has ended
   */
  public void seen(
      long connection, Activity signs, ProbeKind asking, long interval, boolean ended, long now) {
    ConnectionDeadlines watch =
        watches.computeIfAbsent(connection, id -> new ConnectionDeadlines(id, signs));
    if (ended && !watch.halfClosed()) {
      halfClosed++;
    }
    watch.looking = false;
    watch.seen(signs, asking, interval, ended);
    if (!watch.failed) {
      judge(watch, now);
    }
  }

  /** It is gone. */
  public void ended(long connection) {
    ConnectionDeadlines watch = watches.remove(connection);
    if (watch != null) {
      watch.alarm = Activity.NEVER;
      suspects -= watch.suspect() ? 1 : 0;
      halfClosed -= watch.halfClosed() ? 1 : 0;
    }
  }

  /** To be called often, compared with the times. */
  public void tick(long now) {
    for (Alarm alarm = alarms.peek(); alarm != null && alarm.time() <= now; alarm = alarms.peek()) {
      alarms.remove();
      ConnectionDeadlines watch = alarm.watch();
      if (watch.alarm == alarm.time()) {
        watch.alarm = Activity.NEVER;
        if (watch.due <= now) {
          watch.looking = true;
          actions.look(watch.connection);
        } else {
          setAlarm(watch, now);
        }
      }
    }
  }

  private void judge(ConnectionDeadlines watch, long now) {
    CloseCause failed = watch.failure(now, times);
    if (failed != null) {
      watch.failed = true;
      actions.fail(watch.connection, failed);
      return;
    }
    boolean suspect = watch.overdue(now, times);
    if (suspect != watch.suspect()) {
      watch.suspect(suspect);
      suspects += suspect ? 1 : -1;
      actions.health(watch.connection, suspect);
    }
    if (watch.due(now, times)) {
      watch.asked(now);
      actions.ask(watch.connection);
    }
    watch.due = watch.next(now, times);
    setAlarm(watch, now);
  }

  /** An earlier alarm stays: when it is due, it is found to be too early. */
  private void setAlarm(ConnectionDeadlines watch, long now) {
    long time = Math.min(watch.due, now + FURTHEST_ALARM);
    if (!watch.looking && !watch.failed && time < watch.alarm) {
      watch.alarm = time;
      alarms.add(new Alarm(time, watch));
    }
  }

  /** Whether it is suspect; false if it is not known. */
  public boolean suspect(long connection) {
    ConnectionDeadlines watch = watches.get(connection);
    return watch != null && watch.suspect();
  }

  /** How long it has said nothing, ms; 0 if it is not known. */
  public long idle(long connection, long now) {
    ConnectionDeadlines watch = watches.get(connection);
    return watch == null ? 0 : Math.max(0, now - watch.signs().lastInput());
  }

  /** How many are suspect. */
  public int suspects() {
    return suspects;
  }

  /** How many have ended their input and stay. */
  public int halfClosed() {
    return halfClosed;
  }
}
