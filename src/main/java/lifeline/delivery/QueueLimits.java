package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.lines.RoomLog;
import lifeline.delivery.lines.SeqSet;

/** Which of a subscription's waiting lines are too many, or too old, to wait any longer. */
final class QueueLimits {
  private final RoomLog log;
  private final DeliveryLimits.Queue queue;
  private final SeqSet rescued;

  /**
   * @param rescued lines whose age does not count
   */
  QueueLimits(RoomLog log, DeliveryLimits.Queue queue, SeqSet rescued) {
    this.log = log;
    this.queue = queue;
    this.rescued = rescued;
  }

  /** By the reason for which they are dead letters; a line is in one of the sets at most. */
  Map<String, SeqSet> of(SeqSet waiting, long now) {
    Map<String, SeqSet> over = new LinkedHashMap<>();
    // What came is looked at before what has grown old: the timer of the room does the latter.
    SeqSet many = tooMany(waiting);
    over.put(Subscription.QUEUE_FULL, many);
    over.put(Subscription.TTL, tooOld(waiting, now).without(many));
    return over;
  }

  /** Those that were said more than {@code ttl} before {@code now}. */
  SeqSet tooOld(SeqSet waiting, long now) {
    long ttl = queue.ttl();
    return ttl > 0 ? waiting.between(1, log.saidUpTo(now - ttl)).without(rescued) : new SeqSet();
  }

  /** The oldest of those beyond the queue's lines, and of the others those beyond its bytes. */
  private SeqSet tooMany(SeqSet waiting) {
    long lines = waiting.count() - queue.maxLines();
    SeqSet over = lines <= 0 ? new SeqSet() : waiting.butHighest(queue.maxLines());
    SeqSet left = waiting.without(over);
    long free = queue.maxBytes();
    for (int i = left.ranges() - 1; i >= 0; i--) {
      long bytes = log.bytes(left.first(i), left.last(i));
      if (bytes > free) {
        long last = log.beyondBytes(left.first(i), left.last(i), free);
        over.addAll(left.between(1, last));
        return over;
      }
      free -= bytes;
    }
    return over;
  }
}
