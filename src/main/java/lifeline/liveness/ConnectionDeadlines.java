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
  private static final int LATE = 8;

  /** A suspect connection, or one with an unclear end, is looked at so often, ms. */
  private static final long CLOSE_LOOK = 500;

  final long connection;
  private Activity signs;
  private ProbeKind asking = ProbeKind.KEEPALIVE;
  private long ownInterval;
  private boolean halfClosed;
  private boolean suspect;

  /** When it was asked first without an answer since, and how often since then. */
  private long firstAsked = NEVER;

  private int asked;

  /** When it is to be looked at. */
  long due = NEVER;

  /** When the table comes back to it, and whether a look at it is under way. */
  long alarm = NEVER;

  boolean looking;

  /** Whether it has failed, and only its end is still to come. */
  boolean failed;

  ConnectionDeadlines(long connection, Activity signs) {
    this.connection = connection;
    this.signs = signs;
  }

  /**
   * Fresh signs.
   *
   * @param interval its own interval, ms; 0 for that of the server
   */
  void seen(Activity fresh, ProbeKind how, long interval, boolean ended) {
    boolean changed = how != asking || interval != ownInterval;
    asking = how;
    ownInterval = interval;
    signs = fresh;
    halfClosed = ended;
    if (changed || signs.lastBytes() >= firstAsked) {
      firstAsked = NEVER;
      asked = 0;
    }
  }

  /** It was asked for a sign of life. */
  void asked(long now) {
    firstAsked = Math.min(firstAsked, now);
    asked++;
  }

  Activity signs() {
    return signs;
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
    long first = firstEnd(times);
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
  boolean due(long now, LivenessTimes times) {
    return askAt(times) <= now;
  }

  /** When it is to be looked at next, if nothing is heard of it before. */
  long next(long now, LivenessTimes times) {
    if (asking == ProbeKind.NOT) {
      return NEVER;
    }
    long next = Math.min(firstEnd(times), askAt(times));
    if (!suspect) {
      next = Math.min(next, suspectAt(times));
    }
    if (suspect || signs.silentWithData()) {
      next = Math.min(next, now + CLOSE_LOOK);
    }
    if (!asking.bytesOnly() && signs.askedSince() == NEVER) {
      long interval = interval(times);
      long answered = after(signs.lastHeard(), interval + interval / LATE);
      next = Math.min(next, answered > now ? answered : now + interval / 4);
    }
    return next;
  }

  private long firstEnd(LivenessTimes times) {
    if (asking == ProbeKind.NOT) {
      return NEVER;
    }
    return Math.min(
        Math.min(after(signs.lastInput(), times.idle()), unreachableAt(times)),
        Math.min(stalledAt(times), silentAt(times)));
  }

  private long unreachableAt(LivenessTimes times) {
    if (!signs.silentWithData()) {
      return NEVER;
    }
    long since = Math.max(signs.lastHeard(), Math.max(signs.dataSince(), signs.askedSince()));
    return after(since, times.unreachable());
  }

  /** Of a peer that is about to be found unreachable nobody can tell whether it would read. */
  private long stalledAt(LivenessTimes times) {
    long stalled = signs.dataSince() == NEVER ? NEVER : after(signs.owingSince(), times.stall());
    long grace = Math.min(times.unreachable(), times.stall());
    return unreachableAt(times) <= after(stalled, grace) ? NEVER : stalled;
  }

  /** Heartbeats are for the idle; with data in flight the end is rather unreachable. */
  private long silentAt(LivenessTimes times) {
    long interval = interval(times);
    long failed = missed(times.misses(), interval);
    long grace =
        asking.bytesOnly()
            ? interval
            : Math.min(times.unreachable(), (times.misses() + 1) * interval);
    return unreachableAt(times) <= after(failed, grace) ? NEVER : failed;
  }

  private long suspectAt(LivenessTimes times) {
    return asking == ProbeKind.NOT
        ? NEVER
        : Math.min(after(signs.owingSince(), times.suspect()), missed(1, interval(times)));
  }

  /** When so many intervals will have gone by without an answer. */
  private long missed(int misses, long interval) {
    if (asking.bytesOnly()) {
      return after(firstAsked, misses * interval);
    }
    return signs.askedSince() == NEVER
        ? NEVER
        : Math.max(
            signs.lastHeard() + (misses + 1) * interval, signs.askedSince() + misses * interval);
  }

  private long askAt(LivenessTimes times) {
    if (!asking.bytesOnly() || asked >= times.misses()) {
      return NEVER;
    }
    long interval = interval(times);
    return firstAsked == NEVER
        ? after(signs.lastBytes(), interval)
        : after(firstAsked, asked * interval);
  }

  private long interval(LivenessTimes times) {
    return ownInterval == 0 ? times.interval() : ownInterval;
  }
}
