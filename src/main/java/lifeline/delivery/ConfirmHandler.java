package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.Errors;
import lifeline.protocol.LineId;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;

/** What connections say of the lines they were given. */
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
    for (Session.Leftover leftover : session.leftovers) {
      if (leftover.place().room.name.equals(entry.room())) {
        leftover.place().touch(context);
        leftover.place().confirm(entry.lines().and(leftover.lines()));
      }
    }
    Member member = session.members.get(entry.room());
    if (member == null) {
      return;
    }
    if (member.group != null) {
      SeqSet may = SeqSet.copyOf(member.given);
      may.addAll(member.late);
      member.group.touch(context);
      member.group.confirm(member, entry.lines().and(may));
      windowChanged(session, context);
    } else if (member.place != null) {
      member.place.touch(context);
      member.place.confirm(member, entry.lines().without(member.returned.without(member.late)));
    } else {
      member.room.unheard.confirmed(
          member, entry.lines().without(member.returned.without(member.late)));
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
    Subscription place = subscription(session, id.room());
    if (place != null) {
      place.touch(context);
    }
    Message problem = refusal(session, id);
    Member member = session.members.get(id.room());
    long delay = entry.seconds() >= 0 ? entry.seconds() * SECOND : -1;
    if (problem == null && withoutPlace(member)) {
      back(member).failed(id.seq(), delay, context);
      state.timers.run(context);
    } else if (problem == null && place != null && !place.isConfirmed(id.seq())) {
      failed(place, id.seq(), delay, session, context);
      state.timers.run(context);
      dispatchAll(place, context);
      place.reckonAge(context);
      place.reckon(context);
      place.tellNews(context);
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
    if (withoutPlace(member)) {
      SeqSet lines = entry.lines().without(member.confirmed).without(member.returned);
      member.late.addAll(lines);
      forEach(lines, seq -> back(member).failed(seq, -1, context));
      return;
    }
    if (member == null || member.place == null) {
      return;
    }
    NameSubscription place = member.place;
    SeqSet lines = place.open(entry.lines()).without(place.retries.delayed());
    place.touch(context);
    member.late.addAll(lines);
    forEach(lines, seq -> failed(place, seq, -1, session, context));
    place.reckonAge(context);
    place.reckon(context);
    place.tellNews(context);
  }

  private static void failed(
      Subscription place, long seq, long delay, Session session, ApplyContext context) {
    place.cameTo(session.id, seq);
    if (place.charge(seq)) {
      place.failed(seq, delay >= 0 ? delay : place.backoff(seq), session.id, context);
    }
  }

  private static void forEach(SeqRanges lines, LongConsumer action) {
    lines.forEachRange(
        (first, last) -> {
          for (long seq = first; seq <= last; seq++) {
            action.accept(seq);
          }
        });
  }

  private static boolean withoutPlace(Member member) {
    return member != null && member.plain() && member.place == null;
  }

  private GuestRetries back(Member member) {
    if (member.back == null) {
      member.back = new GuestRetries(state, member);
    }
    return member.back;
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

  /** The place of the asker in that room: its group's, else its name's; null if there is none. */
  static Subscription subscription(Session session, String room) {
    Member member = session.members.get(room);
    if (member != null && member.group != null) {
      return member.group;
    }
    return session.name == null ? null : session.name.places.get(room);
  }

  static Message.Problem refusal(Session session, LineId id) {
    if (id.room().startsWith("@") && !id.room().equals(session.ownRoom())) {
      return Errors.forbidden(id.room());
    }
    Subscription place = subscription(session, id.room());
    if (place != null && (place.isDelivered(id.seq()) || place.isConfirmed(id.seq()))) {
      return null;
    }
    Member member = session.members.get(id.room());
    boolean had =
        member != null
            && member.plain()
            && member.place == null
            && id.seq() <= member.room.log.head()
            && id.seq() >= member.room.log.oldest()
            && (member.has(id.seq())
                || member.returned.contains(id.seq())
                || member.confirmed.contains(id.seq()));
    return had ? null : Errors.unknownId(id);
  }

  private static Message ack(Session session, LineId id, ApplyContext context) {
    Subscription touched = subscription(session, id.room());
    if (touched != null) {
      touched.touch(context);
    }
    boolean before = ackForFormerName(session, id, context);
    Message.Problem problem = refusal(session, id);
    if (problem == null) {
      SeqSet line = SeqSet.of(id.seq());
      Subscription place = subscription(session, id.room());
      Member member = session.members.get(id.room());
      if (place != null && (place.isDelivered(id.seq()) || place.isConfirmed(id.seq()))) {
        place.confirm(member, line);
      } else if (member != null) {
        member.room.unheard.confirmed(member, line);
      }
    }
    return before && problem != null && problem.error() == ErrorCode.UNKNOWN_ID ? null : problem;
  }

  /** Whether the line came to the connection under a former name, for which it has it now. */
  private static boolean ackForFormerName(Session session, LineId id, ApplyContext context) {
    boolean came = false;
    for (Session.Leftover leftover : session.leftovers) {
      NameSubscription place = leftover.place();
      boolean meant = place.room.name.equals(id.room()) && !place.room.direct();
      if (meant && leftover.lines().contains(id.seq()) && leftover.isKept()) {
        place.touch(context);
        place.confirm(SeqSet.of(id.seq()));
        came |= place.isConfirmed(id.seq());
      }
    }
    return came;
  }

  private static void dispatchAll(Subscription place, ApplyContext context) {
    if (place instanceof GroupSubscription group) {
      group.dispatch(context);
      group.members().stream()
          .map(member -> member.session)
          .toList()
          .forEach(session -> windowChanged(session, context));
    }
  }

  /** Who holds fewer lines than before may get others, from any of its groups. */
  void giveToFreed(ApplyContext context) {
    while (!state.freed.isEmpty()) {
      Session session = state.freed.iterator().next();
      state.freed.remove(session);
      windowChanged(session, context);
    }
  }

  /** The groups of the connection may give it more lines now, or must give them to others. */
  private static void windowChanged(Session session, ApplyContext context) {
    for (Member member : List.copyOf(session.members.values())) {
      if (member.group != null) {
        member.group.touch(context);
        member.group.dispatch(context);
      }
    }
  }
}
