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
  private static final long MAX_ALARM = 30_000;

  private final Map<Long, ConnectionDeadlines> connections = new HashMap<>();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private final Actions actions;
  private LivenessTimes times;
  private int suspects;
  private int halfClosed;

  /** What is to be done with a connection. */
  public interface Actions {
    /** It is to be looked at; {@link LivenessTracker#seen} brings the result. */
    void poll(long connection);

    /** It is to be asked for a sign of life. */
    void probe(long connection);

    /** It is held for suspect from now on, or for healthy again. */
    void healthChanged(long connection, boolean suspect);

    /** It has failed. */
    void fail(long connection, CloseCause cause);
  }

  private record Alarm(long time, ConnectionDeadlines connection) implements Comparable<Alarm> {
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
    for (ConnectionDeadlines watch : connections.values()) {
      watch.checkAt = now;
      setAlarm(watch, now);
    }
  }

  /**
   * Fresh signs of a connection; the first of one begin to watch it.
   *
   * @param interval its own heartbeat interval, ms; 0 for that of the server
   * @param ended whether its input has ended
   */
  public void update(
      long connection, Activity signs, ProbeKind asking, long interval, boolean ended, long now) {
    ConnectionDeadlines watch =
        connections.computeIfAbsent(connection, id -> new ConnectionDeadlines(id, signs));
    if (ended && !watch.halfClosed()) {
      halfClosed++;
    }
    watch.polling = false;
    watch.update(signs, asking, interval, ended);
    if (!watch.failed) {
      evaluate(watch, now);
    }
  }

  /** It is gone. */
  public void remove(long connection) {
    ConnectionDeadlines watch = connections.remove(connection);
    if (watch != null) {
      watch.alarmAt = Activity.NEVER;
      suspects -= watch.suspect() ? 1 : 0;
      halfClosed -= watch.halfClosed() ? 1 : 0;
    }
  }

  /** To be called often, compared with the times. */
  public void tick(long now) {
    for (Alarm alarm = alarms.peek(); alarm != null && alarm.time() <= now; alarm = alarms.peek()) {
      alarms.remove();
      ConnectionDeadlines watch = alarm.connection();
      if (watch.alarmAt == alarm.time()) {
        watch.alarmAt = Activity.NEVER;
        if (watch.checkAt <= now) {
          watch.polling = true;
          actions.poll(watch.id);
        } else {
          setAlarm(watch, now);
        }
      }
    }
  }

  private void evaluate(ConnectionDeadlines watch, long now) {
    CloseCause failed = watch.failure(now, times);
    if (failed != null) {
      watch.failed = true;
      actions.fail(watch.id, failed);
      return;
    }
    boolean suspect = watch.overdue(now, times);
    if (suspect != watch.suspect()) {
      watch.suspect(suspect);
      suspects += suspect ? 1 : -1;
      actions.healthChanged(watch.id, suspect);
    }
    if (watch.probeDue(now, times)) {
      watch.probeSent(now);
      actions.probe(watch.id);
    }
    watch.checkAt = watch.nextCheck(now, times);
    setAlarm(watch, now);
  }

  /** An earlier alarm stays: when it is due, it is found to be too early. */
  private void setAlarm(ConnectionDeadlines watch, long now) {
    long time = Math.min(watch.checkAt, now + MAX_ALARM);
    if (!watch.polling && !watch.failed && time < watch.alarmAt) {
      watch.alarmAt = time;
      alarms.add(new Alarm(time, watch));
    }
  }

  /** Whether it is suspect; false if it is not known. */
  public boolean suspect(long connection) {
    ConnectionDeadlines watch = connections.get(connection);
    return watch != null && watch.suspect();
  }

  /** How long it has said nothing, ms; 0 if it is not known. */
  public long idle(long connection, long now) {
    ConnectionDeadlines watch = connections.get(connection);
    return watch == null ? 0 : Math.max(0, now - watch.activity().lastInput());
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
