package lifeline.delivery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.lines.DeadLetters;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.delivery.lines.SubscriptionTotals;
import lifeline.protocol.Errors;
import lifeline.protocol.Message;
import lifeline.protocol.Names;
import lifeline.protocol.Notices;

/** What can be asked of the state machine; nothing is changed by asking. */
public final class Queries {
  private final State state;

  Queries(State state) {
    this.state = state;
  }

  /** A connection and its name; {@code room} is null where no room was asked for. */
  public record Who(long connection, String name, String address, String room, String group) {}

  /** The members of a room, or the problem why they are not listed (then not null). */
  public record WhoAnswer(List<Who> connections, Message.Problem problem) {}

  /** Lines {@code first} to {@code last} (none if last is below first), or a problem. */
  public record Range(long first, long last, Message.Problem problem) {}

  /** A dead letter; its text is in the line store. */
  public record Dead(String room, long seq, int attempts, String reason, String subscription) {}

  /** Dead letters, or a problem. */
  public record DeadAnswer(List<Dead> letters, Message.Problem problem) {}

  /** A subscription and its sums. */
  public record Queue(String room, String subscription, boolean live, SubscriptionTotals sums) {}

  /** A room as {@code /rooms} and the admin port show it. */
  public record RoomInfo(String name, int connections, long lines, long head, long bytes) {}

  /** Rooms, in alphabetical order; rooms of direct lines are left out. */
  public List<RoomInfo> roomInfos() {
    return state.rooms.values().stream()
        .filter(room -> !room.direct())
        .map(
            room ->
                new RoomInfo(
                    room.name,
                    room.members.size(),
                    room.log.head() - room.log.oldest() + 1,
                    room.log.head(),
                    room.log.bytes(room.log.oldest(), room.log.head())))
        .sorted(Comparator.comparing(RoomInfo::name))
        .toList();
  }

  /** Seqs of the newest lines of all rooms, by room; also of rooms of direct lines. */
  public Map<String, Long> heads() {
    Map<String, Long> heads = new LinkedHashMap<>();
    state.rooms.forEach((name, room) -> heads.put(name, room.log.head()));
    return heads;
  }

  /** The answer to {@code /rooms}. */
  public List<Message> rooms() {
    List<Message> answers = new ArrayList<>();
    for (RoomInfo room : roomInfos()) {
      answers.add(Notices.room(room.name(), room.connections(), room.lines()));
    }
    answers.add(Notices.rooms(answers.size()));
    return answers;
  }

  /** Who is in {@code room}, or on all nodes if it is null. */
  public WhoAnswer who(long connection, String room) {
    if (room == null) {
      return new WhoAnswer(
          state.sessions.values().stream()
              .map(session -> new Who(session.id, session.shown(), session.address, null, null))
              .toList(),
          null);
    }
    String name = Names.fold(room);
    Message.Problem problem = refusal(connection, name);
    Room known = state.rooms.get(name);
    if (problem != null || known == null) {
      return new WhoAnswer(List.of(), problem);
    }
    return new WhoAnswer(
        known.members.values().stream()
            .map(
                member ->
                    new Who(
                        member.session.id,
                        member.session.shown(),
                        member.session.address,
                        name,
                        member.plain() ? null : member.group.shown))
            .toList(),
        null);
  }

  /** The last {@code lines} retained lines of the room. */
  public Range historyRange(long connection, String room, long lines) {
    String name = Names.fold(room);
    Message.Problem problem = refusal(connection, name);
    Room known = state.rooms.get(name);
    if (problem != null || known == null) {
      return new Range(1, 0, problem);
    }
    long head = known.log.head();
    return new Range(Math.max(known.log.oldest(), head - lines + 1), head, null);
  }

  /** The {@code queue:} lines of {@code /stats}. */
  public List<Message> stats(long connection, long now) {
    Session session = state.sessions.get(connection);
    List<Message> answers = new ArrayList<>();
    if (session == null) {
      return answers;
    }
    List<DurableSubscription> subscriptions =
        session.operator ? all() : DeadLetterHandler.visibleTo(session, state);
    for (DurableSubscription subscription : subscriptions) {
      answers.add(queue(subscription, subscription.totals(now)));
    }
    return answers;
  }

  private static Message queue(DurableSubscription subscription, SubscriptionTotals sums) {
    return Notices.queue(
        subscription.room.name,
        subscription.label(),
        sums.accepted(),
        sums.confirmed(),
        sums.waiting(),
        sums.delivered(),
        sums.inDoubt(),
        sums.dead(),
        sums.dropped(),
        sums.expired());
  }

