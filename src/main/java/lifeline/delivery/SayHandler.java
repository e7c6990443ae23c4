package lifeline.delivery;

import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.protocol.Errors;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;

/** How lines are accepted. The cost does not depend on how many hear them. */
final class SayHandler {
  private final State tables;

  SayHandler(State tables) {
    this.tables = tables;
  }

  void say(Entry.Say entry, ApplyContext turn) {
    Session session = tables.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String name = State.fold(entry.room());
    if (name.startsWith("@")) {
      refuse(session, Errors.forbidden(name), turn);
      return;
    }
    if (!State.isRoom(name)) {
      refuse(session, Errors.badRoom(name), turn);
      return;
    }
    Room room = tables.room(name);
    if (room == null) {
      refuse(session, Errors.tooManyRooms(tables.limits.rooms().rooms()), turn);
      return;
    }
    if (entry.key() == null) {
      turn.emit(new Effect.Receipted(session.id, accept(session, room, entry, turn)));
      return;
    }
    Message.Receipt first = room.once.seen(entry.key(), turn.now());
    if (first == null) {
      first = accept(session, room, entry, turn);
      room.once.keep(entry.key(), first, turn.now());
    }
    turn.emit(new Effect.Receipted(session.id, first));
  }

  void direct(Entry.Direct entry, ApplyContext turn) {
    Session session = tables.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String key = State.fold(entry.name());
    Room room = directRoom(key, entry.name(), turn);
    if (room != null) {
      turn.emit(new Effect.Receipted(session.id, accept(session, room, entry.line(), false, turn)));
    } else if (!State.isName(entry.name())) {
      refuse(session, Errors.badName(entry.name()), turn);
    } else if (State.isReserved(key)) {
      refuse(session, Errors.unknownName(entry.name()), turn);
    } else {
      refuse(session, Errors.tooManyNames(tables.limits.rooms().names()), turn);
    }
  }

  /** The room of the name's direct lines, made if need be; null if there can be none. */
  private Room directRoom(String key, String shown, ApplyContext turn) {
    Session guest = tables.guests.get(key);
    if (guest != null) {
      return tables.guestRoom(guest, turn);
    }
    boolean unknown = !tables.names.containsKey(key);
    if (!State.isName(shown) || (unknown && State.isReserved(key))) {
      return null;
    }
    KnownName name = tables.name(key, shown);
    if (name == null) {
      return null;
    }
    Room room = tables.room("@" + key);
    tables.place(name, room, room.log.head());
    if (unknown) {
      tables.left(name, turn);
    }
    return room;
  }

  private static Message.Receipt accept(
      Session session, Room room, Entry.Say entry, ApplyContext turn) {
    return accept(session, room, entry.lines(), entry.urgent(), turn);
  }

  private static Message.Receipt accept(
      Session session, Room room, LineBlock lines, boolean urgent, ApplyContext turn) {
    String sender = session.key();
    long first = room.log.head() + 1;
    for (int i = 0; i < lines.count(); i++) {
      room.log.append(lines.end(i) - lines.start(i), turn.now(), sender, session.id);
    }
    long last = room.log.head();
    room.aging.watch(turn.now());
    if (urgent) {
      room.urgent.add(first, last);
    }
    NameSubscription own = room.places.get(sender);
    if (own != null) {
      own.confirmOwn(first, last);
    }
    if (room.nobodyBut(sender)) {
      room.unheard.said(first, last);
    }
    Message.Receipt receipt = receipt(session, room, own, lines.count());
    turn.emit(
        new Effect.LinesAppended(
            new SaidLines(
                room.name, first, turn.now(), session.id, session.shown(), urgent, lines)));
    for (GroupSubscription group : List.copyOf(room.ready)) {
      group.dispatch(turn);
    }
    return receipt;
  }

  private static Message.Receipt receipt(
      Session session, Room room, NameSubscription own, int lines) {
    Member self = room.members.get(session.id);
    int to = room.plain + room.groupsLive - (self != null && self.plain() ? 1 : 0);
    int waiting = room.away + room.groupsAway - (own != null && !own.live() ? 1 : 0);
    return new Message.Receipt(
        new LineId(room.name, room.log.head()).toString(), to, waiting, lines);
  }

  private static void refuse(Session session, Message.Problem problem, ApplyContext turn) {
    turn.emit(new Effect.Refused(session.id, problem));
  }
}
