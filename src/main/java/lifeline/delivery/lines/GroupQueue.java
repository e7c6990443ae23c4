package lifeline.delivery.lines;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * Open lines of a group that no member holds and that are due: those to be given again first, then
 * urgent ones, then the rest, each by seq.
 */
public final class GroupQueue {
  private final RoomLog log;

  /** Urgent lines of the room. */
  private final SeqRanges urgent;

  /** Lines never given to anybody, or given back unwritten. */
  private final SeqSet fresh = new SeqSet();

  /** Lines to be given again. */
  private final SeqSet again = new SeqSet();

  /** Every line of the room up to this one was taken over. */
  private long known;

  public GroupQueue(RoomLog log, SeqRanges urgent, long begin) {
    this.log = log;
    this.urgent = urgent;
    this.known = begin;
  }

  /** Takes over what has been said in the room. */
  public void absorb() {
    fresh.add(known + 1, log.head());
    known = log.head();
  }

  /**
   * Adds lines: those that were given to somebody, as {@code tries} says, are to be given again.
   */
  public void add(SeqRanges lines, DeliveryCounts tries) {
    tries.forEachRun(lines, (first, last, times) -> (times > 0 ? again : fresh).add(first, last));
  }

  public void addAgain(SeqRanges lines) {
    again.addAll(lines);
  }

  public void remove(SeqRanges lines) {
    fresh.removeAll(lines);
    again.removeAll(lines);
  }

  public void remove(long seq) {
    fresh.remove(seq, seq);
    again.remove(seq, seq);
  }

  /** The line that is due first; 0 if none is. */
  public long next() {
    if (!again.isEmpty()) {
      return again.lowest();
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

  /** All but {@code doubt}, also what was said and not taken over yet. */
  public SeqSet without(SeqRanges doubt) {
    SeqSet lines = SeqSet.copyOf(fresh);
    lines.add(known + 1, log.head());
    lines.addAll(again.without(doubt));
    return lines;
  }

  /** Bytes of the room from the oldest line on that was never given; at least those of all such. */
  public long freshBytes() {
    return log.bytes(fresh.isEmpty() ? known + 1 : fresh.lowest(), log.head());
  }

  public void save(ByteOut out) {
    fresh.write(out);
    again.write(out);
    out.number(known);
  }

  public void load(ByteIn in) {
    fresh.load(in);
    again.load(in);
    known = in.number();
  }
}
