package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which of a subscription's waiting lines are too many, or too old, to wait any longer. */
final class Excess {
  private final RoomLog log;
  private final DeliveryLimits.Queue queue;
  private final Seqs rescued;

  /**
   * @param rescued lines whose age does not count
   */
  Excess(RoomLog log, DeliveryLimits.Queue queue, Seqs rescued) {
    this.log = log;
    this.queue = queue;
    this.rescued = rescued;
  }

  /** By the reason for which they are dead letters; a line is in one of the sets at most. */
  Map<String, Seqs> of(Seqs waiting, long now) {
    Map<String, Seqs> over = new LinkedHashMap<>();
    // What came is looked at before what has grown old: the timer of the room does the latter.
    Seqs many = tooMany(waiting);
    over.put(Subscription.QUEUE_FULL, many);
    over.put(Subscription.TTL, tooOld(waiting, now).without(many));
    return over;
  }

  /** Those that were said more than {@code ttl} before {@code now}. */
  Seqs tooOld(Seqs waiting, long now) {
    long ttl = queue.ttl();
    return ttl > 0 ? waiting.between(1, log.saidUpTo(now - ttl)).without(rescued) : new Seqs();
  }

  /** The oldest of those beyond the queue's lines, and of the others those beyond its bytes. */
  private Seqs tooMany(Seqs waiting) {
    long lines = waiting.count() - queue.maxLines();
    Seqs over = lines <= 0 ? new Seqs() : waiting.butHighest(queue.maxLines());
    Seqs left = waiting.without(over);
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
