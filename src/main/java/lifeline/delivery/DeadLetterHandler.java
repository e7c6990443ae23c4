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
  static List<DurableSubscription> visibleTo(Session session, State state) {
    List<DurableSubscription> seen = new ArrayList<>();
    if (session.operator) {
      for (Room room : state.rooms.values()) {
        for (DurableSubscription subscription : room.subscriptions()) {
          if (!room.direct() || room.name.equals(session.ownRoom())) {
            seen.add(subscription);
          }
        }
      }
      return seen;
    }
    if (session.name != null) {
      seen.addAll(session.name.subscriptions.values());
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
    for (DurableSubscription subscription : selected(session, entry.id(), answers, context)) {
      SeqSet lines = entry.id() == null ? subscription.dead.seqs() : SeqSet.of(entry.id().seq());
      if (lines.isEmpty()) {
        continue;
      }
      if (exceedsQueue(subscription, lines)) {
        answers.add(Errors.queueFull(subscription.room.name));
      } else {
        retried += lines.count();
        subscription.retry(lines, context);
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
    for (DurableSubscription subscription : selected(session, entry.id(), answers, context)) {
      List<DeadLetters.Letter> letters = subscription.dead.all();
      for (DeadLetters.Letter letter : letters) {
        if (entry.id() == null || entry.id().seq() == letter.seq()) {
          dropped += subscription.drop(letter.seq()) ? 1 : 0;
        }
      }
    }
    if (answers.isEmpty()) {
      answers.add(Notices.deadDropped(dropped));
    }
    context.answer(session, answers);
  }

  private List<DurableSubscription> selected(
      Session session, LineId id, List<Message> problems, ApplyContext context) {
    List<DurableSubscription> subscriptions = visibleTo(session, state);
    subscriptions.forEach(subscription -> subscription.applyLimits(context));
    if (id == null) {
      return subscriptions;
    }
    if (Names.isDirect(id.room()) && !id.room().equals(session.ownRoom())) {
      problems.add(Errors.forbidden(id.room()));
      return List.of();
    }
    List<DurableSubscription> found =
        subscriptions.stream()
            .filter(
                subscription ->
                    subscription.room.name.equals(id.room())
                        && subscription.dead.contains(id.seq()))
            .toList();
    if (found.isEmpty()) {
      problems.add(Errors.unknownId(id));
    }
    return found;
  }

  private boolean exceedsQueue(DurableSubscription subscription, SeqRanges lines) {
    DeliveryLimits.Queue queue = state.limits.queue();
    SeqSet all = subscription.waiting();
    all.addAll(lines);
    return all.count() > queue.maxLines() || subscription.room.log.bytes(all) > queue.maxBytes();
  }
}
