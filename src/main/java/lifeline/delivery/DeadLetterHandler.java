package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.DeadLetters;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Errors;
import lifeline.protocol.LineId;
import lifeline.protocol.Message;
import lifeline.protocol.Names;
import lifeline.protocol.Notices;

/** {@code /dead retry} and {@code /dead drop}. */
final class DeadLetterHandler {
  private final State state;

  DeadLetterHandler(State state) {
    this.state = state;
  }

  /** The subscriptions whose dead letters the connection may see; an operator sees all. */
  static List<DurableSubscription> seenBy(Session session, State state) {
    List<DurableSubscription> seen = new ArrayList<>();
    if (session.operator) {
      for (Room room : state.rooms.values()) {
        for (DurableSubscription place : room.subscriptions()) {
          if (!room.direct() || room.name.equals(session.ownRoom())) {
            seen.add(place);
          }
        }
      }
      return seen;
    }
    if (session.name != null) {
      seen.addAll(session.name.places.values());
    }
    for (Member member : session.members.values()) {
      if (member.group != null) {
        seen.add(member.group);
      }
    }
    return seen;
  }

  void retry(Entry.DeadRetry entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    List<Message> answers = new ArrayList<>();
    long retried = 0;
    for (DurableSubscription place : chosen(session, entry.id(), answers, context)) {
      SeqSet lines = entry.id() == null ? place.dead.seqs() : SeqSet.of(entry.id().seq());
      if (lines.isEmpty()) {
        continue;
      }
      if (full(place, lines)) {
        answers.add(Errors.queueFull(place.room.name));
      } else {
        retried += lines.count();
        place.retry(lines, context);
      }
    }
    if (answers.isEmpty()) {
      answers.add(Notices.deadRetried(retried));
    }
    context.answer(session, answers);
  }

  void drop(Entry.DeadDrop entry, ApplyContext context) {
    Session session = state.sessions.get(entry.connection());
    if (session == null) {
      return;
    }
    List<Message> answers = new ArrayList<>();
    long dropped = 0;
    for (DurableSubscription place : chosen(session, entry.id(), answers, context)) {
      List<DeadLetters.Letter> letters = place.dead.all();
      for (DeadLetters.Letter letter : letters) {
        if (entry.id() == null || entry.id().seq() == letter.seq()) {
          dropped += place.drop(letter.seq()) ? 1 : 0;
        }
      }
    }
    if (answers.isEmpty()) {
      answers.add(Notices.deadDropped(dropped));
    }
    context.answer(session, answers);
  }

  private List<DurableSubscription> chosen(
      Session session, LineId id, List<Message> problems, ApplyContext context) {
    List<DurableSubscription> places = seenBy(session, state);
    places.forEach(place -> place.reckon(context));
    if (id == null) {
      return places;
    }
    if (Names.isDirect(id.room()) && !id.room().equals(session.ownRoom())) {
      problems.add(Errors.forbidden(id.room()));
      return List.of();
    }
    List<DurableSubscription> found =
        places.stream()
            .filter(place -> place.room.name.equals(id.room()) && place.dead.contains(id.seq()))
            .toList();
    if (found.isEmpty()) {
      problems.add(Errors.unknownId(id));
    }
    return found;
  }

  private boolean full(DurableSubscription place, SeqRanges lines) {
    DeliveryLimits.Queue queue = state.limits.queue();
    SeqSet all = place.waiting();
    all.addAll(lines);
    return all.count() > queue.maxLines() || place.room.log.bytes(all) > queue.maxBytes();
  }
}
