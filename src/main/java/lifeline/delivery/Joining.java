package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.delivery.Entry.Position;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.From;
import lifeline.protocol.Message;

/** How connections come into rooms and out of them. */
final class Joining {
  static final String LOBBY = "lobby";
  private static final String PARTED = "parted";

  private final Tables tables;

  Joining(Tables tables) {
    this.tables = tables;
  }

  void join(Entry.Join entry, Turn turn) {
    Session session = tables.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String name = Tables.fold(entry.room());
    Message.Problem problem = refusal(session, name, entry.group());
    if (problem != null) {
      turn.answer(session, problem);
      return;
    }
    Member member = member(session, name, turn);
    if (member == null) {
      endStay(session, name, entry.left(), turn);
      joinNew(session, tables.room(name), entry, new ArrayList<>(), true, turn);
    } else if (sameKind(member, entry.group())) {
      joinAgain(member, entry, turn);
    } else {
      List<Message> answers = new ArrayList<>();
      Message.Notice parted = part(member, leftAt(entry, name), null, turn);
      if (!parted.text().equals(PARTED + ": " + name)) {
        answers.add(parted);
      }
      joinNew(session, tables.room(name), entry, answers, false, turn);
    }
  }

  void stay(Entry.Stay entry, Turn turn) {
    Session session = tables.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    Room room = tables.room(LOBBY);
    if (room == null || !onlyDirect(session)) {
      turn.answer(session);
      return;
    }
    takeUnheard(stay(session, room, session.lobbyHead, turn), turn);
    turn.answer(session, joined(room, ""));
  }

  /** Puts the connection into the lobby, without place. */
  Member stay(Session session, Room room, long begin, Turn turn) {
    Member member = new Member(session, room, null);
    member.stay = true;
    member.begin = Math.max(begin, room.log.oldest() - 1);
    boolean first = room.enter(member);
    turn.emit(new Effect.Joined(session.id, LOBBY, null, member.begin, room.log.head()));
    tellPresence(member, first, null, turn);
    return member;
  }

  void part(Entry.Part entry, Turn turn) {
    Session session = tables.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String name = Tables.fold(entry.room());
    Member member = member(session, name, turn);
    if (member == null) {
      boolean others = name.startsWith("@") && !name.equals(session.ownRoom());
      ErrorCode code = others ? ErrorCode.FORBIDDEN : ErrorCode.NOT_JOINED;
      turn.answer(session, new Message.Problem(code, name));
      return;
    }
    Message answer = part(member, entry.position(), PARTED, turn);
    if (!session.members.containsKey(name)) {
      member.room.unheard.offer(turn);
    }
    turn.answer(session, answer);
  }

  /** Takes a connection out of a room; {@code cause} is what others are told, null for nothing. */
  void leave(Member member, Position position, boolean clientFailed, String cause, Turn turn) {
    boolean last = member.room.leave(member) && cause != null;
    if (member.group != null) {
      member.group.leave(member, position, clientFailed, turn);
    } else if (member.place != null) {
      NamePlace place = member.place;
      place.leave(member, position, clientFailed, turn);
      place.tellNews(turn);
    } else {
      member.room.unheard.left(member, position);
    }
    tellPresence(member, last, cause, turn);
    member.room.unheard.offer(turn);
  }

  void tellPresence(Member member, boolean changed, String cause, Turn turn) {
    Room room = member.room;
    if (changed && !room.direct() && room.members.size() <= tables.limits.rooms().presence()) {
      Session session = member.session;
      turn.emit(new Effect.Presence(room.name, session.shown(), cause, session.id));
    }
  }

  /** Lets a member without place, or with a new one, hear what nobody heard. */
  private void takeUnheard(Member member, Turn turn) {
    Session session = member.session;
    Unheard unheard = member.room.unheard;
    unheard.coveredBy(member);
    Seqs lines = unheard.forName(session.key(), session.id).between(1, member.begin);
    if (!lines.isEmpty()) {
      unheard.give(member, lines, false, turn);
    }
  }

  /** The connection in the room; null if it is not. */
  private Member member(Session session, String room, Turn turn) {
    if (session.name == null && room.equals(session.ownRoom())) {
      tables.guestRoom(session, turn);
    }
    return session.members.get(room);
  }

