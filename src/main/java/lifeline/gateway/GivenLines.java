package lifeline.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import lifeline.delivery.Effect;
import lifeline.delivery.Seqs;

/**
 * What waits for one connection beside its cursors, in the order it is due: repeats, urgent lines,
 * what it was given out of its turn, replays of history.
 */
final class GivenLines {
  private final Deque<Given> repeats = new ArrayDeque<>(1);
  private final Deque<Given> urgent = new ArrayDeque<>(1);
  private final Deque<Given> others = new ArrayDeque<>(1);
  private final Deque<Given> replays = new ArrayDeque<>(1);

  boolean isEmpty() {
    return repeats.isEmpty() && urgent.isEmpty() && others.isEmpty() && replays.isEmpty();
  }

  /** What is due first, null if nothing is. */
  Given next() {
    Deque<Given> queue = nextQueue();
    return queue == null ? null : queue.peek();
  }

  /** The replay that is due first, null if there is none. */
  Given nextReplay() {
    return replays.peek();
  }

  /** Seq of the last line that waits of that room in the queue of {@code due}. */
  long last(Given due) {
    return queue(due).stream()
        .filter(lines -> lines.room.equals(due.room))
        .mapToLong(lines -> lines.last)
        .max()
        .orElse(due.last);
  }

  private Deque<Given> queue(Given due) {
    return due.replay ? replays : nextQueue();
  }

  private Deque<Given> nextQueue() {
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
  void remove(Given first) {
    queue(first).removeFirstOccurrence(first);
  }

  /** Urgent lines that overtake the cursor. */
  void overtaking(String room, long first, long last) {
    urgent.add(new Given(room, first, last, 1, false));
  }

  /** Lines the state machine gives it; what waits of them already is taken back. */
  void add(Effect.Deliver deliver) {
    Seqs all = new Seqs();
    deliver.parts().forEach(part -> all.add(part.first(), part.last()));
    withdraw(deliver.room(), all);
    for (Effect.Deliver.Part part : deliver.parts()) {
      Given lines = new Given(deliver.room(), part.first(), part.last(), part.attempt(), false);
      if (part.attempt() > 1) {
        repeats.add(lines);
      } else {
        (part.urgent() ? urgent : others).add(lines);
      }
    }
  }

  void replay(Effect.Replay replay) {
    replays.add(new Given(replay.room(), replay.first(), replay.last(), 1, true));
  }

  /** Takes back what waits to be written of these lines. */
  void withdraw(String room, Seqs lines) {
    for (Deque<Given> queue : List.of(repeats, urgent, others)) {
      if (queue.isEmpty()) {
        continue;
      }
      List<Given> kept = new ArrayList<>(queue.size());
      for (Given waiting : queue) {
        Seqs back = lines.between(waiting.next, waiting.last);
        if (back.isEmpty() || !waiting.room.equals(room)) {
          kept.add(waiting);
        } else {
          Seqs.of(waiting.next, waiting.last)
              .without(back)
              .forEachRange(
                  (first, last) -> kept.add(new Given(room, first, last, waiting.attempt, false)));
        }
      }
      queue.clear();
      queue.addAll(kept);
    }
  }

  /** The connection hears this room no more; a replay of it goes on. */
  void forget(String room) {
    for (Deque<Given> queue : List.of(repeats, urgent, others)) {
      queue.removeIf(lines -> lines.room.equals(room));
    }
  }

  void clear() {
    for (Deque<Given> queue : List.of(repeats, urgent, others, replays)) {
      queue.clear();
    }
  }
}
