package lifeline.delivery;

import lifeline.delivery.lines.RoomLog;

/** Looks, as long as there is a time to live, when lines of a room have waited too long. */
final class LineExpiry implements Timers.Timed {
  /** Lines that grow too old one after the other are looked at together. */
  private static final long PAUSE = 1_000;

  private final State state;
  private final Room room;

  LineExpiry(State state, Room room) {
    this.state = state;
    this.room = room;
  }

  /** The room has a line, or the time to live has changed. */
  void watch(long now) {
    long ttl = state.limits.queue().ttl();
    if (ttl > 0 && state.timers.timeOf(this) == Long.MAX_VALUE) {
      setTimer(now, ttl, 0);
    }
  }

  @Override
  public void due(ApplyContext context) {
    long ttl = state.limits.queue().ttl();
    if (ttl > 0) {
      for (Subscription place : room.subscriptions()) {
        place.reckon(context);
        place.tellNews(context);
      }
      setTimer(context.now(), ttl, PAUSE);
    }
  }

  private void setTimer(long now, long ttl, long pause) {
    RoomLog log = room.log;
    long next = Math.max(log.oldest(), log.saidUpTo(now - ttl) + 1);
    if (next <= log.head()) {
      long due = log.timeOf(next) + ttl + RoomLog.TIME_GRAIN;
      state.timers.set(this, Math.max(due, now + Math.max(1, pause)));
    }
  }
}
