package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.RoomLog;
import lifeline.protocol.Errors;
import lifeline.protocol.Message;
import lifeline.protocol.Names;
import lifeline.protocol.Notices;
import lifeline.protocol.StartPosition;

/** Requests to join and leave rooms, and their answers. */
final class JoinHandler {
  private final State state;
  private final RoomMembership membership;

  JoinHandler(State state, RoomMembership membership) {
    this.state = state;
    this.membership = membership;
  }

  void join(Entry.Join entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String name = Names.fold(entry.room());
    Message.Problem problem = refusal(session, name, entry.group());
    if (problem != null) {
      context.answer(session, problem);
      return;
    }
    Member member = member(session, name, context);
    if (member == null) {
      membership.leaveLobby(session, name, entry.left(), context);
      joinNew(session, state.room(name), entry, new ArrayList<>(), true, context);
    } else if (sameKind(member, entry.group())) {
      joinAgain(member, entry, context);
    } else {
      List<Message> answers = new ArrayList<>();
      Message.Notice parted = membership.part(member, leftAt(entry, name), null, context);
      if (!parted.equals(Notices.parted(name, 0))) {
        answers.add(parted);
      }
      joinNew(session, state.room(name), entry, answers, false, context);
    }
  }

  void enterLobby(Entry.EnterLobby entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    Room room = state.room(Names.LOBBY);
    if (room == null || !onlyDirect(session)) {
      context.answer(session);
      return;
    }
    RoomMembership.assignUnheard(
        membership.enterLobby(session, room, session.lobbyHead, context), context);
    context.answer(session, joined(room, OptionalLong.empty()));
  }

  void part(Entry.Part entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    String name = Names.fold(entry.room());
    Member member = member(session, name, context);
    if (member == null) {
      boolean others = Names.isDirect(name) && !name.equals(session.ownRoom());
      context.answer(session, others ? Errors.forbidden(name) : Errors.notJoined(name));
      return;
    }
    Message answer = membership.part(member, entry.position(), RoomMembership.PARTED, context);
    if (!session.members.containsKey(name)) {
      member.room.unheard.offer(context);
    }
    context.answer(session, answer);
  }

  /** The connection in the room; null if it is not. */
  private Member member(Session session, String room, ApplyContext context) {
    if (session.name == null && room.equals(session.ownRoom())) {
      state.guestRoom(session, context);
    }
    return session.members.get(room);
  }

  private Message.Problem refusal(Session session, String room, String group) {
    if (Names.isDirect(room)) {
      boolean own = room.equals(session.ownRoom()) && group == null;
      return own ? null : Errors.forbidden(room);
    }
    if (!Names.isRoom(room)) {
      return Errors.badRoom(room);
    }
    if (group != null && !Names.isName(group)) {
      return Errors.badName(group);
    }
    long joined = session.members.values().stream().filter(m -> !m.room.direct()).count();
    if (!session.members.containsKey(room) && joined >= state.limits.rooms().joined()) {
      return Errors.tooManyJoined(state.limits.rooms().joined());
    }
    if (state.room(room) == null) {
      return Errors.tooManyRooms(state.limits.rooms().rooms());
    }
    return null;
  }

  private static boolean sameKind(Member member, String group) {
    if (group == null) {
      return member.plain();
    }
    return member.group != null && member.group.key.equals(Names.fold(group));
  }

  private static boolean onlyDirect(Session session) {
    return session.members.keySet().stream().allMatch(room -> Names.isDirect(room));
  }

  private static Position leftAt(Entry.Join entry, String room) {
    Position left = entry.left();
    return left != null && left.room().equals(room) ? left : null;
  }

  private void joinAgain(Member member, Entry.Join entry, ApplyContext context) {
    Session session = member.session;
    List<Message> answers = new ArrayList<>();
    OptionalLong waiting = OptionalLong.empty();
    if (member.implicit) {
      member.implicit = false;
      if (session.name != null) {
        NameSubscription subscription = session.name.subscriptions.get(member.room.name);
        boolean away = subscription != null && !subscription.isLive();
        member.guestSubscription().leaveOwn(leftAt(entry, member.room.name), context);
        membership.subscribe(member, answers, context);
        member.room.unheard.offer(context);
        if (away) {
          RoomMembership.addAway(subscription.openCount(), answers);
        }
      }
    } else if (!(entry.from() instanceof StartPosition.Unspecified)) {
      waiting = waiting(member.plain() ? member.nameSubscription() : member.group);
    }
    answers.add(0, joined(member.room, waiting));
    context.answer(session, answers);
  }

  private static OptionalLong waiting(DurableSubscription subscription) {
    return subscription == null ? OptionalLong.empty() : OptionalLong.of(subscription.openCount());
  }

  private void joinNew(
      Session session,
      Room room,
      Entry.Join entry,
      List<Message> answers,
      boolean announce,
      ApplyContext context) {
    boolean unspecified = entry.from() instanceof StartPosition.Unspecified;
    int position = answers.size();
    long begin = begin(room.log, entry.from());
    DurableSubscription before = existing(session, room, entry.group());
    OptionalLong waiting = unspecified ? OptionalLong.empty() : waiting(before);
    GroupSubscription group =
        entry.group() == null ? null : membership.group(room, entry.group(), begin);
    Member member = new Member(session, room, group);
    member.begin = begin;
    boolean first = room.enter(member);
    membership.enter(member, unspecified, before != null, answers, context);
    if (announce && first) {
      room.presence.announce(member, null, context);
    }
    answers.add(position, joined(room, waiting));
    long older = begin - room.log.oldest() + 1 - member.assigned().count();
    if (unspecified && before == null && older > 0) {
      answers.add(Notices.older(room.name, older));
    }
    context.answer(session, answers);
  }

  private static DurableSubscription existing(Session session, Room room, String group) {
    if (group != null) {
      return room.groups.get(Names.fold(group));
    }
    return session.name == null ? null : room.names.get(session.name.key);
  }

  private static Message joined(Room room, OptionalLong waiting) {
    return Notices.joined(room.name, room.presence.shown(), room.presence.more(), waiting);
  }

  private static long begin(RoomLog log, StartPosition from) {
    if (from instanceof StartPosition.All) {
      return log.oldest() - 1;
    }
    if (from instanceof StartPosition.Seq seq) {
      return Math.min(log.head(), Math.max(log.oldest(), seq.seq()) - 1);
    }
    if (from instanceof StartPosition.Last last) {
      return Math.max(log.oldest() - 1, log.head() - last.lines());
    }
    return log.head();
  }
}
