package lifeline.delivery;

import java.util.Map;
import java.util.TreeMap;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/** Lines of a subscription that failed: their charged attempts, and how long they wait now. */
final class Retries {
  private final TreeMap<Long, Integer> charges = new TreeMap<>();
  private final TreeMap<Long, Seqs> byTime = new TreeMap<>();
  private final TreeMap<Long, Long> lastHolder = new TreeMap<>();
  private final Seqs delayed = new Seqs();

  /** Charges an attempt to the line; returns how many it has now. */
  int charge(long seq) {
    return charges.merge(seq, 1, Integer::sum);
  }

  int charges(long seq) {
    return charges.getOrDefault(seq, 0);
  }

  /** Takes lines {@code first} to {@code last}, each charged as often. */
  @FunctionalInterface
  interface RunConsumer {
    void accept(long first, long last, int charges);
  }

  /** Cuts lines {@code first} to {@code last} into runs of equal charges, in their order. */
  void forEachRun(long first, long last, RunConsumer consumer) {
    long next = first;
    for (Map.Entry<Long, Integer> charged : charges.subMap(first, true, last, true).entrySet()) {
      long seq = charged.getKey();
      if (next < seq) {
        consumer.accept(next, seq - 1, 0);
      }
      consumer.accept(seq, seq, charged.getValue());
      next = seq + 1;
    }
    if (next <= last) {
      consumer.accept(next, last, 0);
    }
  }

  /** The line waits until {@code time}, then goes to someone else than {@code holder} if it can. */
  void delay(long seq, long time, long holder) {
    byTime.computeIfAbsent(time, at -> new Seqs()).add(seq, seq);
    delayed.add(seq, seq);
    lastHolder.put(seq, holder);
  }

  /** The connection that had the line last; 0 if that does not matter. */
  long lastHolder(long seq) {
    return lastHolder.getOrDefault(seq, 0L);
  }

  /** Lines that wait for their time. */
  Seqs delayed() {
    return delayed;
  }

  long next() {
    return byTime.isEmpty() ? Long.MAX_VALUE : byTime.firstKey();
  }

  /** Takes out the lines whose time has come. */
  Seqs due(long now) {
    Seqs due = new Seqs();
    while (next() <= now) {
      due.addAll(byTime.pollFirstEntry().getValue());
    }
    Seqs still = due.and(delayed);
    delayed.removeAll(still);
    return still;
  }

  /** Forgets the lines. */
  void remove(Seqs lines) {
    if (charges.isEmpty() && lastHolder.isEmpty()) {
      return;
    }
    delayed.removeAll(lines);
    byTime.values().forEach(seqs -> seqs.removeAll(lines));
    byTime.values().removeIf(Seqs::isEmpty);
    lines.forEachRange(
        (first, last) -> {
          charges.subMap(first, true, last, true).clear();
          lastHolder.subMap(first, true, last, true).clear();
        });
  }

  void save(ByteOut out) {
    out.number(charges.size());
    charges.forEach(
        (seq, charged) -> {
          out.number(seq);
          out.number(charged);
        });
    out.number(byTime.size());
    byTime.forEach(
        (time, lines) -> {
          out.number(time);
          lines.write(out);
        });
    out.number(lastHolder.size());
    lastHolder.forEach(
        (seq, holder) -> {
          out.number(seq);
          out.id(holder);
        });
    delayed.write(out);
  }

  void load(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      charges.put(in.number(), in.integer());
    }
    for (int left = in.count(); left > 0; left--) {
      byTime.put(in.number(), Seqs.read(in));
    }
    for (int left = in.count(); left > 0; left--) {
      lastHolder.put(in.number(), in.id());
    }
    delayed.load(in);
  }
}
