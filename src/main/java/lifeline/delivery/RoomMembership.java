package lifeline.delivery;

import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Message;
import lifeline.protocol.Names;
import lifeline.protocol.Notices;

/**
 * How a connection enters a room and leaves it. On entry it gets the subscription of its name or
 * group, and the unheard lines; lines that it has not confirmed when it leaves go to others.
 */
final class RoomMembership {
  /** The cause of an end in a room that the client has asked for. */
  static final String PARTED = "parted";

  private final State state;

  RoomMembership(State state) {
    this.state = state;
  }

  /** Puts the connection into the lobby, without durable subscription. */
  Member enterLobby(Session session, Room room, long begin, ApplyContext context) {
    Member member = new Member(session, room, null);
    member.implicit = true;
    member.begin = Math.max(begin, room.log.oldest() - 1);
    boolean first = room.enter(member);
    context.emit(new Effect.Joined(session.id, Names.LOBBY, null, member.begin, room.log.head()));
    if (first) {
      room.presence.announce(member, null, context);
    }
    return member;
  }

  /** The group of that name in the room; a new one begins after {@code begin}. */
  GroupSubscription group(Room room, String shown, long begin) {
    String key = Names.fold(shown);
    GroupSubscription group = room.groups.get(key);
    if (group == null) {
      group = new GroupSubscription(room, key, shown, begin);
      room.groups.put(key, group);
      room.awayGroups++;
    }
    return group;
  }

  /**
   * A member that has entered the room starts to get lines.
   *
   * @param unspecified whether the request had no {@code from}
   * @param existed whether the durable subscription that it joins was there before
   * @param answers gets the notices for the connection
   */
  void enter(
      Member member,
      boolean unspecified,
      boolean existed,
      List<Message> answers,
      ApplyContext context) {
    if (member.group != null) {
      enterGroup(member, unspecified, existed, answers, context);
    } else if (member.session.name != null) {
      enterName(member, unspecified, existed, answers, context);
    } else {
      enterAsGuest(member, unspecified, context);
    }
  }

  private void enterGroup(
      Member member,
      boolean unspecified,
      boolean existed,
      List<Message> answers,
      ApplyContext context) {
    GroupSubscription group = member.group;
    Room room = member.room;
    boolean wasAway = !group.isLive();
    if (existed) {
      group.catchUp(context);
    }
    context.emit(
        new Effect.Joined(
            member.session.id, room.name, group.shown, room.log.head(), room.log.head()));
    SeqSet unheard = SeqSet.copyOf(room.unheard.waiting());
    if (!existed) {
      room.unheard.moveTo(group, unheard.between(group.begin + 1, room.log.head()));
    }
    if (unspecified) {
      room.unheard.moveTo(group, unheard);
    }
    answers.addAll(state.expired.take(group.ownerKey()));
    answers.addAll(group.takeNotices());
    if (existed && wasAway) {
      addAway(group.openCount(), answers);
    }
    group.enter(member);
    group.dispatch(context);
  }

  private void enterName(
      Member member,
      boolean unspecified,
      boolean existed,
      List<Message> answers,
      ApplyContext context) {
    Room room = member.room;
    KnownName name = member.session.name;
    NameSubscription subscription = state.subscription(name, room, member.begin);
    UnheardLines unheard = room.unheard;
    if (existed) {
      subscription.applyLimits(context);
    } else {
      subscription.confirmOwnBefore(member.session);
      unheard.removeCovered(member);
    }
    if (unspecified) {
      unheard.moveTo(subscription, unheard.exceptOwn(name.key, member.session.id));
    }
    answers.addAll(subscription.takeNotices());
    if (existed && !subscription.isLive()) {
      addAway(subscription.openCount(), answers);
    }
    subscription.join(member, false, context);
  }

  private void enterAsGuest(Member member, boolean unspecified, ApplyContext context) {
    Room room = member.room;
    context.emit(
        new Effect.Joined(member.session.id, room.name, null, member.begin, room.log.head()));
    room.unheard.removeCovered(member);
    if (unspecified) {
      assignUnheard(member, context);
    }
  }

