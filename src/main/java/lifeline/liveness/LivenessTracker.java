package lifeline.liveness;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import lifeline.connection.CloseCause;

/**
 * The connections of a node, their deadlines and their health. It never acts on old signs of life:
 * when a deadline may have passed, it polls the connection first and decides when the result comes.
 * Times are in ms of one monotonic clock.
 */
public final class LivenessTracker {
  /** No alarm is set further ahead, ms, so that those of closed connections do not pile up. */
  private static final long MAX_ALARM = 30_000;

  private final Map<Long, ConnectionDeadlines> connections = new HashMap<>();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private final Actions actions;
  private LivenessTimes times;
  private int suspects;
  private int halfClosed;

  /** What the tracker has done with a connection. */
  public interface Actions {
    /** Has it polled; {@link LivenessTracker#update} brings the result. */
    void poll(long connection);

    /** Has a probe sent to it. */
    void probe(long connection);

    /** It is suspect from now on, or healthy again. */
    void healthChanged(long connection, boolean suspect);

    /** It has failed and is to be closed. */
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

  /** Applies changed settings to all connections. */
  public void times(LivenessTimes changed, long now) {
    times = changed;
    for (ConnectionDeadlines connection : connections.values()) {
      connection.checkAt = now;
      setAlarm(connection, now);
    }
  }

  /**
   * Takes fresh signs of life of a connection; the first ones add it.
   *
   * @param interval its own heartbeat interval, ms; 0 for that of the server
   * @param ended whether its input has ended
   */
  public void update(
      long id, Activity activity, ProbeKind kind, long interval, boolean ended, long now) {
    ConnectionDeadlines connection =
        connections.computeIfAbsent(id, key -> new ConnectionDeadlines(key, activity));
    if (ended && !connection.halfClosed()) {
      halfClosed++;
    }
    connection.polling = false;
    connection.update(activity, kind, interval, ended);
    if (!connection.failed) {
      evaluate(connection, now);
    }
  }

  /** The connection is closed. */
  public void remove(long id) {
    ConnectionDeadlines connection = connections.remove(id);
    if (connection != null) {
      connection.alarmAt = Activity.NEVER;
      suspects -= connection.suspect() ? 1 : 0;
      halfClosed -= connection.halfClosed() ? 1 : 0;
    }
  }

  /** Polls connections whose time has come; to be called often, compared with the times. */
  public void tick(long now) {
    for (Alarm alarm = alarms.peek(); alarm != null && alarm.time() <= now; alarm = alarms.peek()) {
      alarms.remove();
      ConnectionDeadlines connection = alarm.connection();
      if (connection.alarmAt == alarm.time()) {
        connection.alarmAt = Activity.NEVER;
        if (connection.checkAt <= now) {
          connection.polling = true;
          actions.poll(connection.id);
        } else {
          setAlarm(connection, now);
        }
      }
    }
  }

  private void evaluate(ConnectionDeadlines connection, long now) {
    CloseCause failed = connection.failure(now, times);
    if (failed != null) {
      connection.failed = true;
      actions.fail(connection.id, failed);
      return;
    }
    boolean suspect = connection.overdue(now, times);
    if (suspect != connection.suspect()) {
      connection.suspect(suspect);
      suspects += suspect ? 1 : -1;
      actions.healthChanged(connection.id, suspect);
    }
    if (connection.probeDue(now, times)) {
      connection.probeSent(now);
      actions.probe(connection.id);
    }
    connection.checkAt = connection.nextCheck(now, times);
    setAlarm(connection, now);
  }

  /** An earlier alarm stays as it is: when it goes off, it sets the next one. */
  private void setAlarm(ConnectionDeadlines connection, long now) {
    long time = Math.min(connection.checkAt, now + MAX_ALARM);
    if (!connection.polling && !connection.failed && time < connection.alarmAt) {
      connection.alarmAt = time;
      alarms.add(new Alarm(time, connection));
    }
  }

  /** Whether a connection is suspect; false if it is unknown. */
  public boolean suspect(long id) {
    ConnectionDeadlines connection = connections.get(id);
    return connection != null && connection.suspect();
  }

  /** The time since the last input, ms; 0 if the connection is unknown. */
  public long idle(long id, long now) {
    ConnectionDeadlines connection = connections.get(id);
    return connection == null ? 0 : Math.max(0, now - connection.activity().lastInput());
  }

  /** The number of suspect connections. */
  public int suspects() {
    return suspects;
  }

  /** The number of connections that have ended their input and go on receiving. */
  public int halfClosed() {
    return halfClosed;
  }
}
