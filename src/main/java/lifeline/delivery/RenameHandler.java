package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Message;

/**
 * How a connection takes another name and keeps its rooms: as if it had left them under the old
 * name and joined them under the new one, in one step.
 */
final class RenameHandler {
  private static final String RENAMED = "renamed";

  private final State state;
  private final RoomMembership membership;

  RenameHandler(State state, RoomMembership membership) {
    this.state = state;
    this.membership = membership;
  }

  void rename(
      Session session,
      KnownName name,
      List<Position> positions,
      List<Message> answers,
      ApplyContext context) {
    List<Member> plain = new ArrayList<>();
    Member stay = null;
    String former = session.key();
    session.leftovers.removeIf(left -> left.place().open(left.lines()).isEmpty());
    for (Member member : List.copyOf(session.members.values())) {
      Position position = SessionHandler.position(member, positions, true);
      if (member.room.direct()) {
        context.emit(new Effect.Parted(session.id, member.room.name));
        leaveDirect(member, position, context);
      } else if (member.stay && session.name != null) {
        context.emit(new Effect.Parted(session.id, member.room.name));
        membership.leave(member, position, false, RENAMED, context);
        stay = member;
      } else {
        if (member.room.presence.leave(member)) {
          member.room.presence.announce(member, RENAMED, context);
        }
        if (member.plain()) {
          plain.add(member);
          standAside(member, position, context);
        }
      }
    }
    take(session, name, context);
    takeDirect(session, answers, context);
    if (stay != null) {
      plain.add(stayOn(stay, former, SessionHandler.position(stay, positions, true), context));
    }
    for (Member member : plain) {
      member.room.unheard.leaveOwn(
          member, SessionHandler.position(member, positions, true), context);
      if (!member.stay) {
        membership.takePlace(member, answers, context);
      }
    }
    for (Member member : plain) {
      member.room.unheard.offer(context);
    }
  }

  /** Stays in the lobby under the new name, from where it stood, and is not given what it had. */
  private Member stayOn(Member old, String former, Position position, ApplyContext context) {
    long stands = stands(old, position);
    Room room = old.room;
    Member member = membership.stay(old.session, room, stands, context);
    member.before.addAll(old.before);
    member.before.add(old.begin + 1, stands);
    member.before.addAll(position == null ? old.given : old.given.and(position.unconfirmed()));
    if (position != null) {
      doesNotComeAgain(member, old, position, former, context);
    }
    member.note(member.before);
    room.unheard.coveredBy(member);
    return member;
  }

  /** What came to it ahead of its turn does not come once more in its turn. */
  private static void doesNotComeAgain(
      Member member, Member old, Position position, String former, ApplyContext context) {
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
    context.emit(new Effect.Withdrawn(member.session.id, room.name, ahead));
  }

  private static long stands(Member member, Position position) {
    return position == null ? member.room.log.head() : position.delivered();
  }

  private void take(Session session, KnownName name, ApplyContext context) {
    KnownName before = session.name;
    if (before == null) {
      state.dropDirectRoom("@" + session.guest, context);
      state.guests.remove(session.guest);
    } else {
      before.sessions.remove(session);
      state.left(before, context);
    }
    session.name = name;
    name.sessions.add(session);
    state.timers.set(name.expiry, Long.MAX_VALUE);
    context.emit(new Effect.Named(session.id, name.shown));
    for (Member member : List.copyOf(session.members.values())) {
      if (member.room.presence.enter(member)) {
        member.room.presence.announce(member, null, context);
      }
    }
  }

  private void leaveDirect(Member member, Position position, ApplyContext context) {
    NameSubscription old = member.place;
    SeqSet had = SeqSet.of(1, member.room.log.head());
    membership.leave(member, position, false, RENAMED, context);
    if (old != null) {
      SeqRanges written = position == null ? had : position.unconfirmed();
      member.session.leftovers.add(new Session.Leftover(old, SeqSet.copyOf(written)));
    }
  }

  /** The old name's place goes on without the member; a guest's member keeps what it has. */
  private static void standAside(Member member, Position position, ApplyContext context) {
    NameSubscription old = member.place;
    long stands = stands(member, position);
    if (old != null) {
      SeqSet written = old.leave(member, position, false, context);
      member.session.leftovers.add(new Session.Leftover(old, SeqSet.copyOf(written)));
      old.tellNews(context);
      SeqSet turns = SeqSet.of(member.begin + 1, stands);
      member.before.addAll(turns);
      member.before.addAll(member.given);
      member.note(turns);
      // What it was given and not yet written comes to it under the new name; but a repeat of what
      // was written is the old name's, and so is a copy of what others of that name confirmed.
      SeqSet gone = old.settled().between(1, stands).without(member.given);
      gone.addAll(member.given.and(written));
      if (!gone.isEmpty()) {
        context.emit(new Effect.Withdrawn(member.session.id, member.room.name, gone));
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

  private void takeDirect(Session session, List<Message> answers, ApplyContext context) {
    Room room = state.room(session.ownRoom());
    NameSubscription place = state.place(session.name, room, 0);
    Member member = new Member(session, room, null);
    place.reckon(context);
    answers.addAll(place.news());
    session.name.directWaiting = place.openCount();
    room.enter(member);
    place.take(member, false, context);
  }
}