  /** All subscriptions, for the admin port. */
  public List<Queue> queues(long now) {
    return all().stream()
        .map(p -> new Queue(p.room.name, p.label(), p.isLive(), p.totals(now)))
        .toList();
  }

  /** The dead letters the connection may see, of one room or, if it is null, of all. */
  public DeadAnswer dead(long connection, String room, long now) {
    Session session = state.sessions.get(connection);
    String name = room == null ? null : Names.fold(room);
    Message.Problem problem = name == null ? null : refusal(connection, name);
    List<Dead> letters = new ArrayList<>();
    if (session != null && problem == null) {
      for (DurableSubscription subscription : DeadLetterHandler.visibleTo(session, state)) {
        if (name == null || name.equals(subscription.room.name)) {
          addDead(subscription, now, letters);
        }
      }
    }
    return new DeadAnswer(letters, problem);
  }

  /** The answer to {@code /why}. */
  public List<Message> why(String name) {
    List<Message> ends = state.endHistory.of(name);
    if (!ends.isEmpty()) {
      return ends;
    }
    String key = Names.fold(name);
    if (state.names.containsKey(key) || state.guests.containsKey(key)) {
      return List.of(Notices.notEnded(name));
    }
    return List.of(Errors.unknownName(name));
  }

  /** How the last 10,000 connections ended, newest first. */
  public List<Message> ends() {
    return state.endHistory.all();
  }

  /** Lines that wait for the connection's name, as reported in its {@code bye}. */
  public long openLines(long connection) {
    Session session = state.sessions.get(connection);
    return session == null || session.name == null ? 0 : session.name.openCount();
  }

  /** The connection's name; null if it is not known, or no longer. */
  public String name(long connection) {
    Session session = state.sessions.get(connection);
    return session == null ? null : session.shown();
  }

  /** What confirms lines for the connection; received if it is not known, or no longer. */
  public ConfirmLevel level(long connection) {
    Session session = state.sessions.get(connection);
    return session == null ? ConfirmLevel.RECEIVED : session.level;
  }

  /** How many connections there are. */
  public int connections() {
    return state.sessions.size();
  }

  /** Seq of the oldest retained line; 1 if there is no such room. */
  public long oldest(String room) {
    Room known = state.rooms.get(room);
    return known == null ? 1 : known.log.oldest();
  }

  /** Seq of the room's newest line; 0 if there is none. */
  public long head(String room) {
    Room known = state.rooms.get(room);
    return known == null ? 0 : known.log.head();
  }

  /** Lines whose texts a Trim must leave: dead letters, and former ones that wait again. */
  public SeqSet pinned(String room) {
    SeqSet pinned = new SeqSet();
    Room known = state.rooms.get(room);
    if (known != null) {
      known.subscriptions().forEach(subscription -> pinned.addAll(subscription.pinned()));
    }
    return pinned;
  }

  private List<DurableSubscription> all() {
    List<DurableSubscription> all = new ArrayList<>();
    state.rooms.values().forEach(room -> all.addAll(room.subscriptions()));
    return all;
  }

  private void addDead(DurableSubscription subscription, long now, List<Dead> letters) {
    Map<Long, Dead> bySeq = new LinkedHashMap<>();
    for (DeadLetters.Letter letter : subscription.dead.all()) {
      bySeq.put(letter.seq(), dead(subscription, letter.seq(), letter.attempts(), letter.reason()));
    }
    int most = state.limits.queue().deadLines();
    subscription
        .excess(now)
        .forEach(
            (reason, lines) ->
                newest(lines, most)
                    .forEachRange(
                        (first, last) -> {
                          for (long seq = first; seq <= last; seq++) {
                            bySeq.put(
                                seq,
                                dead(
                                    subscription, seq, subscription.retries.attempts(seq), reason));
                          }
                        }));
    List<Dead> all = new ArrayList<>(bySeq.values());
    int over = all.size() - most;
    letters.addAll(over > 0 ? all.subList(over, all.size()) : all);
  }

  private static SeqSet newest(SeqRanges lines, int most) {
    return lines.without(lines.butHighest(most));
  }

  private static Dead dead(
      DurableSubscription subscription, long seq, int attempts, String reason) {
    return new Dead(subscription.room.name, seq, attempts, reason, subscription.label());
  }

  private Message.Problem refusal(long connection, String room) {
    Session session = state.sessions.get(connection);
    boolean own = session != null && room.equals(session.ownRoom());
    return Names.isDirect(room) && !own ? Errors.forbidden(room) : null;
  }
}