  private Message.Problem refusal(Session session, String room, String group) {
    if (room.startsWith("@")) {
      boolean own = room.equals(session.ownRoom()) && group == null;
      return own ? null : new Message.Problem(ErrorCode.FORBIDDEN, room);
    }
    if (!Tables.isRoom(room)) {
      return new Message.Problem(ErrorCode.BAD_ROOM, room);
    }
    if (group != null && !Tables.isName(group)) {
      return new Message.Problem(ErrorCode.BAD_NAME, group);
    }
    long joined = session.members.values().stream().filter(m -> !m.room.direct()).count();
    if (!session.members.containsKey(room) && joined >= tables.limits.rooms().joined()) {
      return new Message.Problem(
          ErrorCode.FORBIDDEN, "at most " + tables.limits.rooms().joined() + " rooms joined");
    }
    if (tables.room(room) == null) {
      return new Message.Problem(
          ErrorCode.FORBIDDEN, "at most " + tables.limits.rooms().rooms() + " rooms");
    }
    return null;
  }

  private static boolean sameKind(Member member, String group) {
    if (group == null) {
      return member.plain();
    }
    return member.group != null && member.group.key.equals(Tables.fold(group));
  }

  private static boolean onlyDirect(Session session) {
    return session.members.keySet().stream().allMatch(room -> room.startsWith("@"));
  }

  private static Position leftAt(Entry.Join entry, String room) {
    Position left = entry.left();
    return left != null && left.room().equals(room) ? left : null;
  }

  /** The first join of another room than the lobby ends a stay there. */
  private void endStay(Session session, String joined, Position left, Turn turn) {
    Member lobby = session.members.get(LOBBY);
    if (lobby != null && lobby.stay && !joined.startsWith("@")) {
      turn.emit(new Effect.Parted(session.id, LOBBY));
      boolean known = left != null && left.room().equals(LOBBY);
      leave(lobby, known ? left : turnHad(lobby), false, PARTED, turn);
    }
  }

  private void joinAgain(Member member, Entry.Join entry, Turn turn) {
    Session session = member.session;
    List<Message> answers = new ArrayList<>();
    String kept = "";
    if (member.stay) {
      member.stay = false;
      if (session.name != null) {
        NamePlace place = session.name.places.get(member.room.name);
        boolean away = place != null && !place.live();
        member.room.unheard.leaveOwn(member, leftAt(entry, member.room.name), turn);
        takePlace(member, answers, turn);
        member.room.unheard.offer(turn);
        if (away) {
          whileAway(place.openCount(), answers);
        }
      }
    } else if (!(entry.from() instanceof From.Unsaid)) {
      kept = kept(member.plain() ? member.place : member.group);
    }
    answers.add(0, joined(member.room, kept));
    turn.answer(session, answers);
  }

  private static String kept(Subscription place) {
    return place == null ? "" : "; place kept, " + place.openCount() + " waiting";
  }

  private void joinNew(
      Session session,
      Room room,
      Entry.Join entry,
      List<Message> answers,
      boolean tell,
      Turn turn) {
    boolean unsaid = entry.from() instanceof From.Unsaid;
    int told = answers.size();
    long begin = begin(room.log, entry.from());
    Subscription before = existing(session, room, entry.group());
    String kept = unsaid || before == null ? "" : kept(before);
    Group group = entry.group() == null ? null : group(room, entry.group(), begin);
    Member member = new Member(session, room, group);
    member.begin = begin;
    boolean first = room.enter(member);
    if (group != null) {
      enterGroup(member, unsaid, before != null, answers, turn);
    } else if (session.name != null) {
      enterPlace(member, unsaid, before != null, answers, turn);
    } else {
      turn.emit(new Effect.Joined(session.id, room.name, null, begin, room.log.head()));
      room.unheard.coveredBy(member);
      if (unsaid) {
        takeUnheard(member, turn);
      }
    }
    if (tell) {
      tellPresence(member, first, null, turn);
    }
    answers.add(told, joined(room, kept));
    long older = begin - room.log.oldest() + 1 - member.given.count();
    if (unsaid && before == null && older > 0) {
      answers.add(
          Message.Notice.of("older", older + " lines, see /history " + room.name + " " + older));
    }
    turn.answer(session, answers);
  }

  private static Subscription existing(Session session, Room room, String group) {
    if (group != null) {
      return room.groups.get(Tables.fold(group));
    }
    return session.name == null ? null : room.places.get(session.name.key);
  }

  private Group group(Room room, String shown, long begin) {
    String key = Tables.fold(shown);
    Group group = room.groups.get(key);
    if (group == null) {
      group = new Group(tables, room, key, shown, begin);
      room.groups.put(key, group);
      room.groupsAway++;
    }
    return group;
  }

