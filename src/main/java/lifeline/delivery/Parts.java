package lifeline.delivery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lifeline.delivery.Effect.Deliver.Part;

/** Collects what one connection is given at a time: repeats first, then urgent lines, the rest. */
final class Parts {
  private final List<Part> parts = new ArrayList<>();

  void add(long first, long last, int attempt, boolean urgent) {
    if (!parts.isEmpty()) {
      Part end = parts.get(parts.size() - 1);
      if (end.last() + 1 == first && end.attempt() == attempt && end.urgent() == urgent) {
        parts.set(parts.size() - 1, new Part(end.first(), last, attempt, urgent));
        return;
      }
    }
    parts.add(new Part(first, last, attempt, urgent));
  }

  /** Adds the lines, each with its own attempt: one more than it was delivered. */
  void addAll(Seqs lines, Tries tries, Seqs urgent, boolean marked) {
    tries.forEachRun(
        lines,
        (first, last, times) -> {
          int attempt = Math.max(times + 1, marked ? 2 : 1);
          Seqs run = Seqs.of(first, last);
          Seqs fast = run.and(urgent);
          run.removeAll(fast);
          fast.forEachRange((from, to) -> add(from, to, marked ? attempt : times + 1, true));
          run.forEachRange((from, to) -> add(from, to, attempt, false));
        });
  }

  void deliverTo(Member member, Turn turn) {
    if (!parts.isEmpty()) {
      parts.sort(Comparator.comparingInt(Parts::rank).thenComparingLong(Part::first));
      turn.emit(new Effect.Deliver(member.session.id, member.room.name, List.copyOf(parts)));
    }
  }

  private static int rank(Part part) {
    if (part.attempt() > 1) {
      return 0;
    }
    return part.urgent() ? 1 : 2;
  }
}
