package lifeline.delivery;

import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;

/**
 * What a connection that comes into a room gets there: its name's place, a part in its group, what
 * nobody has heard.
 */
final class RoomEntry {
  private final State state;
  private final PresenceNotices announcing;

  RoomEntry(State state, PresenceNotices announcing) {
    this.state = state;
    this.announcing = announcing;
  }

  /** Puts the connection into the lobby, without place. */
  Member stay(Session session, Room room, long begin, ApplyContext context) {
    Member member = new Member(session, room, null);
    member.stay = true;
    member.begin = Math.max(begin, room.log.oldest() - 1);
    boolean first = room.enter(member);
    context.emit(
        new Effect.Joined(session.id, JoinHandler.LOBBY, null, member.begin, room.log.head()));
    announcing.came(member, first, context);
    return member;
  }

  /** The group of that name in the room; a new one begins behind {@code begin}. */
  GroupSubscription group(Room room, String shown, long begin) {
    String key = State.fold(shown);
    GroupSubscription group = room.groups.get(key);
    if (group == null) {
      group = new GroupSubscription(state, room, key, shown, begin);
      room.groups.put(key, group);
      room.groupsAway++;
    }
    return group;
  }

  /**
   * A connection has come into the room, and begins to hear.
   *
   * @param unsaid whether it has not said from where
   * @param kept whether the place that it comes to was there before
   * @param answers gets what is to be told to it
   */
  void begin(
      Member member, boolean unsaid, boolean kept, List<Message> answers, ApplyContext context) {
    if (member.group != null) {
      enterGroup(member, unsaid, kept, answers, context);
    } else if (member.session.name != null) {
      enterPlace(member, unsaid, kept, answers, context);
    } else {
      enterAsGuest(member, unsaid, context);
    }
  }

  private void enterGroup(
      Member member, boolean unsaid, boolean kept, List<Message> answers, ApplyContext context) {
    GroupSubscription group = member.group;
    Room room = member.room;
    boolean wasAway = !group.live();
    if (kept) {
      group.touch(context);
    }
    context.emit(
        new Effect.Joined(
            member.session.id, room.name, group.shown, room.log.head(), room.log.head()));
    SeqSet unheard = SeqSet.copyOf(room.unheard.waiting());
    if (!kept) {
      room.unheard.moveTo(group, unheard.between(group.begin + 1, room.log.head()));
    }
    if (unsaid) {
      room.unheard.moveTo(group, unheard);
    }
    answers.addAll(state.lost.tell(group.owner()));
    answers.addAll(group.news());
    if (kept && wasAway) {
      whileAway(group.openCount(), answers);
    }
    group.enter(member);
    group.dispatch(context);
  }

  private void enterPlace(
      Member member, boolean unsaid, boolean kept, List<Message> answers, ApplyContext context) {
    Room room = member.room;
    KnownName name = member.session.name;
    NameSubscription place = state.place(name, room, member.begin);
    UnheardLines unheard = room.unheard;
    if (kept) {
      place.reckon(context);
    } else {
      place.beginsBehindOwn(member.session);
      unheard.coveredBy(member);
    }
    if (unsaid) {
      unheard.moveTo(place, unheard.forName(name.key, member.session.id));
    }
    answers.addAll(place.news());
    if (kept && !place.live()) {
      whileAway(place.openCount(), answers);
    }
    place.take(member, false, context);
  }

  private void enterAsGuest(Member member, boolean unsaid, ApplyContext context) {
    Room room = member.room;
    context.emit(
        new Effect.Joined(member.session.id, room.name, null, member.begin, room.log.head()));
    room.unheard.coveredBy(member);
    if (unsaid) {
      takeUnheard(member, context);
    }
  }

  /** A plain member that is in the room already gets its name's place there. */
  void takePlace(Member member, List<Message> answers, ApplyContext context) {
    Room room = member.room;
    Session session = member.session;
    KnownName name = session.name;
    boolean kept = name.places.containsKey(room.name);
    NameSubscription place = state.place(name, room, Math.max(member.begin, room.log.oldest() - 1));
    if (!kept) {
      place.beginsBehindOwn(session);
      place.confirm(member.confirmed);
    }
    SeqSet confirmed = SeqSet.copyOf(member.confirmed);
    member.confirmed.removeAll(confirmed);
    member.keepsNothingBack();
    SeqSet had = SeqSet.copyOf(member.given);
    SeqSet back = member.returned.between(room.log.oldest(), room.log.head());
    if (!kept) {
      room.unheard.moveTo(place, had);
      room.unheard.moveTo(place, back);
      place.begin(member, had);
      place.give(member, place.open(back), context);
      return;
    }
    SeqSet mine = SeqSet.of(Math.max(room.log.oldest(), member.begin + 1), room.log.head());
    mine.removeAll(room.saidBy(name.key, session.id, mine));
    mine.addAll(had);
    mine.addAll(back);
    mine.removeAll(confirmed);
    place.reckon(context);
    room.unheard.moveTo(place, mine);
    boolean heard = member.mayHaveHeardFrom(1);
    answers.addAll(place.news());
    member.given.removeAll(had);
    context.emit(new Effect.Parted(session.id, room.name));
    place.take(member, heard || !had.isEmpty(), context);
  }

  /** Lets a member without place, or with a new one, hear what nobody heard. */
  static void takeUnheard(Member member, ApplyContext context) {
    Session session = member.session;
    UnheardLines unheard = member.room.unheard;
    unheard.coveredBy(member);
    SeqSet lines = unheard.forName(session.key(), session.id).between(1, member.begin);
    if (!lines.isEmpty()) {
      unheard.give(member, lines, false, context);
    }
  }

  /** Tells how many lines wait for who comes back to its place. */
  static void whileAway(long lines, List<Message> answers) {
    if (lines > 0) {
      answers.add(Notices.away(lines));
    }
  }
}
