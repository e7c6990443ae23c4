package lifeline.delivery;

import java.util.List;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;

/** How lines are accepted. The cost does not depend on how many hear them. */
final class Saying {
  private final Tables tables;

  Saying(Tables tables) {
    this.tables = tables;
  }

  void say(Entry.Say entry, Turn turn) {
    Session session = tables.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String name = Tables.fold(entry.room());
    if (name.startsWith("@")) {
      refuse(session, ErrorCode.FORBIDDEN, name, turn);
      return;
    }
    if (!Tables.isRoom(name)) {
      refuse(session, ErrorCode.BAD_ROOM, name, turn);
      return;
    }
    Room room = tables.room(name);
    if (room == null) {
      refuse(
          session,
          ErrorCode.FORBIDDEN,
          "at most " + tables.limits.rooms().rooms() + " rooms",
          turn);
      return;
    }
    if (entry.key() == null) {
      turn.emit(new Effect.Said(session.id, accept(session, room, entry, turn)));
      return;
    }
    Message.Receipt first = room.once.seen(entry.key(), turn.now());
    if (first == null) {
      first = accept(session, room, entry, turn);
      room.once.keep(entry.key(), first, turn.now());
    }
    turn.emit(new Effect.Said(session.id, first));
  }

  void direct(Entry.Direct entry, Turn turn) {
    Session session = tables.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String key = Tables.fold(entry.name());
    Room room = directRoom(key, entry.name(), turn);
    if (room != null) {
      turn.emit(new Effect.Said(session.id, accept(session, room, entry.line(), false, turn)));
    } else if (!Tables.isName(entry.name())) {
      refuse(session, ErrorCode.BAD_NAME, entry.name(), turn);
    } else if (Tables.isReserved(key)) {
      refuse(session, ErrorCode.UNKNOWN_NAME, entry.name(), turn);
    } else {
      refuse(session, ErrorCode.FORBIDDEN, tables.tooManyNames(), turn);
    }
  }

  /** The room of the name's direct lines, made if need be; null if there can be none. */
  private Room directRoom(String key, String shown, Turn turn) {
    Session guest = tables.guests.get(key);
    if (guest != null) {
      return guestRoom(guest, turn);
    }
    boolean unknown = !tables.names.containsKey(key);
    if (!Tables.isName(shown) || (unknown && Tables.isReserved(key))) {
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

  /** A guest's room comes into being with the first line said to the guest. */
  private Room guestRoom(Session guest, Turn turn) {
    Room room = tables.room(guest.ownRoom());
    if (!guest.members.containsKey(room.name)) {
      room.enter(new Member(guest, room, null));
      turn.emit(new Effect.Joined(guest.id, room.name, null, 0, room.log.head()));
    }
    return room;
  }

  private static Message.Receipt accept(Session session, Room room, Entry.Say entry, Turn turn) {
    return accept(session, room, entry.lines(), entry.urgent(), turn);
  }

  private static Message.Receipt accept(
      Session session, Room room, LineBlock lines, boolean urgent, Turn turn) {
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
    NamePlace own = room.places.get(sender);
    if (own != null) {
      own.confirmOwn(first, last);
    }
    if (!room.direct() && room.nobodyBut(sender)) {
      room.unheard.said(first, last);
    }
    Message.Receipt receipt = receipt(session, room, own, lines.count());
    turn.emit(
        new Effect.Accepted(
            new SaidLines(
                room.name, first, turn.now(), session.id, session.shown(), urgent, lines)));
    for (Group group : List.copyOf(room.ready)) {
      group.dispatch(turn);
    }
    return receipt;
  }

  private static Message.Receipt receipt(Session session, Room room, NamePlace own, int lines) {
    Member self = room.members.get(session.id);
    int to = room.plain + room.groupsLive - (self != null && self.plain() ? 1 : 0);
    int waiting = room.away + room.groupsAway - (own != null && !own.live() ? 1 : 0);
    return new Message.Receipt(
        new LineId(room.name, room.log.head()).toString(), to, waiting, lines);
  }

  private static void refuse(Session session, ErrorCode code, String text, Turn turn) {
    turn.emit(new Effect.Refused(session.id, new Message.Problem(code, text)));
  }
}