  private void enterGroup(
      Member member, boolean unsaid, boolean kept, List<Message> answers, Turn turn) {
    Group group = member.group;
    Room room = member.room;
    boolean wasAway = !group.live();
    if (kept) {
      group.touch(turn);
    }
    turn.emit(
        new Effect.Joined(
            member.session.id, room.name, group.shown, room.log.head(), room.log.head()));
    Seqs unheard = Seqs.copyOf(room.unheard.waiting());
    if (!kept) {
      room.unheard.moveTo(group, unheard.between(group.begin + 1, room.log.head()));
    }
    if (unsaid) {
      room.unheard.moveTo(group, unheard);
    }
    answers.addAll(tables.lost.tell(group.owner()));
    answers.addAll(group.news());
    if (kept && wasAway) {
      whileAway(group.openCount(), answers);
    }
    group.enter(member);
    group.dispatch(turn);
  }

  private void enterPlace(
      Member member, boolean unsaid, boolean kept, List<Message> answers, Turn turn) {
    Room room = member.room;
    KnownName name = member.session.name;
    NamePlace place = tables.place(name, room, member.begin);
    Unheard unheard = room.unheard;
    if (kept) {
      place.reckon(turn);
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
    place.take(member, false, turn);
  }

  private static void whileAway(long lines, List<Message> answers) {
    if (lines > 0) {
      answers.add(new Message.Notice("away", lines + " lines while you were away"));
    }
  }

  /** A plain member that is in the room already gets its name's place there. */
  void takePlace(Member member, List<Message> answers, Turn turn) {
    Room room = member.room;
    Session session = member.session;
    KnownName name = session.name;
    boolean kept = name.places.containsKey(room.name);
    NamePlace place = tables.place(name, room, Math.max(member.begin, room.log.oldest() - 1));
    if (!kept) {
      place.beginsBehindOwn(session);
      place.confirm(member.confirmed);
    }
    Seqs confirmed = Seqs.copyOf(member.confirmed);
    member.confirmed.removeAll(confirmed);
    member.keepsNothingBack();
    Seqs had = Seqs.copyOf(member.given);
    Seqs back = member.returned.between(room.log.oldest(), room.log.head());
    if (!kept) {
      room.unheard.moveTo(place, had);
      room.unheard.moveTo(place, back);
      place.begin(member, had);
      place.give(member, place.open(back), turn);
      return;
    }
    Seqs mine = Seqs.of(Math.max(room.log.oldest(), member.begin + 1), room.log.head());
    mine.removeAll(room.saidBy(name.key, session.id, mine));
    mine.addAll(had);
    mine.addAll(back);
    mine.removeAll(confirmed);
    place.reckon(turn);
    room.unheard.moveTo(place, mine);
    boolean heard = member.mayHaveHeardFrom(1);
    answers.addAll(place.news());
    member.given.removeAll(had);
    turn.emit(new Effect.Parted(session.id, room.name));
    place.take(member, heard || !had.isEmpty(), turn);
  }

  /** Takes the member out; what is to be told to it. */
  private Message.Notice part(Member member, Position position, String cause, Turn turn) {
    Room room = member.room;
    turn.emit(new Effect.Parted(member.session.id, room.name));
    NamePlace place = member.place;
    boolean guest = member.plain() && place == null;
    leave(member, guest && position == null ? turnHad(member) : position, false, cause, turn);
    if (place == null || place.live()) {
      return parted(room.name, 0);
    }
    long dropped = place.openCount();
    place.end();
    return parted(room.name, dropped);
  }

  /** A place has ended, and with it its open lines. */
  static Message.Notice parted(String room, long dropped) {
    return Message.Notice.of(
        PARTED, dropped == 0 ? room : room + ", " + dropped + " lines dropped");
  }

  /** All it heard in its turn is confirmed; of what it was given that is known. */
  private static Position turnHad(Member member) {
    long head = member.room.log.head();
    return new Position(member.room.name, head, Seqs.copyOf(member.given));
  }

  private static Message joined(Room room, String kept) {
    return Message.Notice.of("joined", room.name + " " + room.presence.text() + kept);
  }

  private static long begin(RoomLog log, From from) {
    if (from instanceof From.All) {
      return log.oldest() - 1;
    }
    if (from instanceof From.Seq seq) {
      return Math.min(log.head(), Math.max(log.oldest(), seq.seq()) - 1);
    }
    if (from instanceof From.Last last) {
      return Math.max(log.oldest() - 1, log.head() - last.lines());
    }
    return log.head();
  }

  static boolean counts(CloseCause cause, List<Position> positions) {
    return cause.clientFailed()
        || (cause == CloseCause.PEER_CLOSED
            && positions.stream().anyMatch(position -> !position.unconfirmed().isEmpty()));
  }
}
