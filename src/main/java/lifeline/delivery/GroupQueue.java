package lifeline.delivery;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.lines.DeliveryCounts;
import lifeline.delivery.lines.SeqSet;

/**
 * Open lines of a group that no member holds and that are due: those to be given again first, then
 * urgent ones, then the rest, each by seq.
 */
final class GroupQueue {
  private final Room room;

  /** Lines never given to anybody, or given back unwritten. */
  private final SeqSet fresh = new SeqSet();

  /** Lines to be given again. */
  private final SeqSet again = new SeqSet();

  /** Every line of the room up to this one was taken over. */
  private long known;

  GroupQueue(Room room, long begin) {
    this.room = room;
    this.known = begin;
  }

  /** Takes over what has been said in the room. */
  void absorb() {
    fresh.add(known + 1, room.log.head());
    known = room.log.head();
  }

  /**
   * Adds lines: those that were given to somebody, as {@code tries} says, are to be given again.
   */
  void add(SeqSet lines, DeliveryCounts tries) {
    tries.forEachRun(lines, (first, last, times) -> (times > 0 ? again : fresh).add(first, last));
  }

  void addAgain(SeqSet lines) {
    again.addAll(lines);
  }

  void remove(SeqSet lines) {
    fresh.removeAll(lines);
    again.removeAll(lines);
  }

  void remove(long seq) {
    fresh.remove(seq, seq);
    again.remove(seq, seq);
  }

  /** The line that is due first; 0 if none is. */
  long next() {
    if (!again.isEmpty()) {
      return again.lowest();
    }
    if (fresh.isEmpty()) {
      return 0;
    }
    if (!room.urgent.isEmpty() && room.urgent.highest() >= fresh.lowest()) {
      SeqSet urgent = room.urgent.and(fresh);
      if (!urgent.isEmpty()) {
        return urgent.lowest();
      }
    }
    return fresh.lowest();
  }

  /** All but {@code doubt}, also what was said and not taken over yet. */
  SeqSet without(SeqSet doubt) {
    SeqSet lines = SeqSet.copyOf(fresh);
    lines.add(known + 1, room.log.head());
    lines.addAll(again.without(doubt));
    return lines;
  }

  /** Bytes of the room from the oldest line on that was never given; at least those of all such. */
  long freshBytes() {
    return room.log.bytes(fresh.isEmpty() ? known + 1 : fresh.lowest(), room.log.head());
  }

  void save(ByteOut out) {
    fresh.write(out);
    again.write(out);
    out.number(known);
  }

  void load(ByteIn in) {
    fresh.load(in);
    again.load(in);
    known = in.number();
  }
}
