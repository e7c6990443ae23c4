package lifeline.delivery;

import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.protocol.Errors;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.Message;
import lifeline.protocol.Names;
import lifeline.protocol.SaidLines;

/** How lines are accepted. The cost does not depend on the number of connections that hear them. */
final class SayHandler {
  private final State state;

  SayHandler(State state) {
    this.state = state;
  }

  void say(Entry.Say entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String name = Names.fold(entry.room());
    if (Names.isDirect(name)) {
      refuse(session, Errors.forbidden(name), context);
      return;
    }
    if (!Names.isRoom(name)) {
      refuse(session, Errors.badRoom(name), context);
      return;
    }
    Room room = state.room(name);
    if (room == null) {
      refuse(session, Errors.tooManyRooms(state.limits.rooms().rooms()), context);
      return;
    }
    if (entry.key() == null) {
      context.emit(new Effect.Receipted(session.id, accept(session, room, entry, context)));
      return;
    }
    Message.Receipt first = room.once.first(entry.key(), context.now());
    if (first == null) {
      first = accept(session, room, entry, context);
      room.once.store(entry.key(), first, context.now());
    }
    context.emit(new Effect.Receipted(session.id, first));
  }

  void direct(Entry.Direct entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String key = Names.fold(entry.name());
    Room room = directRoom(key, entry.name(), context);
    if (room != null) {
      context.emit(
          new Effect.Receipted(session.id, accept(session, room, entry.line(), false, context)));
    } else if (!Names.isName(entry.name())) {
      refuse(session, Errors.badName(entry.name()), context);
    } else if (Names.isReserved(key)) {
      refuse(session, Errors.unknownName(entry.name()), context);
    } else {
      refuse(session, Errors.tooManyNames(state.limits.rooms().names()), context);
    }
  }

  /** The room of the name's direct lines, created if necessary; null if there can be none. */
  private Room directRoom(String key, String shown, ApplyContext context) {
    Session guest = state.guests.get(key);
    if (guest != null) {
      return state.guestRoom(guest, context);
    }
    boolean unknown = !state.names.containsKey(key);
    if (!Names.isName(shown) || (unknown && Names.isReserved(key))) {
      return null;
    }
    KnownName name = state.name(key, shown);
    if (name == null) {
      return null;
    }
    Room room = state.room(Names.directRoom(key));
    state.subscription(name, room, room.log.head());
    if (unknown) {
      state.startExpiry(name, context);
    }
    return room;
  }

  private static Message.Receipt accept(
      Session session, Room room, Entry.Say entry, ApplyContext context) {
    return accept(session, room, entry.lines(), entry.urgent(), context);
  }

  private static Message.Receipt accept(
      Session session, Room room, LineBlock lines, boolean urgent, ApplyContext context) {
    String sender = session.key();
    long first = room.log.head() + 1;
    for (int i = 0; i < lines.count(); i++) {
      room.log.append(lines.end(i) - lines.start(i), context.now(), sender, session.id);
    }
    long last = room.log.head();
    room.limits.watch(context.now());
    if (urgent) {
      room.urgent.add(first, last);
    }
    NameSubscription own = room.names.get(sender);
    if (own != null) {
      own.confirmOwn(first, last);
    }
    if (room.isReadOnlyBy(sender)) {
      room.unheard.add(first, last);
    }
    Message.Receipt receipt = receipt(session, room, own, lines.count());
    context.emit(
        new Effect.LinesAppended(
            new SaidLines(
                room.name, first, context.now(), session.id, session.shown(), urgent, lines)));
    for (GroupSubscription group : List.copyOf(room.readyGroups)) {
      group.dispatch(context);
    }
    return receipt;
  }

  private static Message.Receipt receipt(
      Session session, Room room, NameSubscription own, int lines) {
    Member self = room.members.get(session.id);
    int to = room.plainMembers + room.liveGroups - (self != null && self.plain() ? 1 : 0);
    int waiting = room.awayNames + room.awayGroups - (own != null && !own.isLive() ? 1 : 0);
    return new Message.Receipt(
        new LineId(room.name, room.log.head()).toString(), to, waiting, lines);
  }

  private static void refuse(Session session, Message.Problem problem, ApplyContext context) {
    context.emit(new Effect.Refused(session.id, problem));
  }
}
