package lifeline.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Errors;
import lifeline.protocol.Message;
import lifeline.protocol.Names;
import lifeline.protocol.Notices;

/** How connections begin, are named, and end. */
final class SessionHandler {
  /** The address of the server's own terminal, which alone may take the server's names. */
  private static final String CONSOLE = "console";

  private final State state;
  private final RoomMembership membership;
  private final RenameHandler renaming;

  SessionHandler(State state, RoomMembership membership, RenameHandler renaming) {
    this.state = state;
    this.membership = membership;
    this.renaming = renaming;
  }

  void opened(Entry.Opened entry, ApplyContext context) {
    Room lobby = state.rooms.get(Names.LOBBY);
    Session session =
        new Session(
            entry.connection(),
            entry.address(),
            entry.operator(),
            state.nextGuest(),
            lobby == null ? 0 : lobby.log.head(),
            state.limits.attempts().window());
    state.sessions.put(session.id, session);
    state.guests.put(session.guest, session);
    context.emit(new Effect.Named(session.id, session.guest));
    String node = state.node(ConnectionId.node(session.id));
    context.answer(session, Notices.welcome(session.guest, node));
  }

  void name(Entry.Name entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String key = Names.fold(entry.name());
    boolean reserved = Names.isReserved(key) && !session.address.equals(CONSOLE);
    if (!Names.isName(entry.name()) || reserved) {
      context.answer(session, Errors.badName(entry.name()));
      return;
    }
    KnownName name = state.name(key, entry.name());
    if (name == null) {
      context.answer(session, Errors.tooManyNames(state.limits.rooms().names()));
      return;
    }
    List<Message> answers = new ArrayList<>();
    if (session.name != name) {
      renaming.rename(session, name, entry.positions(), answers, context);
    }
    // Limits are applied first: dead lines are not among those that wait.
    name.subscriptions.values().forEach(subscription -> subscription.applyLimits(context));
    name.subscriptions.values().forEach(subscription -> subscription.sendNotices(context));
    answers.addAll(state.expired.take(key));
    Map<String, Long> subscriptions = places(name);
    if (!subscriptions.isEmpty()) {
      answers.add(0, Notices.places(subscriptions));
    }
    answers.add(0, Notices.youAre(name.shown));
    context.answer(session, answers);
  }

  void ended(Entry.Ended entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session != null) {
      boolean unconfirmed =
          entry.positions().stream().anyMatch(position -> !position.unconfirmed().isEmpty());
      boolean failed = entry.cause().clientFailed(unconfirmed);
      end(session, entry.cause(), entry.positions(), failed, context.now(), context);
    }
  }

  /** Ends connections of the node's earlier epochs, as of {@code lastTime}. */
  void nodeStarted(Entry.NodeStarted entry, long lastTime, ApplyContext context) {
    List<Session> lost = new ArrayList<>();
    for (Session session : state.sessions.values()) {
      boolean older = ConnectionId.epoch(session.id) != entry.epoch();
      if (older && ConnectionId.node(session.id) == entry.node()) {
        session.lost = true;
        session.suspect = true;
        lost.add(session);
      }
    }
    for (Session session : lost) {
      end(session, CloseCause.NODE_LOST, List.of(), false, lastTime, context);
    }
  }

  void kick(Entry.Kick entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    if (!session.operator) {
      context.answer(session, Errors.operatorsOnly());
      return;
    }
    String key = Names.fold(entry.name());
    int kicked = 0;
    for (Session other : state.sessions.values()) {
      if (other.key().equals(key)) {
        context.emit(new Effect.Close(other.id, CloseCause.KICKED, entry.reset()));
        kicked++;
      }
    }
    context.answer(
        session,
        kicked == 0 ? Errors.unknownName(entry.name()) : Notices.kicked(entry.name(), kicked));
  }

  private void end(
      Session session,
      CloseCause cause,
      List<Position> positions,
      boolean failed,
      long time,
      ApplyContext context) {
    state.sessions.remove(session.id);
    state.guests.remove(session.guest);
    if (session.name != null) {
      session.name.sessions.remove(session);
    }
    for (Member member : List.copyOf(session.members.values())) {
      Position position = position(member, positions, cause == CloseCause.NODE_LOST);
      membership.leave(member, position, failed, cause.word(), context);
    }
    if (session.name == null) {
      state.dropDirectRoom(Names.directRoom(session.guest), context);
    } else {
      state.startExpiry(session.name, context);
    }
    long openLines = session.name == null ? 0 : session.name.openCount();
    state.endHistory.add(session.shown(), cause, time, openLines);
  }

  /** How far the member had come; null if that is unknown. */
  static Position position(Member member, List<Position> positions, boolean unknown) {
    for (Position position : positions) {
      if (position.room().equals(member.room.name)) {
        return position;
      }
    }
    return unknown ? null : new Position(member.room.name, member.begin, new SeqSet());
  }

  private static Map<String, Long> places(KnownName name) {
    Map<String, Long> shown = new LinkedHashMap<>();
    for (NameSubscription subscription : name.subscriptions.values()) {
      boolean direct = subscription.room.direct();
      long waiting = direct ? name.directWaiting : subscription.openCount();
      if (!direct || waiting > 0) {
        shown.put(subscription.room.name, waiting);
      }
    }
    return shown;
  }
}
