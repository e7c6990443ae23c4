package lifeline.delivery.entry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lifeline.delivery.entry.Effect.Deliver.Part;
import lifeline.delivery.lines.DeliveryCounts;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/**
 * Builds a {@link Effect.Deliver}: the lines that one connection gets at one moment, repeats first,
 * then urgent lines, then the rest.
 */
public final class DeliverBuilder {
  private final List<Part> parts = new ArrayList<>();

  public void add(long first, long last, int attempt, boolean urgent) {
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
  public void addAll(SeqRanges lines, DeliveryCounts deliveries, SeqRanges urgent, boolean marked) {
    deliveries.forEachRun(
        lines,
        (first, last, times) -> {
          int attempt = Math.max(times + 1, marked ? 2 : 1);
          SeqSet run = SeqSet.of(first, last);
          SeqSet fast = run.and(urgent);
          run.removeAll(fast);
          fast.forEachRange((from, to) -> add(from, to, marked ? attempt : times + 1, true));
          run.forEachRange((from, to) -> add(from, to, attempt, false));
        });
  }

  /** The parts so far, in the order in which they are to be written; empty if none was added. */
  public List<Part> parts() {
    parts.sort(Comparator.comparingInt(DeliverBuilder::rank).thenComparingLong(Part::first));
    return List.copyOf(parts);
  }

  private static int rank(Part part) {
    if (part.attempt() > 1) {
      return 0;
    }
    return part.urgent() ? 1 : 2;
  }
}
