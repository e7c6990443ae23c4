package lifeline.liveness;

import static lifeline.liveness.Activity.NEVER;
import static lifeline.liveness.Activity.after;

import lifeline.connection.CloseCause;

/**
 * One connection's deadlines, computed from its signs of life. A deadline is met only by signs that
 * are fresh; the one who asks for {@link #failure} sees to that.
 */
final class ConnectionDeadlines {
  /** A kernel's timer may be late by an eighth, as timers of Linux are kept in a wheel. */
  private static final int TIMER_SLACK = 8;

  /** A suspect connection, or one with an unclear end, is looked at so often, ms. */
  private static final long SUSPECT_POLL = 500;

  final long id;
  private Activity activity;
  private ProbeKind probe = ProbeKind.KEEPALIVE;
  private long ownInterval;
  private boolean halfClosed;
  private boolean suspect;

  /** When it was asked first without an answer since, and how often since then. */
  private long firstProbe = NEVER;

  private int probes;

  /** When it is to be looked at. */
  long checkAt = NEVER;

  /** When the table comes back to it, and whether a look at it is under way. */
  long alarmAt = NEVER;

  boolean polling;

  /** Whether it has failed, and only its end is still to come. */
  boolean failed;

  ConnectionDeadlines(long connection, Activity signs) {
    this.id = connection;
    this.activity = signs;
  }

  /**
   * Fresh signs.
   *
   * @param interval its own interval, ms; 0 for that of the server
   */
  void update(Activity fresh, ProbeKind how, long interval, boolean ended) {
    boolean changed = how != probe || interval != ownInterval;
    probe = how;
    ownInterval = interval;
    activity = fresh;
    halfClosed = ended;
    if (changed || activity.lastReceived() >= firstProbe) {
      firstProbe = NEVER;
      probes = 0;
    }
  }

  /** It was asked for a sign of life. */
  void probeSent(long now) {
    firstProbe = Math.min(firstProbe, now);
    probes++;
  }

  Activity activity() {
    return activity;
  }

  boolean halfClosed() {
    return halfClosed;
  }

  boolean suspect() {
    return suspect;
  }

  void suspect(boolean now) {
    suspect = now;
  }

  /** What it has failed of by now: the first that happened; null if it lives. */
  CloseCause failure(long now, LivenessTimes times) {
    long first = failureAt(times);
    if (first > now) {
      return null;
    }
    if (first == unreachableAt(times)) {
      return CloseCause.UNREACHABLE;
    }
    if (first == stalledAt(times)) {
      return CloseCause.STALLED;
    }
    return first == silentAt(times) ? CloseCause.HEARTBEAT_TIMEOUT : CloseCause.IDLE_TIMEOUT;
  }

  /** Whether an answer or an acknowledgement is overdue. */
  boolean overdue(long now, LivenessTimes times) {
    return suspectAt(times) <= now;
  }

  /** Whether the server has to ask it now. */
  boolean probeDue(long now, LivenessTimes times) {
    return probeAt(times) <= now;
  }

  /** When it is to be looked at next, if nothing is heard of it before. */
  long nextCheck(long now, LivenessTimes times) {
    if (probe == ProbeKind.NONE) {
      return NEVER;
    }
    long next = Math.min(failureAt(times), probeAt(times));
    if (!suspect) {
      next = Math.min(next, suspectAt(times));
    }
    if (suspect || activity.dataUnanswered()) {
      next = Math.min(next, now + SUSPECT_POLL);
    }
    if (!probe.needsBytes() && activity.unansweredSince() == NEVER) {
      long interval = interval(times);
      long answered = after(activity.lastSegment(), interval + interval / TIMER_SLACK);
      next = Math.min(next, answered > now ? answered : now + interval / 4);
    }
    return next;
  }

  private long failureAt(LivenessTimes times) {
    if (probe == ProbeKind.NONE) {
      return NEVER;
    }
    return Math.min(
        Math.min(after(activity.lastInput(), times.idle()), unreachableAt(times)),
        Math.min(stalledAt(times), silentAt(times)));
  }

  private long unreachableAt(LivenessTimes times) {
    if (!activity.dataUnanswered()) {
      return NEVER;
    }
    long since =
        Math.max(
            activity.lastSegment(),
            Math.max(activity.unackedDataSince(), activity.unansweredSince()));
    return after(since, times.unreachable());
  }

  /** Of a peer that is about to be found unreachable nobody can tell whether it would read. */
  private long stalledAt(LivenessTimes times) {
    long stalled =
        activity.unackedDataSince() == NEVER
            ? NEVER
            : after(activity.unackedSince(), times.stall());
    long grace = Math.min(times.unreachable(), times.stall());
    return unreachableAt(times) <= after(stalled, grace) ? NEVER : stalled;
  }

  /** Heartbeats are for the idle; with data in flight the end is rather unreachable. */
  private long silentAt(LivenessTimes times) {
    long interval = interval(times);
    long failed = missed(times.misses(), interval);
    long grace =
        probe.needsBytes()
            ? interval
            : Math.min(times.unreachable(), (times.misses() + 1) * interval);
    return unreachableAt(times) <= after(failed, grace) ? NEVER : failed;
  }

  private long suspectAt(LivenessTimes times) {
    return probe == ProbeKind.NONE
        ? NEVER
        : Math.min(after(activity.unackedSince(), times.suspect()), missed(1, interval(times)));
  }

  /** When so many intervals will have gone by without an answer. */
  private long missed(int misses, long interval) {
    if (probe.needsBytes()) {
      return after(firstProbe, misses * interval);
    }
    return activity.unansweredSince() == NEVER
        ? NEVER
        : Math.max(
            activity.lastSegment() + (misses + 1) * interval,
            activity.unansweredSince() + misses * interval);
  }

  private long probeAt(LivenessTimes times) {
    if (!probe.needsBytes() || probes >= times.misses()) {
      return NEVER;
    }
    long interval = interval(times);
    return firstProbe == NEVER
        ? after(activity.lastReceived(), interval)
        : after(firstProbe, probes * interval);
  }

  private long interval(LivenessTimes times) {
    return ownInterval == 0 ? times.interval() : ownInterval;
  }
}
