package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.Errors;
import lifeline.protocol.LineId;
import lifeline.protocol.Message;
import lifeline.protocol.Names;
import lifeline.protocol.Notices;

/**
 * Confirmations and failures of lines: {@code /ack}, {@code /nack}, what TCP reports, overdue
 * acknowledgements; and what decides how many lines a group member gets: window, level, health.
 */
final class ConfirmHandler {
  private static final long SECOND = 1000;

  private final State state;

  ConfirmHandler(State state) {
    this.state = state;
  }

  void confirm(Entry.Confirm entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    for (Session.FormerSubscription former : session.formerSubscriptions) {
      if (former.subscription().room.name.equals(entry.room())) {
        former.subscription().catchUp(context);
        former.subscription().confirm(entry.lines().and(former.lines()));
      }
    }
    Member member = session.members.get(entry.room());
    if (member == null) {
      return;
    }
    member.subscription().catchUp(context);
    member.subscription().confirm(member, member.confirmable(entry.lines()));
    if (member.group != null) {
      windowChanged(session, context);
    }
  }

  void ack(Entry.Ack entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    List<Message> problems = new ArrayList<>();
    for (LineId id : entry.ids()) {
      Message problem = ack(session, id, context);
      if (problem != null) {
        problems.add(problem);
      }
    }
    windowChanged(session, context);
    context.answer(session, problems);
  }

  void nack(Entry.Nack entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    LineId id = entry.id();
    DurableSubscription subscription = subscription(session, id.room());
    if (subscription != null) {
      subscription.catchUp(context);
    }
    Message problem = refusal(session, id);
    Member member = session.members.get(id.room());
    long delay = entry.seconds() >= 0 ? entry.seconds() * SECOND : -1;
    if (problem == null && member != null && member.guestSubscription() != null) {
      member.guestSubscription().failed(id.seq(), delay, context);
      state.timers.runDue(context);
    } else if (problem == null && subscription != null && !subscription.isConfirmed(id.seq())) {
      subscription.failed(id.seq(), delay, session, context);
      state.timers.runDue(context);
      dispatchAll(subscription, context);
      subscription.applyTtl(context);
      subscription.applyLimits(context);
      subscription.sendNotices(context);
    }
    if (problem == null) {
      context.answer(session);
    } else {
      context.answer(session, problem);
    }
  }

  void overdue(Entry.Overdue entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    Member member = session == null ? null : session.members.get(entry.room());
    if (member != null) {
      member.subscription().overdue(member, entry.lines(), context);
    }
  }

  void window(Entry.Window entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session != null) {
      session.setWindow(Math.max(1, entry.lines()));
      windowChanged(session, context);
      context.answer(session, Notices.window(session.window()));
    }
  }

  void level(Entry.Level entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session != null) {
      session.level = entry.level();
      windowChanged(session, context);
      context.answer(session, Notices.confirm(entry.level()));
    }
  }

  void health(Entry.Health entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    session.suspect = entry.suspect();
    windowChanged(session, context);
    if (!session.suspect) {
      for (Member member : List.copyOf(session.members.values())) {
        member.room.unheard.offer(context);
      }
    }
  }

  /**
   * The durable subscription of a connection in the room: its group's, else its name's; null if
   * there is none.
   */
  static DurableSubscription subscription(Session session, String room) {
    Member member = session.members.get(room);
    if (member != null && member.group != null) {
      return member.group;
    }
    return session.name == null ? null : session.name.subscriptions.get(room);
  }

  static Message.Problem refusal(Session session, LineId id) {
    if (Names.isDirect(id.room()) && !id.room().equals(session.ownRoom())) {
      return Errors.forbidden(id.room());
    }
    return subscriptionKnowing(session, id) != null ? null : Errors.unknownId(id);
  }

  /** The subscription through which the connection had the line; null if there is none. */
  private static Subscription subscriptionKnowing(Session session, LineId id) {
    Subscription durable = subscription(session, id.room());
    if (durable != null && durable.knows(id.seq())) {
      return durable;
    }
    Member member = session.members.get(id.room());
    boolean guest =
        member != null
            && member.guestSubscription() != null
            && member.guestSubscription().knows(id.seq());
    return guest ? member.guestSubscription() : null;
  }

  private static Message ack(Session session, LineId id, ApplyContext context) {
    DurableSubscription durable = subscription(session, id.room());
    if (durable != null) {
      durable.catchUp(context);
    }
    boolean before = ackForFormerName(session, id, context);
    Message.Problem problem = refusal(session, id);
    if (problem == null) {
      Member member = session.members.get(id.room());
      subscriptionKnowing(session, id).confirm(member, SeqSet.of(id.seq()));
    }
    return before && problem != null && problem.error() == ErrorCode.UNKNOWN_ID ? null : problem;
  }

  /**
   * Acknowledges the line for a former name of the connection, under which it was delivered;
   * whether it counts as confirmed there.
   */
  private static boolean ackForFormerName(Session session, LineId id, ApplyContext context) {
    boolean confirmed = false;
    for (Session.FormerSubscription former : session.formerSubscriptions) {
      NameSubscription subscription = former.subscription();
      boolean applies = subscription.room.name.equals(id.room()) && !subscription.room.direct();
      if (applies && former.lines().contains(id.seq()) && former.exists()) {
        subscription.catchUp(context);
        subscription.confirm(SeqSet.of(id.seq()));
        confirmed |= subscription.isConfirmed(id.seq());
      }
    }
    return confirmed;
  }

  private static void dispatchAll(DurableSubscription subscription, ApplyContext context) {
    if (subscription instanceof GroupSubscription group) {
      group.dispatch(context);
      group.members().stream()
          .map(member -> member.session)
          .toList()
          .forEach(session -> windowChanged(session, context));
    }
  }

  /**
   * Connections with fewer lines in flight than before may get others, from any of their groups.
   */
  void dispatchToFreed(ApplyContext context) {
    while (!state.freed.isEmpty()) {
      Session session = state.freed.iterator().next();
      state.freed.remove(session);
      windowChanged(session, context);
    }
  }

  /** The groups of the connection may deliver more lines to it, or must deliver them to others. */
  private static void windowChanged(Session session, ApplyContext context) {
    for (Member member : List.copyOf(session.members.values())) {
      if (member.group != null) {
        member.group.catchUp(context);
        member.group.dispatch(context);
      }
    }
  }
}
