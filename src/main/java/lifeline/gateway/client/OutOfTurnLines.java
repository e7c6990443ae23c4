package lifeline.gateway.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.lines.SeqSet;

/**
 * What waits for one connection beside its cursors, in the order it is due: repeats, urgent lines,
 * what it was given out of its turn, replays of history.
 */
final class OutOfTurnLines {
  private final Deque<OutOfTurnBatch> repeats = new ArrayDeque<>(1);
  private final Deque<OutOfTurnBatch> urgent = new ArrayDeque<>(1);
  private final Deque<OutOfTurnBatch> others = new ArrayDeque<>(1);
  private final Deque<OutOfTurnBatch> replays = new ArrayDeque<>(1);

  boolean isEmpty() {
    return repeats.isEmpty() && urgent.isEmpty() && others.isEmpty() && replays.isEmpty();
  }

  /** What is due first, null if nothing is. */
  OutOfTurnBatch next() {
    Deque<OutOfTurnBatch> queue = nextQueue();
    return queue == null ? null : queue.peek();
  }

  /** The replay that is due first, null if there is none. */
  OutOfTurnBatch nextReplay() {
    return replays.peek();
  }

  /** Seq of the last line that waits of that room in the queue of {@code due}. */
  long last(OutOfTurnBatch due) {
    return queue(due).stream()
        .filter(lines -> lines.room.equals(due.room))
        .mapToLong(lines -> lines.last)
        .max()
        .orElse(due.last);
  }

  private Deque<OutOfTurnBatch> queue(OutOfTurnBatch due) {
    return due.replay ? replays : nextQueue();
  }

  private Deque<OutOfTurnBatch> nextQueue() {
    if (!repeats.isEmpty()) {
      return repeats;
    } else if (!urgent.isEmpty()) {
      return urgent;
    } else if (!others.isEmpty()) {
      return others;
    }
    return replays.isEmpty() ? null : replays;
  }

  /** Takes out what is done. */
  void remove(OutOfTurnBatch first) {
    queue(first).removeFirstOccurrence(first);
  }

  /** Urgent lines that overtake the cursor. */
  void overtaking(String room, long first, long last) {
    urgent.add(new OutOfTurnBatch(room, first, last, 1, false));
  }

  /** Lines the state machine gives it; what waits of them already is taken back. */
  void add(Effect.Deliver deliver) {
    SeqSet all = new SeqSet();
    deliver.parts().forEach(part -> all.add(part.first(), part.last()));
    withdraw(deliver.room(), all);
    for (Effect.Deliver.Part part : deliver.parts()) {
      OutOfTurnBatch lines =
          new OutOfTurnBatch(deliver.room(), part.first(), part.last(), part.attempt(), false);
      if (part.attempt() > 1) {
        repeats.add(lines);
      } else {
        (part.urgent() ? urgent : others).add(lines);
      }
    }
  }

  void replay(Effect.Replay replay) {
    replays.add(new OutOfTurnBatch(replay.room(), replay.first(), replay.last(), 1, true));
  }

  /** Takes back what waits to be written of these lines. */
  void withdraw(String room, SeqSet lines) {
    for (Deque<OutOfTurnBatch> queue : List.of(repeats, urgent, others)) {
      if (queue.isEmpty()) {
        continue;
      }
      List<OutOfTurnBatch> kept = new ArrayList<>(queue.size());
      for (OutOfTurnBatch waiting : queue) {
        SeqSet back = lines.between(waiting.next, waiting.last);
        if (back.isEmpty() || !waiting.room.equals(room)) {
          kept.add(waiting);
        } else {
          SeqSet.of(waiting.next, waiting.last)
              .without(back)
              .forEachRange(
                  (first, last) ->
                      kept.add(new OutOfTurnBatch(room, first, last, waiting.attempt, false)));
        }
      }
      queue.clear();
      queue.addAll(kept);
    }
  }

  /** The connection hears this room no more; a replay of it goes on. */
  void forget(String room) {
    for (Deque<OutOfTurnBatch> queue : List.of(repeats, urgent, others)) {
      queue.removeIf(lines -> lines.room.equals(room));
    }
  }

  void clear() {
    for (Deque<OutOfTurnBatch> queue : List.of(repeats, urgent, others, replays)) {
      queue.clear();
    }
  }
}
