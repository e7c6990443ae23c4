package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.delivery.lines.RoomLog;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/**
 * Which of the lines that wait in a room's subscriptions are too many or too old to wait any
 * longer; and, while there is a time to live, the timer that applies it.
 */
final class QueueLimits implements Timers.Timed {
  /** Milliseconds: lines whose time to live ends within this of each other are handled together. */
  private static final long PAUSE = 1_000;

  private final State state;
  private final Room room;

  QueueLimits(State state, Room room) {
    this.state = state;
    this.room = room;
  }

  /**
   * Lines to give up, by the reason for which they become dead letters; a line is in one of the
   * sets at most.
   *
   * @param revived lines whose age does not count
   */
  Map<String, SeqSet> excess(SeqRanges waiting, SeqRanges revived, long now) {
    Map<String, SeqSet> excess = new LinkedHashMap<>();
    // Size comes before age: the room's timer will find lines that are too old.
    SeqSet many = tooMany(waiting);
    excess.put(DurableSubscription.QUEUE_FULL, many);
    excess.put(DurableSubscription.TTL, tooOld(waiting, revived, now).without(many));
    return excess;
  }

  /** Those that were accepted longer than the time to live before {@code now}. */
  SeqSet tooOld(SeqRanges waiting, SeqRanges revived, long now) {
    long ttl = queue().ttl();
    return ttl > 0
        ? waiting.between(1, room.log.saidUpTo(now - ttl)).without(revived)
        : new SeqSet();
  }

  /** The oldest of those beyond the queue's lines, and of the others those beyond its bytes. */
  private SeqSet tooMany(SeqRanges waiting) {
    long maxLines = queue().maxLines();
    SeqSet excess = waiting.count() <= maxLines ? new SeqSet() : waiting.butHighest(maxLines);
    SeqSet left = waiting.without(excess);
    long free = queue().maxBytes();
    for (int i = left.ranges() - 1; i >= 0; i--) {
      long bytes = room.log.bytes(left.first(i), left.last(i));
      if (bytes > free) {
        long last = room.log.beyondBytes(left.first(i), left.last(i), free);
        excess.addAll(left.between(1, last));
        return excess;
      }
      free -= bytes;
    }
    return excess;
  }

  /** To be called when the room has a new line or the time to live has changed. */
  void watch(long now) {
    long ttl = queue().ttl();
    if (ttl > 0 && state.timers.timeOf(this) == RetrySchedule.NEVER) {
      setTimer(now, ttl, 0);
    }
  }

  @Override
  public void due(ApplyContext context) {
    long ttl = queue().ttl();
    if (ttl > 0) {
      for (DurableSubscription subscription : room.subscriptions()) {
        subscription.applyLimits(context);
        subscription.sendNotices(context);
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

  private DeliveryLimits.Queue queue() {
    return state.limits.queue();
  }
}
