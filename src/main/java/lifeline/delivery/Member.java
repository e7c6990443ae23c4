package lifeline.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/** A connection in a room. */
final class Member {
  final Session session;
  final Room room;

  /** Null for a plain join. */
  final GroupSubscription group;

  /** Null for guests, stays and members of groups. */
  NameSubscription place;

  /** Put into the lobby without having asked. */
  boolean stay;

  /** In a plain join: it hears, by its own cursor, every line behind this one. */
  long begin;

  /** Lines it was given beside its turn; in a group, those it holds unconfirmed. */
  final SeqSet given = new SeqSet();

  /** Lines that came to it under a former name. */
  final SeqSet before = new SeqSet();

  /** Lines that are no longer held for its own, but whose acknowledgement may still come. */
  final SeqSet late = new SeqSet();

  /** Lines that it gave back, and has not been given again. */
  final SeqSet returned = new SeqSet();

  /**
   * What a member without place is known to have confirmed; of one with a place, what may have come
   * to it before its turn.
   */
  final SeqSet confirmed = new SeqSet();

  /** When a member without place gets {@link #returned} lines again; null if it never gave any. */
  GuestRetries back;

  /** The highest line it was given without a mark, or may have heard so. */
  long highest;

  private final Deque<Batch> batches = new ArrayDeque<>();

  /** Lines given at one moment to a member that is to acknowledge them. */
  private record Batch(long deadline, SeqSet lines) {}

  Member(Session session, Room room, GroupSubscription group) {
    this.session = session;
    this.room = room;
    this.group = group;
  }

  boolean plain() {
    return group == null;
  }

  /** What it gave back does not come to it again; who has a place gets lines from there. */
  void keepsNothingBack() {
    if (back != null) {
      back.end();
      back = null;
    }
  }

  /** Whether the line has come, or will come, to a plain member. */
  boolean has(long seq) {
    return (seq > begin && !returned.contains(seq)) || given.contains(seq);
  }

  /** Lines behind {@code cursor} that came to a plain member otherwise than by its cursor. */
  SeqSet aheadOf(long cursor) {
    SeqSet ahead = SeqSet.copyOf(confirmed);
    ahead.addAll(returned);
    ahead.addAll(given);
    ahead.remove(1, cursor);
    return ahead;
  }

  /** Whether a plain member may have heard the line, or something above it, without a mark. */
  boolean mayHaveHeardFrom(long seq) {
    return room.log.head() > begin || seq <= highest;
  }

  /** It was given the lines, in the order of their seqs. */
  void note(SeqRanges lines) {
    highest = Math.max(highest, lines.isEmpty() ? 0 : lines.highest());
  }

  /** Those of {@code lines} that a plain member neither has nor will get. */
  SeqSet lacks(SeqRanges lines) {
    SeqSet left = lines.between(Long.MIN_VALUE, begin);
    left.addAll(lines.and(returned));
    left.removeAll(given);
    return left;
  }

  /** The lines are to be acknowledged until {@code deadline}. */
  void await(long deadline, SeqRanges lines) {
    batches.add(new Batch(deadline, SeqSet.copyOf(lines)));
  }

  /** The lines are no longer awaited. */
  void release(SeqRanges lines) {
    for (Iterator<Batch> all = batches.iterator(); all.hasNext(); ) {
      Batch batch = all.next();
      batch.lines().removeAll(lines);
      if (batch.lines().isEmpty()) {
        all.remove();
      }
    }
  }

  /** When the oldest acknowledgement is overdue; {@link Long#MAX_VALUE} if none is awaited. */
  long deadline() {
    return batches.isEmpty() ? Long.MAX_VALUE : batches.peek().deadline();
  }

  /** Takes out the lines whose acknowledgement is overdue. */
  SeqSet overdue(long now) {
    SeqSet lines = new SeqSet();
    while (deadline() <= now) {
      lines.addAll(batches.remove().lines());
    }
    return lines;
  }

  /** Saves all but its session, room, group and place. */
  void save(ByteOut out) {
    out.flag(stay);
    out.number(begin);
    given.write(out);
    before.write(out);
    late.write(out);
    returned.write(out);
    confirmed.write(out);
    out.number(highest);
    out.number(batches.size());
    for (Batch batch : batches) {
      out.number(batch.deadline());
      batch.lines().write(out);
    }
    out.flag(back != null);
    if (back != null) {
      back.save(out);
    }
  }

  void load(State state, ByteIn in) {
    stay = in.flag();
    begin = in.number();
    given.load(in);
    before.load(in);
    late.load(in);
    returned.load(in);
    confirmed.load(in);
    highest = in.number();
    for (int left = in.count(); left > 0; left--) {
      batches.add(new Batch(in.number(), SeqSet.read(in)));
    }
    if (in.flag()) {
      back = new GuestRetries(state, this);
      back.load(in);
    }
  }
}
