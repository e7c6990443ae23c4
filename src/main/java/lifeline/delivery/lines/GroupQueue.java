package lifeline.delivery.lines;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * Open lines of a group that are due and not in flight: redeliveries first, then urgent ones, then
 * the rest, each by seq.
 */
public final class GroupQueue {
  private final RoomLog log;

  /** Urgent lines of the room. */
  private final SeqRanges urgent;

  /** Lines that were never delivered, or were returned before they were written. */
  private final SeqSet fresh = new SeqSet();

  /** Lines to be redelivered. */
  private final SeqSet redeliveries = new SeqSet();

  /** Every line of the room up to this one was taken over. */
  private long takenUpTo;

  public GroupQueue(RoomLog log, SeqRanges urgent, long begin) {
    this.log = log;
    this.urgent = urgent;
    this.takenUpTo = begin;
  }

  /** Takes over the lines that the room has accepted meanwhile. */
  public void takeNewLines() {
    fresh.add(takenUpTo + 1, log.head());
    takenUpTo = log.head();
  }

  /** Adds lines: those that were delivered before, by their counts, as redeliveries. */
  public void add(SeqRanges lines, DeliveryCounts deliveries) {
    deliveries.forEachRun(
        lines, (first, last, times) -> (times > 0 ? redeliveries : fresh).add(first, last));
  }

  public void addRedeliveries(SeqRanges lines) {
    redeliveries.addAll(lines);
  }

  public void remove(SeqRanges lines) {
    fresh.removeAll(lines);
    redeliveries.removeAll(lines);
  }

  public void remove(long seq) {
    fresh.remove(seq, seq);
    redeliveries.remove(seq, seq);
  }

  /** The line that is due first; 0 if none is. */
  public long next() {
    if (!redeliveries.isEmpty()) {
      return redeliveries.lowest();
    }
    if (fresh.isEmpty()) {
      return 0;
    }
    if (!urgent.isEmpty() && urgent.highest() >= fresh.lowest()) {
      SeqSet first = urgent.and(fresh);
      if (!first.isEmpty()) {
        return first.lowest();
      }
    }
    return fresh.lowest();
  }

  /** All but {@code doubt}, including accepted lines that were not taken over yet. */
  public SeqSet without(SeqRanges doubt) {
    SeqSet lines = SeqSet.copyOf(fresh);
    lines.add(takenUpTo + 1, log.head());
    lines.addAll(redeliveries.without(doubt));
    return lines;
  }

  /**
   * Bytes of the room from the oldest line on that was never delivered: an upper bound for the
   * bytes of all such lines.
   */
  public long freshBytes() {
    return log.bytes(fresh.isEmpty() ? takenUpTo + 1 : fresh.lowest(), log.head());
  }

  public void save(ByteOut out) {
    fresh.write(out);
    redeliveries.write(out);
    out.number(takenUpTo);
  }

  public void load(ByteIn in) {
    fresh.load(in);
    redeliveries.load(in);
    takenUpTo = in.number();
  }
}