  /** A plain member of the room joins its name's subscription. */
  void subscribe(Member member, List<Message> answers, ApplyContext context) {
    Room room = member.room;
    Session session = member.session;
    KnownName name = session.name;
    boolean existed = name.subscriptions.containsKey(room.name);
    NameSubscription subscription =
        state.subscription(name, room, Math.max(member.begin, room.log.oldest() - 1));
    SeqSet confirmed = member.guestSubscription().end();
    if (!existed) {
      subscription.confirmOwnBefore(session);
      subscription.confirm(confirmed);
    }
    SeqSet had = SeqSet.copyOf(member.assigned());
    SeqSet returned = member.returned().between(room.log.oldest(), room.log.head());
    if (!existed) {
      room.unheard.moveTo(subscription, had);
      room.unheard.moveTo(subscription, returned);
      subscription.start(member, had);
      subscription.assign(member, subscription.open(returned), context);
      return;
    }
    SeqSet due = SeqSet.of(Math.max(room.log.oldest(), member.begin + 1), room.log.head());
    due.removeAll(room.saidBy(name.key, session.id, due));
    due.addAll(had);
    due.addAll(returned);
    due.removeAll(confirmed);
    subscription.applyLimits(context);
    room.unheard.moveTo(subscription, due);
    boolean heard = member.mayHaveHeardFrom(1);
    answers.addAll(subscription.takeNotices());
    context.emit(new Effect.Parted(session.id, room.name));
    subscription.join(member, heard || !had.isEmpty(), context);
  }

  /** Assigns the unheard lines to a member with a subscription of its own. */
  static void assignUnheard(Member member, ApplyContext context) {
    Session session = member.session;
    UnheardLines unheard = member.room.unheard;
    unheard.removeCovered(member);
    SeqSet lines = unheard.exceptOwn(session.key(), session.id).between(1, member.begin);
    if (!lines.isEmpty()) {
      member.guestSubscription().assign(lines, false, context);
    }
  }

  /** Adds the notice of the lines that wait for a returning name or group. */
  static void addAway(long lines, List<Message> answers) {
    if (lines > 0) {
      answers.add(Notices.away(lines));
    }
  }

  /**
   * Removes a member from its room; {@code cause} is reported to the others, null for no report.
   */
  void leave(
      Member member, Position position, boolean clientFailed, String cause, ApplyContext context) {
    boolean last = member.room.leave(member) && cause != null;
    member.subscription().leave(member, position, clientFailed, context);
    if (last) {
      member.room.presence.announce(member, cause, context);
    }
    member.room.unheard.offer(context);
  }

  /**
   * Removes a member at its own request; returns the answer.
   *
   * @param cause reported to the others; null for no report
   */
  Message.Notice part(Member member, Position position, String cause, ApplyContext context) {
    Room room = member.room;
    context.emit(new Effect.Parted(member.session.id, room.name));
    NameSubscription subscription = member.nameSubscription();
    boolean guest = member.plain() && subscription == null;
    leave(member, guest && position == null ? allInTurn(member) : position, false, cause, context);
    if (subscription == null || subscription.isLive()) {
      return Notices.parted(room.name, 0);
    }
    long dropped = subscription.openCount();
    subscription.end();
    return Notices.parted(room.name, dropped);
  }

  /** The first join of another room than the lobby ends a stay there. */
  void leaveLobby(Session session, String joined, Position left, ApplyContext context) {
    Member lobby = session.members.get(Names.LOBBY);
    if (lobby != null && lobby.implicit && !Names.isDirect(joined)) {
      context.emit(new Effect.Parted(session.id, Names.LOBBY));
      boolean known = left != null && left.room().equals(Names.LOBBY);
      leave(lobby, known ? left : allInTurn(lobby), false, PARTED, context);
    }
  }

  /** All lines due in turn count as confirmed, assigned ones do not. */
  private static Position allInTurn(Member member) {
    long head = member.room.log.head();
    return new Position(member.room.name, head, SeqSet.copyOf(member.assigned()));
  }
}
