package lifeline.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/**
 * A connection in a room. A plain member hears every line after {@link #begin} by its own cursor,
 * in turn; besides, single lines are assigned to it out of turn. A member of a group gets assigned
 * lines only.
 *
 * <p>Its {@link #subscription} alone changes which lines it has ({@code WallsTest}).
 */
final class Member {
  final Session session;
  final Room room;

  /** Null for a plain member. */
  final GroupSubscription group;

  /** Of its group, of its name, or, without either, of its own: never null. */
  private Subscription subscription;

  /** Put into the lobby without having asked. */
  boolean implicit;

  /** In a plain join: it hears, by its own cursor, every line after this one. */
  long begin;

  private final SeqSet assigned = new SeqSet();
  private final SeqSet excluded = new SeqSet();
  private final SeqSet overdue = new SeqSet();
  private final SeqSet returned = new SeqSet();
  private final SeqSet confirmed = new SeqSet();

  /** The highest line that it was assigned without a mark, or may have heard so. */
  private long highestUnmarked;

  private final Deque<Batch> awaited = new ArrayDeque<>();

  /** Lines assigned at one moment to a member that is to acknowledge them. */
  private record Batch(long deadline, SeqSet lines) {}

  Member(Session session, Room room, GroupSubscription group) {
    this.session = session;
    this.room = room;
    this.group = group;
    this.subscription = group == null ? new GuestSubscription(this) : group;
  }

  boolean plain() {
    return group == null;
  }

  Subscription subscription() {
    return subscription;
  }

  /** Its subscription of its own; null if it has that of a name or group. */
  GuestSubscription guestSubscription() {
    return subscription instanceof GuestSubscription guest ? guest : null;
  }

  /** Its name's subscription; null if it has another. */
  NameSubscription nameSubscription() {
    return subscription instanceof NameSubscription name ? name : null;
  }

  /** A plain member has this subscription from now on; null for one of its own. */
  void subscribe(NameSubscription to) {
    subscription = to == null ? new GuestSubscription(this) : to;
  }

  /** Lines to be written to it out of turn, or written and not confirmed. */
  SeqRanges assigned() {
    return assigned;
  }

  /** Lines that are not offered to it: it had them, under a former name or too often. */
  SeqRanges excluded() {
    return excluded;
  }

  /** Lines that it returned, and that were not assigned to it again. */
  SeqRanges returned() {
    return returned;
  }

  /**
   * For a member with a subscription of its own: the lines it is known to have confirmed. For
   * another plain member: the lines that may have come to it ahead of its cursor.
   */
  SeqRanges confirmed() {
    return confirmed;
  }

  /** Those of {@code lines} whose confirmation by this member is valid. */
  SeqSet confirmable(SeqRanges lines) {
    if (plain()) {
      return lines.without(returned.without(overdue));
    }
    SeqSet may = SeqSet.copyOf(assigned);
    may.addAll(overdue);
    return lines.and(may);
  }

  /** Those of {@code lines} that a member with a subscription of its own has had, as it says. */
  SeqSet had(SeqRanges lines) {
    SeqSet had = lines.between(begin + 1, room.log.head());
    had.addAll(lines.and(assigned));
    had.addAll(lines.and(overdue));
    return had;
  }

  /** Whether the line was written, or will be written, to a plain member. */
  boolean has(long seq) {
    return (seq > begin && !returned.contains(seq)) || assigned.contains(seq);
  }

  /** Those of {@code lines} that a plain member neither has nor will get. */
  SeqSet lacks(SeqRanges lines) {
    SeqSet left = lines.between(Long.MIN_VALUE, begin);
    left.addAll(lines.and(returned));
    left.removeAll(assigned);
    return left;
  }

  /** Whether a plain member may have heard the line, or a later one, without a mark. */
  boolean mayHaveHeardFrom(long seq) {
    return room.log.head() > begin || seq <= highestUnmarked;
  }

  /** Whether it was assigned a later line without a mark, or may have heard one so. */
  boolean heardBeyond(long seq) {
    return seq < highestUnmarked;
  }

  /**
   * Every line up to this one was due in turn before {@code position}, which may be null (unknown).
   */
  long cursor(Position position) {
    return position == null ? room.log.head() : position.delivered();
  }

  /** The lines are to be written to it out of turn. */
  void assign(SeqRanges lines) {
    assigned.addAll(lines);
    returned.removeAll(lines);
    check();
  }

  /** It may hear the lines without a mark, in the order of their seqs. */
  void noteUnmarked(SeqRanges lines) {
    highestUnmarked = Math.max(highestUnmarked, lines.isEmpty() ? 0 : lines.highest());
  }

  /** The lines are no longer assigned to it, nor is an acknowledgement of them awaited. */
  void release(SeqRanges lines) {
    assigned.removeAll(lines);
    for (Iterator<Batch> all = awaited.iterator(); all.hasNext(); ) {
      Batch batch = all.next();
      batch.lines().removeAll(lines);
      if (batch.lines().isEmpty()) {
        all.remove();
      }
    }
  }

  /** It could not take the lines: it has them no longer, but may be assigned them again. */
  void giveBack(SeqRanges lines) {
    assigned.removeAll(lines);
    returned.addAll(lines);
    check();
  }

  /** It has the lines for certain. */
  void confirm(SeqRanges lines) {
    confirmed.addAll(lines);
  }

