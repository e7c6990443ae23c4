package lifeline.delivery;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.entry.DeliverBuilder;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.DeliveryCounts;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/** The lines of a room that nobody but their sender has heard, and that nobody's place keeps. */
final class UnheardLines {
  private final Room room;
  private int most;
  private final SeqSet waiting = new SeqSet();

  /** How often each was written to somebody; also for those that guests hold. */
  private final DeliveryCounts tries = new DeliveryCounts();

  UnheardLines(Room room, int most) {
    this.room = room;
    this.most = most;
  }

  /** At most so many lines, the newest, are kept from now on. */
  void keepAtMost(int lines) {
    most = lines;
    bound();
  }

  /** Lines that wait for somebody to come. */
  SeqRanges waiting() {
    return waiting;
  }

  /** Lines were said while nobody else had a connection or place here. */
  void said(long first, long last) {
    waiting.add(first, last);
    bound();
  }

  /** Of the waiting lines, a new plain member gets these in its turn. */
  void coveredBy(Member member) {
    SeqSet covered = waiting.without(member.lacks(waiting));
    waiting.removeAll(
        covered.without(room.saidBy(member.session.key(), member.session.id, covered)));
  }

  /** What of the waiting lines may go to this name: not its own. */
  SeqSet forName(String key, long connection) {
    return waiting.without(room.saidBy(key, connection, waiting));
  }

  /** The lines become a name's, but those that its place has already; returns the former. */
  SeqSet moveTo(NameSubscription place, SeqRanges lines) {
    SeqSet adopted = place.adopt(lines);
    place.tries.addAll(tries, adopted);
    forget(adopted);
    return adopted;
  }

  /** The lines become a group's. */
  void moveTo(GroupSubscription group, SeqRanges lines) {
    group.adopt(lines, tries);
    forget(lines);
  }

  /** Gives the lines to a connection that has no place. */
  void give(Member member, SeqRanges lines, boolean marked, ApplyContext context) {
    DeliverBuilder parts = new DeliverBuilder();
    parts.addAll(lines, tries, room.urgent, marked);
    member.given.addAll(lines);
    member.returned.removeAll(lines);
    member.note(lines);
    tries.add(lines);
    waiting.removeAll(lines);
    context.deliver(member, parts);
  }

  /** A connection without place has confirmed lines. */
  void confirmed(Member member, SeqRanges lines) {
    SeqSet now = lines.and(member.given);
    SeqSet had = lines.between(member.begin + 1, room.log.head());
    had.addAll(now);
    had.addAll(lines.and(member.late));
    member.given.removeAll(now);
    tries.remove(now);
    member.confirmed.addAll(had);
    member.returned.removeAll(lines);
    if (member.back != null) {
      member.back.forget(lines);
    }
    room.heard.addAll(now);
    forget(had.and(waiting).without(ownOf(member, had)));
  }

  /** A connection without place gives lines back that it had. */
  void returned(Member member, SeqRanges lines) {
    tries.add(lines.without(member.given));
    member.given.removeAll(lines);
    member.returned.addAll(lines);
  }

  /** The lines do not come to this connection again; perhaps to another. */
  void refused(Member member, SeqRanges lines, ApplyContext context) {
    member.before.addAll(lines);
    waiting.addAll(uncovered(lines.without(room.heard)));
    bound();
    offer(context);
  }

  /**
   * A connection without place has left: what only it had or would have got is unheard.
   *
   * @param position how far it had come; null if everything due to it may have been written
   */
  void left(Member member, Position position) {
    member.keepsNothingBack();
    SeqSet mine = SeqSet.of(member.begin + 1, room.log.head());
    mine.removeAll(room.saidBy(member.session.key(), member.session.id, mine));
    mine.addAll(member.given);
    mine.addAll(member.returned);
    mine.removeAll(member.confirmed);
    SeqSet written = position == null ? mine : mine.and(position.unconfirmed());
    SeqSet done = SeqSet.copyOf(member.confirmed);
    if (position != null) {
      done.addAll(
          mine.between(member.begin + 1, position.delivered())
              .without(written)
              .without(member.given)
              .without(member.returned));
    }
    room.heard.addAll(done.without(ownOf(member, done)));
    tries.add(written.without(member.given).without(member.returned));
    tries.subtract(member.given.without(written));
    SeqRanges lost = uncovered(mine.without(room.heard).between(room.log.oldest(), Long.MAX_VALUE));
    tries.remove(mine.without(lost));
    waiting.addAll(lost);
    bound();
  }

