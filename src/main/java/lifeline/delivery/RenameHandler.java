package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Message;
import lifeline.protocol.Names;

/**
 * How a connection takes another name and stays in its rooms: as if it had left them under the old
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
    Member lobby = null;
    String former = session.key();
    session.formerSubscriptions.removeIf(left -> left.subscription().open(left.lines()).isEmpty());
    for (Member member : List.copyOf(session.members.values())) {
      Position position = SessionHandler.position(member, positions, true);
      if (member.room.direct()) {
        context.emit(new Effect.Parted(session.id, member.room.name));
        leaveDirectRoom(member, position, context);
      } else if (member.implicit && session.name != null) {
        context.emit(new Effect.Parted(session.id, member.room.name));
        membership.leave(member, position, false, RENAMED, context);
        lobby = member;
      } else {
        if (member.room.presence.leave(member)) {
          member.room.presence.announce(member, RENAMED, context);
        }
        if (member.plain()) {
          plain.add(member);
          member.subscription().changeName(member, position, context);
        }
      }
    }
    takeName(session, name, context);
    enterDirectRoom(session, answers, context);
    if (lobby != null) {
      plain.add(
          stayInLobby(lobby, former, SessionHandler.position(lobby, positions, true), context));
    }
    for (Member member : plain) {
      member
          .guestSubscription()
          .leaveOwn(SessionHandler.position(member, positions, true), context);
      if (!member.implicit) {
        membership.subscribe(member, answers, context);
      }
    }
    for (Member member : plain) {
      member.room.unheard.offer(context);
    }
  }

  /** Stays in the lobby under the new name, at its cursor, and is not offered the lines it had. */
  private Member stayInLobby(Member old, String former, Position position, ApplyContext context) {
    long cursor = old.cursor(position);
    Room room = old.room;
    Member member = membership.enterLobby(old.session, room, cursor, context);
    member.guestSubscription().succeed(old, former, position, context);
    room.unheard.removeCovered(member);
    return member;
  }

  private void takeName(Session session, KnownName name, ApplyContext context) {
    KnownName before = session.name;
    if (before == null) {
      state.dropDirectRoom(Names.directRoom(session.guest), context);
      state.guests.remove(session.guest);
    } else {
      before.sessions.remove(session);
      state.startExpiry(before, context);
    }
    session.name = name;
    name.sessions.add(session);
    state.timers.set(name.expiry, RetrySchedule.NEVER);
    context.emit(new Effect.Named(session.id, name.shown));
    for (Member member : List.copyOf(session.members.values())) {
      if (member.room.presence.enter(member)) {
        member.room.presence.announce(member, null, context);
      }
    }
  }

  private void leaveDirectRoom(Member member, Position position, ApplyContext context) {
    NameSubscription old = member.nameSubscription();
    SeqSet had = SeqSet.of(1, member.room.log.head());
    membership.leave(member, position, false, RENAMED, context);
    if (old != null) {
      SeqRanges written = position == null ? had : position.unconfirmed();
      member.session.formerSubscriptions.add(
          new Session.FormerSubscription(old, SeqSet.copyOf(written)));
    }
  }

  private void enterDirectRoom(Session session, List<Message> answers, ApplyContext context) {
    Room room = state.room(session.ownRoom());
    NameSubscription subscription = state.subscription(session.name, room, 0);
    Member member = new Member(session, room, null);
    subscription.applyLimits(context);
    answers.addAll(subscription.takeNotices());
    session.name.directWaiting = subscription.openCount();
    room.enter(member);
    subscription.join(member, false, context);
  }
}
