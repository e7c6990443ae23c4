package lifeline.delivery;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.lines.DeliveryCounts;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/**
 * The lines of a room that only their sender has heard and that belong to no durable subscription.
 */
final class UnheardLines {
  private final Room room;
  private int maxLines;
  private final SeqSet waiting = new SeqSet();

  /** How often each was written to a connection; also for those that guests have. */
  final DeliveryCounts deliveries = new DeliveryCounts();

  UnheardLines(Room room, int most) {
    this.room = room;
    this.maxLines = most;
  }

  /** At most {@code lines}, the newest, are retained from now on. */
  void setMaxLines(int lines) {
    maxLines = lines;
    applyMaxLines();
  }

  /** Lines that wait for the next connection. */
  SeqRanges waiting() {
    return waiting;
  }

  /** Lines were accepted while no other name, group or guest was to get them. */
  void add(long first, long last) {
    waiting.add(first, last);
    applyMaxLines();
  }

  /** Removes the waiting lines that a new plain member gets in turn. */
  void removeCovered(Member member) {
    SeqSet covered = waiting.without(member.lacks(waiting));
    waiting.removeAll(
        covered.without(room.saidBy(member.session.key(), member.session.id, covered)));
  }

  /** What of the waiting lines may go to this name: not its own. */
  SeqSet exceptOwn(String key, long connection) {
    return waiting.without(room.saidBy(key, connection, waiting));
  }

  /** The lines become a name's, except those that belong to it already; returns the former. */
  SeqSet moveTo(NameSubscription subscription, SeqRanges lines) {
    SeqSet adopted = subscription.adopt(lines);
    subscription.deliveries.addAll(deliveries, adopted);
    forget(adopted);
    return adopted;
  }

  /** The lines become a group's. */
  void moveTo(GroupSubscription group, SeqRanges lines) {
    group.adopt(lines, deliveries);
    forget(lines);
  }

  /** The lines were assigned to a guest. */
  void remove(SeqRanges lines) {
    waiting.removeAll(lines);
  }

  /**
   * A guest no longer has the lines, or will not get them: those that no other member has or will
   * get wait from now on. Returns these.
   */
  SeqRanges offerRest(SeqRanges lines) {
    SeqRanges rest = uncovered(lines);
    waiting.addAll(rest);
    applyMaxLines();
    return rest;
  }

  /** Gives waiting lines to healthy connections that have not had them, the one there longest. */
  void offer(ApplyContext context) {
    for (Member member : room.members.values()) {
      if (waiting.isEmpty()) {
        return;
      }
      if (member.session.suspect) {
        continue;
      }
      Session session = member.session;
      SeqSet lines = exceptOwn(session.key(), session.id);
      if (member.plain()) {
        lines = member.lacks(lines).without(member.excluded());
      }
      if (lines.isEmpty()) {
        continue;
      }
      member.subscription().takeUnheard(member, lines, context);
    }
  }

  void trim(long upTo) {
    SeqSet trimmed = waiting.between(1, upTo);
    forget(trimmed);
  }

  /** Those of the lines that no other member has or will get and that belong to no subscription. */
  private SeqRanges uncovered(SeqRanges lines) {
    SeqRanges left = lines;
    for (Member member : room.members.values()) {
      if (left.isEmpty()) {
        return left;
      }
      if (member.plain()) {
        SeqSet has = left.without(member.lacks(left));
        has.removeAll(ownLines(member, has));
        left = left.without(has);
      }
    }
    for (NameSubscription subscription : room.names.values()) {
      left = left.without(subscription.covers(left));
    }
    for (GroupSubscription group : room.groups.values()) {
      left = left.without(group.inScope(left));
    }
    return left;
  }

  /** Those of the lines that the member, or another connection of its name, said itself. */
  SeqSet ownLines(Member member, SeqRanges lines) {
    SeqSet own = room.saidBy(member.session.key(), member.session.id, lines);
    NameSubscription subscription = room.names.get(member.session.key());
    if (subscription != null) {
      own.addAll(subscription.ownBefore(lines));
    }
    return own;
  }

  /** The lines are not unheard any more. */
  void forget(SeqRanges lines) {
    deliveries.remove(lines);
    waiting.removeAll(SeqSet.copyOf(lines));
  }

  private void applyMaxLines() {
    long over = waiting.count() - maxLines;
    if (over > 0) {
      forget(waiting.butHighest(maxLines));
    }
  }

  void save(ByteOut out) {
    waiting.write(out);
    deliveries.save(out);
  }

  void load(ByteIn in) {
    waiting.load(in);
    deliveries.load(in);
  }
}