  /** Those of the lines that may come to it ahead of its cursor are confirmed. */
  void confirmAhead(SeqRanges lines) {
    SeqSet ahead = lines.between(begin + 1, room.log.head());
    confirmed.addAll(ahead.and(room.urgent));
    confirmed.addAll(ahead.and(assigned));
  }

  /** The lines will not be assigned to it again, though it returned them. */
  void settle(SeqRanges lines) {
    assigned.removeAll(lines);
    returned.removeAll(lines);
  }

  /** The lines are not to be offered to it. */
  void exclude(SeqRanges lines) {
    excluded.addAll(lines);
  }

  /** Its acknowledgement of the lines is overdue; a late one is still valid. */
  void expire(SeqRanges lines) {
    overdue.addAll(lines);
  }

  /** The lines that it has confirmed; its new subscription knows them from now on. */
  SeqSet takeConfirmed() {
    SeqSet taken = SeqSet.copyOf(confirmed);
    confirmed.removeAll(taken);
    return taken;
  }

  /** The room no longer retains lines up to {@code upTo}. */
  void trim(long upTo) {
    confirmed.remove(1, upTo);
    if (guestSubscription() != null) {
      assigned.remove(1, upTo);
      guestSubscription().forget(SeqSet.of(1, upTo));
    }
  }

  /**
   * It continues under another name from {@code cursor} on, and is not offered the lines it had
   * under the former one.
   *
   * @param withdrawn assigned lines that are not to be written any more
   */
  void restart(long cursor, SeqRanges withdrawn, String formerName) {
    SeqSet inTurn = SeqSet.of(begin + 1, cursor);
    excluded.addAll(inTurn);
    excluded.addAll(assigned);
    noteUnmarked(inTurn);
    assigned.removeAll(withdrawn);
    returned.remove(1, cursor);
    confirmed.remove(1, cursor);
    confirmed.removeAll(room.saidBy(formerName, session.id, confirmed));
    begin = cursor;
  }

  /**
   * A new member continues {@code former}, the same connection under another name, and is not
   * offered the lines that one had.
   *
   * @param position how far {@code former} had come; null if it is unknown
   * @return lines after {@link #begin} that are not to be written in turn: they were written before
   */
  SeqSet succeed(Member former, String formerName, Position position) {
    excluded.addAll(former.excluded);
    excluded.add(former.begin + 1, former.cursor(position));
    excluded.addAll(
        position == null ? former.assigned : former.assigned.and(position.unconfirmed()));
    SeqSet ahead = new SeqSet();
    if (position != null) {
      SeqSet unconfirmed = position.unconfirmed().between(begin + 1, room.log.head());
      ahead = former.aheadOf(begin);
      ahead.addAll(unconfirmed);
      SeqSet ofOthers = ahead.without(room.saidBy(formerName, session.id, ahead));
      confirmed.addAll(ofOthers.and(former.confirmed));
      returned.addAll(ahead.without(confirmed));
      overdue.addAll(ofOthers.and(unconfirmed));
      excluded.addAll(ahead);
    }
    noteUnmarked(excluded);
    return ahead;
  }

  /** Lines after {@code cursor} that a plain member got otherwise than by its cursor. */
  private SeqSet aheadOf(long cursor) {
    SeqSet ahead = SeqSet.copyOf(confirmed);
    ahead.addAll(returned);
    ahead.addAll(assigned);
    ahead.remove(1, cursor);
    return ahead;
  }

  /** The lines are to be acknowledged until {@code deadline}. */
  void await(long deadline, SeqRanges lines) {
    awaited.add(new Batch(deadline, SeqSet.copyOf(lines)));
  }

  /** When the oldest acknowledgement is overdue; {@link RetrySchedule#NEVER} if none is awaited. */
  long deadline() {
    return awaited.isEmpty() ? RetrySchedule.NEVER : awaited.peek().deadline();
  }

  /** Takes out the lines whose acknowledgement is overdue. */
  SeqSet takeOverdue(long now) {
    SeqSet lines = new SeqSet();
    while (deadline() <= now) {
      lines.addAll(awaited.remove().lines());
    }
    return lines;
  }

  private void check() {
    assert assigned.and(returned).isEmpty() : "assigned and returned: " + assigned.and(returned);
  }

  /** Saves all but its session, room, group and name's subscription. */
  void save(ByteOut out) {
    out.flag(implicit);
    out.number(begin);
    assigned.write(out);
    excluded.write(out);
    overdue.write(out);
    returned.write(out);
    confirmed.write(out);
    out.number(highestUnmarked);
    out.number(awaited.size());
    for (Batch batch : awaited) {
      out.number(batch.deadline());
      batch.lines().write(out);
    }
    boolean retries = guestSubscription() != null && guestSubscription().isUsed();
    out.flag(retries);
    if (retries) {
      guestSubscription().save(out);
    }
  }

  void load(ByteIn in) {
    implicit = in.flag();
    begin = in.number();
    assigned.load(in);
    excluded.load(in);
    overdue.load(in);
    returned.load(in);
    confirmed.load(in);
    highestUnmarked = in.number();
    for (int left = in.count(); left > 0; left--) {
      awaited.add(new Batch(in.number(), SeqSet.read(in)));
    }
    if (in.flag()) {
      if (guestSubscription() == null) {
        throw in.unreadable("a member of a group has retries of its own");
      }
      guestSubscription().load(in);
    }
  }
}
