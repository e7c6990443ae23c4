package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Message;

/**
 * How a connection takes another name and keeps its rooms: as if it had left them under the old
 * name and joined them under the new one, in one step.
 */
final class RenameHandler {
  private static final String RENAMED = "renamed";

  private final State tables;
  private final PresenceNotices announcing;
  private final RoomEntry entering;
  private final RoomExit leaving;

  RenameHandler(State tables, PresenceNotices announcing, RoomEntry entering, RoomExit leaving) {
    this.tables = tables;
    this.announcing = announcing;
    this.entering = entering;
    this.leaving = leaving;
  }

  void rename(
      Session session,
      KnownName name,
      List<Position> positions,
      List<Message> answers,
      ApplyContext turn) {
    List<Member> plain = new ArrayList<>();
    Member stay = null;
    String former = session.key();
    session.leftovers.removeIf(left -> left.place().open(left.lines()).isEmpty());
    for (Member member : List.copyOf(session.members.values())) {
      Position position = SessionHandler.position(member, positions, true);
      if (member.room.direct()) {
        turn.emit(new Effect.Parted(session.id, member.room.name));
        leaveDirect(member, position, turn);
      } else if (member.stay && session.name != null) {
        turn.emit(new Effect.Parted(session.id, member.room.name));
        leaving.leave(member, position, false, RENAMED, turn);
        stay = member;
      } else {
        boolean last = member.room.presence.leave(member);
        announcing.left(member, last, RENAMED, turn);
        if (member.plain()) {
          plain.add(member);
          standAside(member, position, turn);
        }
      }
    }
    take(session, name, turn);
    takeDirect(session, answers, turn);
    if (stay != null) {
      plain.add(stayOn(stay, former, SessionHandler.position(stay, positions, true), turn));
    }
    for (Member member : plain) {
      member.room.unheard.leaveOwn(member, SessionHandler.position(member, positions, true), turn);
      if (!member.stay) {
        entering.takePlace(member, answers, turn);
      }
    }
    for (Member member : plain) {
      member.room.unheard.offer(turn);
    }
  }

  /** Stays in the lobby under the new name, from where it stood, and is not given what it had. */
  private Member stayOn(Member old, String former, Position position, ApplyContext turn) {
    long stands = stands(old, position);
    Room room = old.room;
    Member member = entering.stay(old.session, room, stands, turn);
    member.before.addAll(old.before);
    member.before.add(old.begin + 1, stands);
    member.before.addAll(position == null ? old.given : old.given.and(position.unconfirmed()));
    if (position != null) {
      doesNotComeAgain(member, old, position, former, turn);
    }
    member.note(member.before);
    room.unheard.coveredBy(member);
    return member;
  }

  /** What came to it ahead of its turn does not come once more in its turn. */
  private static void doesNotComeAgain(
      Member member, Member old, Position position, String former, ApplyContext turn) {
    Room room = member.room;
    SeqSet unconfirmed = position.unconfirmed().between(member.begin + 1, room.log.head());
    SeqSet ahead = old.aheadOf(member.begin);
    ahead.addAll(unconfirmed);
    if (ahead.isEmpty()) {
      return;
    }
    SeqSet ofOthers = ahead.without(room.saidBy(former, member.session.id, ahead));
    member.confirmed.addAll(ofOthers.and(old.confirmed));
    member.returned.addAll(ahead.without(member.confirmed));
    member.late.addAll(ofOthers.and(unconfirmed));
    member.before.addAll(ahead);
    turn.emit(new Effect.Withdrawn(member.session.id, room.name, ahead));
  }

  private static long stands(Member member, Position position) {
    return position == null ? member.room.log.head() : position.delivered();
  }

  private void take(Session session, KnownName name, ApplyContext turn) {
    KnownName before = session.name;
    if (before == null) {
      tables.dropDirectRoom("@" + session.guest, turn);
      tables.guests.remove(session.guest);
    } else {
      before.sessions.remove(session);
      tables.left(before, turn);
    }
    session.name = name;
    name.sessions.add(session);
    tables.timers.set(name.expiry, Long.MAX_VALUE);
    turn.emit(new Effect.Named(session.id, name.shown));
    for (Member member : List.copyOf(session.members.values())) {
      boolean first = member.room.presence.enter(member);
      announcing.came(member, first, turn);
    }
  }

  private void leaveDirect(Member member, Position position, ApplyContext turn) {
    NameSubscription old = member.place;
    SeqSet had = SeqSet.of(1, member.room.log.head());
    leaving.leave(member, position, false, RENAMED, turn);
    if (old != null) {
      SeqSet written = position == null ? had : position.unconfirmed();
      member.session.leftovers.add(new Session.Leftover(old, SeqSet.copyOf(written)));
    }
  }

  /** The old name's place goes on without the member; a guest's member keeps what it has. */
  private static void standAside(Member member, Position position, ApplyContext turn) {
    NameSubscription old = member.place;
    long stands = stands(member, position);
    if (old != null) {
      SeqSet written = old.leave(member, position, false, turn);
      member.session.leftovers.add(new Session.Leftover(old, SeqSet.copyOf(written)));
      old.tellNews(turn);
      SeqSet turns = SeqSet.of(member.begin + 1, stands);
      member.before.addAll(turns);
      member.before.addAll(member.given);
      member.note(turns);
      // What it was given and not yet written comes to it under the new name; but a repeat of what
      // was written is the old name's, and so is a copy of what others of that name confirmed.
      SeqSet gone = old.settled().between(1, stands).without(member.given);
      gone.addAll(member.given.and(written));
      if (!gone.isEmpty()) {
        turn.emit(new Effect.Withdrawn(member.session.id, member.room.name, gone));
      }
      member.given.removeAll(gone);
      member.returned.remove(1, stands);
      member.confirmed.remove(1, stands);
      member.confirmed.removeAll(
          member.room.saidBy(old.owner.key, member.session.id, member.confirmed));
      member.begin = stands;
    } else if (position != null) {
      SeqSet had = SeqSet.of(member.begin + 1, stands).without(position.unconfirmed());
      had.removeAll(member.given);
      had.removeAll(member.returned);
      Session session = member.session;
      member.confirmed.addAll(had.without(member.room.saidBy(session.key(), session.id, had)));
    }
  }

  private void takeDirect(Session session, List<Message> answers, ApplyContext turn) {
    Room room = tables.room(session.ownRoom());
    NameSubscription place = tables.place(session.name, room, 0);
    Member member = new Member(session, room, null);
    place.reckon(turn);
    answers.addAll(place.news());
    session.name.directWaiting = place.openCount();
    room.enter(member);
    place.take(member, false, turn);
  }
}