  /**
   * A member without place has another name from now on, or is about to take up its name's place:
   * what it has not confirmed of what that name itself said is unheard, if nobody else has it.
   *
   * @param position how far it has come; null if everything it was given may have been written
   */
  void leaveOwn(Member member, Position position, ApplyContext context) {
    if (member.place != null) {
      return;
    }
    room.heard.addAll(member.confirmed.without(ownOf(member, member.confirmed)));
    SeqSet mine = SeqSet.of(Math.max(room.log.oldest(), member.begin + 1), room.log.head());
    mine.addAll(member.given);
    mine.addAll(member.returned);
    SeqSet own = ownOf(member, mine).without(member.confirmed);
    SeqSet given = own.and(member.given);
    if (!given.isEmpty()) {
      context.emit(new Effect.Withdrawn(member.session.id, room.name, given));
      tries.subtract(position == null ? new SeqSet() : given.without(position.unconfirmed()));
    }
    member.given.removeAll(given);
    member.returned.removeAll(own);
    if (member.back != null) {
      member.back.forget(own);
    }
    member.before.addAll(own);
    SeqRanges lost = uncovered(own.without(room.heard));
    tries.remove(given.without(lost));
    waiting.addAll(lost);
    bound();
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
      SeqSet lines = forName(session.key(), session.id);
      if (member.plain()) {
        lines = member.lacks(lines).without(member.before);
      }
      if (lines.isEmpty()) {
        continue;
      }
      if (!member.plain()) {
        moveTo(member.group, lines);
        member.group.dispatch(context);
      } else if (member.place != null) {
        member.place.give(member, moveTo(member.place, lines), context);
      } else {
        give(member, lines, member.mayHaveHeardFrom(lines.lowest()), context);
      }
    }
  }

  void trim(long upTo) {
    SeqSet gone = waiting.between(1, upTo);
    forget(gone);
  }

  /** Those of the lines that nobody else has or will get, and no place keeps. */
  private SeqRanges uncovered(SeqRanges lines) {
    SeqRanges left = lines;
    for (Member member : room.members.values()) {
      if (left.isEmpty()) {
        return left;
      }
      if (member.plain()) {
        SeqSet has = left.without(member.lacks(left));
        has.removeAll(ownOf(member, has));
        left = left.without(has);
      }
    }
    for (NameSubscription place : room.places.values()) {
      left = left.without(place.keeps(left));
    }
    for (GroupSubscription group : room.groups.values()) {
      left = left.without(group.inScope(left));
    }
    return left;
  }

  /** Those of the lines that the member, or another connection of its name, said itself. */
  private SeqSet ownOf(Member member, SeqRanges lines) {
    SeqSet own = room.saidBy(member.session.key(), member.session.id, lines);
    NameSubscription place = room.places.get(member.session.key());
    if (place != null) {
      own.addAll(place.saidBefore(lines));
    }
    return own;
  }

  private void forget(SeqRanges lines) {
    tries.remove(lines);
    waiting.removeAll(SeqSet.copyOf(lines));
  }

  private void bound() {
    long over = waiting.count() - most;
    if (over > 0) {
      forget(waiting.butHighest(most));
    }
  }

  void save(ByteOut out) {
    waiting.write(out);
    tries.save(out);
  }

  void load(ByteIn in) {
    waiting.load(in);
    tries.load(in);
  }
}
