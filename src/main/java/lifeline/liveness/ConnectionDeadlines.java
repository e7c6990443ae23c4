package lifeline.liveness;

import static lifeline.liveness.Activity.NEVER;
import static lifeline.liveness.Activity.after;

import lifeline.connection.CloseCause;
import org.jspecify.annotations.Nullable;

/**
 * One connection's deadlines, computed from its signs of life. They are only as fresh as the last
 * {@link #update}: the caller polls the connection before it acts on a {@link #failure}.
 */
final class ConnectionDeadlines {
  /** Kernel timers may be late by one part in this number: Linux keeps them in a wheel. */
  private static final int TIMER_SLACK = 8;

  /** How often a suspect or unanswering connection is polled, ms. */
  private static final long SUSPECT_POLL = 500;

  final long id;
  private Activity activity;
  private ProbeKind kind = ProbeKind.KEEPALIVE;
  private long ownInterval;
  private boolean halfClosed;
  private boolean suspect;

  /** When the first of the unanswered probes was sent. */
  private long firstProbe = NEVER;

  /** The number of unanswered probes. */
  private int probes;

  /** When it is to be polled. */
  long checkAt = NEVER;

  /** When its next alarm goes off. */
  long alarmAt = NEVER;

  /** Whether a poll is under way. */
  boolean polling;

  /** Whether it has failed and is being closed. */
  boolean failed;

  ConnectionDeadlines(long id, Activity activity) {
    this.id = id;
    this.activity = activity;
  }

  /**
   * Takes fresh signs of life.
   *
   * @param interval its own heartbeat interval, ms; 0 for that of the server
   * @param ended whether its input has ended
   */
  void update(Activity fresh, ProbeKind how, long interval, boolean ended) {
    boolean changed = how != kind || interval != ownInterval;
    kind = how;
    ownInterval = interval;
    activity = fresh;
    halfClosed = ended;
    if (changed || activity.lastReceived() >= firstProbe) {
      firstProbe = NEVER;
      probes = 0;
    }
  }

  /** A probe was sent. */
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

  /** The first cause for which it has failed by now; null if it has not. */
  @Nullable CloseCause failure(long now, LivenessTimes times) {
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

  /** Whether the server has to send a probe now. */
  boolean probeDue(long now, LivenessTimes times) {
    return probeAt(times) <= now;
  }

  /** When it is to be polled next, unless it reports by itself before. */
  long nextCheck(long now, LivenessTimes times) {
    if (kind == ProbeKind.NONE) {
      return NEVER;
    }
    long next = Math.min(failureAt(times), probeAt(times));
    if (!suspect) {
      next = Math.min(next, suspectAt(times));
    }
    if (suspect || activity.dataUnanswered()) {
      next = Math.min(next, now + SUSPECT_POLL);
    }
    if (!kind.needsBytes() && activity.unansweredSince() == NEVER) {
      long interval = interval(times);
      long answered = after(activity.lastSegment(), interval + interval / TIMER_SLACK);
      next = Math.min(next, answered > now ? answered : now + interval / 4);
    }
    return next;
  }

  private long failureAt(LivenessTimes times) {
    if (kind == ProbeKind.NONE) {
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

  /** Unreachable takes precedence if it is due a little later (protocol.txt, section 11). */
  private long stalledAt(LivenessTimes times) {
    long stalled =
        activity.unackedDataSince() == NEVER
            ? NEVER
            : after(activity.unackedSince(), times.stall());
    long grace = Math.min(times.unreachable(), times.stall());
    return unreachableAt(times) <= after(stalled, grace) ? NEVER : stalled;
  }

  /** Unreachable takes precedence if it is due a little later (protocol.txt, section 11). */
  private long silentAt(LivenessTimes times) {
    long interval = interval(times);
    long failed = missed(times.misses(), interval);
    long grace =
        kind.needsBytes()
            ? interval
            : Math.min(times.unreachable(), (times.misses() + 1) * interval);
    return unreachableAt(times) <= after(failed, grace) ? NEVER : failed;
  }

  private long suspectAt(LivenessTimes times) {
    return kind == ProbeKind.NONE
        ? NEVER
        : Math.min(after(activity.unackedSince(), times.suspect()), missed(1, interval(times)));
  }

  /** When {@code misses} intervals will have passed without an answer. */
  private long missed(int misses, long interval) {
    if (kind.needsBytes()) {
      return after(firstProbe, misses * interval);
    }
    return activity.unansweredSince() == NEVER
        ? NEVER
        : Math.max(
            activity.lastSegment() + (misses + 1) * interval,
            activity.unansweredSince() + misses * interval);
  }

  private long probeAt(LivenessTimes times) {
    if (!kind.needsBytes() || probes >= times.misses()) {
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
