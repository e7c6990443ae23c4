package lifeline.gateway.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import org.jspecify.annotations.Nullable;

/**
 * The lines that wait for one connection besides those of its cursors, in the order they are due:
 * redelivered lines, urgent lines, other lines delivered out of turn, replays of history.
 */
final class OutOfTurnLines {
  private final Deque<Batch> repeats = new ArrayDeque<>(1);
  private final Deque<Batch> urgent = new ArrayDeque<>(1);
  private final Deque<Batch> others = new ArrayDeque<>(1);
  private final Deque<Batch> replays = new ArrayDeque<>(1);

  /** Consecutive lines of one room. */
  static final class Batch {
    final String room;
    final long last;

    /** Delivery count, with this delivery; above 1 for a repeat. */
    final int attempt;

    /** Whether this is a {@code /history}: not a delivery, so nothing is confirmed by it. */
    final boolean replay;

    /** Seq of the first line that is not written yet. */
    long next;

    int written;

    Batch(String room, long first, long last, int attempt, boolean replay) {
      this.room = room;
      this.next = first;
      this.last = last;
      this.attempt = attempt;
      this.replay = replay;
    }

    boolean done() {
      return next > last;
    }
  }

  boolean isEmpty() {
    return repeats.isEmpty() && urgent.isEmpty() && others.isEmpty() && replays.isEmpty();
  }

  /** The batch that is due first, null if there is none. */
  @Nullable Batch next() {
    Deque<Batch> queue = nextQueue();
    return queue == null ? null : queue.peek();
  }

  /** The replay that is due first, null if there is none. */
  @Nullable Batch nextReplay() {
    return replays.peek();
  }

  /** The highest seq that waits of the same room in the queue of {@code due}. */
  long last(Batch due) {
    return queue(due).stream()
        .filter(batch -> batch.room.equals(due.room))
        .mapToLong(batch -> batch.last)
        .max()
        .orElse(due.last);
  }

  private Deque<Batch> queue(Batch due) {
    return due.replay ? replays : Objects.requireNonNull(nextQueue(), "it has the batch");
  }

  private @Nullable Deque<Batch> nextQueue() {
    if (!repeats.isEmpty()) {
      return repeats;
    } else if (!urgent.isEmpty()) {
      return urgent;
    } else if (!others.isEmpty()) {
      return others;
    }
    return replays.isEmpty() ? null : replays;
  }

  /** Removes a batch that is done, the first of its queue. */
  void remove(Batch first) {
    queue(first).removeFirstOccurrence(first);
  }

  /** Adds urgent lines that overtake the cursor. */
  void overtaking(String room, long first, long last) {
    urgent.add(new Batch(room, first, last, 1, false));
  }

  /** Adds delivered lines, in place of those of them that wait already. */
  void add(Effect.Deliver deliver) {
    SeqSet all = new SeqSet();
    deliver.parts().forEach(part -> all.add(part.first(), part.last()));
    withdraw(deliver.room(), all);
    for (Effect.Deliver.Part part : deliver.parts()) {
      Batch batch = new Batch(deliver.room(), part.first(), part.last(), part.attempt(), false);
      if (part.attempt() > 1) {
        repeats.add(batch);
      } else {
        (part.urgent() ? urgent : others).add(batch);
      }
    }
  }

  void replay(Effect.Replay replay) {
    replays.add(new Batch(replay.room(), replay.first(), replay.last(), 1, true));
  }

  /** Removes those of the lines that wait to be delivered; a replay goes on. */
  void withdraw(String room, SeqRanges lines) {
    for (Deque<Batch> queue : List.of(repeats, urgent, others)) {
      if (queue.isEmpty()) {
        continue;
      }
      List<Batch> rest = new ArrayList<>(queue.size());
      for (Batch waiting : queue) {
        SeqSet back = lines.between(waiting.next, waiting.last);
        if (back.isEmpty() || !waiting.room.equals(room)) {
          rest.add(waiting);
        } else {
          SeqSet.of(waiting.next, waiting.last)
              .without(back)
              .forEachRange(
                  (first, last) -> rest.add(new Batch(room, first, last, waiting.attempt, false)));
        }
      }
      queue.clear();
      queue.addAll(rest);
    }
  }

  /** Removes the lines of a room that the connection leaves; a replay goes on. */
  void forget(String room) {
    for (Deque<Batch> queue : List.of(repeats, urgent, others)) {
      queue.removeIf(batch -> batch.room.equals(room));
    }
  }

  void clear() {
    for (Deque<Batch> queue : List.of(repeats, urgent, others, replays)) {
      queue.clear();
    }
  }
}
