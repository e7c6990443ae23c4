package lifeline.delivery.lines;

import java.util.Map;
import java.util.TreeMap;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * Lines of a subscription that failed: their failed attempts, and the times of their redelivery.
 */
public final class RetrySchedule {
  /** The time of an event that is not planned. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int MOST_DOUBLINGS = 16;

  private final TreeMap<Long, Integer> attempts = new TreeMap<>();
  private final TreeMap<Long, SeqSet> byTime = new TreeMap<>();
  private final TreeMap<Long, Long> lastConnection = new TreeMap<>();
  private final SeqSet delayed = new SeqSet();

  /**
   * Milliseconds to wait after a failed attempt: the first wait, doubled with each attempt up to
   * the longest. Up to a quarter of it is subtracted, drawn from the line's id and the attempt, so
   * that lines that failed together are not redelivered together.
   *
   * @param first the wait after the first attempt, in milliseconds
   * @param longest the longest wait, in milliseconds
   * @param attempts failed attempts of the line until now
   */
  public static long backoff(long first, long longest, String room, long seq, int attempts) {
    int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, attempts - 1));
    long full = Math.min(longest, first << doublings);
    long hash = (room.hashCode() * 31L + seq) * 31L + attempts;
    hash *= 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 32;
    return full - Math.floorMod(hash, full / 4 + 1);
  }

  /** Charges an attempt to the line; returns how many it has now. */
  public int addAttempt(long seq) {
    return attempts.merge(seq, 1, Integer::sum);
  }

  public int attempts(long seq) {
    return attempts.getOrDefault(seq, 0);
  }

  /** Takes lines {@code first} to {@code last}, each with this many failed attempts. */
  @FunctionalInterface
  public interface RunConsumer {
    void accept(long first, long last, int attempts);
  }

  /** Cuts lines {@code first} to {@code last} into runs of equal attempts, in their order. */
  public void forEachRun(long first, long last, RunConsumer consumer) {
    long next = first;
    for (Map.Entry<Long, Integer> charged : attempts.subMap(first, true, last, true).entrySet()) {
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

  /**
   * The line waits until {@code time}, then goes to another than {@code connection} if possible.
   */
  public void delay(long seq, long time, long connection) {
    byTime.computeIfAbsent(time, at -> new SeqSet()).add(seq, seq);
    delayed.add(seq, seq);
    lastConnection.put(seq, connection);
  }

  /** The connection that had the line last; 0 if that does not matter. */
  public long lastConnection(long seq) {
    return lastConnection.getOrDefault(seq, 0L);
  }

  /** Lines that wait for their time. */
  public SeqRanges delayed() {
    return delayed;
  }

  /** When the next line is due; {@link #NEVER} if none waits. */
  public long next() {
    return byTime.isEmpty() ? NEVER : byTime.firstKey();
  }

  /** Takes out the lines whose time has come. */
  public SeqSet takeDue(long now) {
    SeqSet due = new SeqSet();
    while (next() <= now) {
      due.addAll(byTime.pollFirstEntry().getValue());
    }
    SeqSet still = due.and(delayed);
    delayed.removeAll(still);
    return still;
  }

  /** Forgets the lines. */
  public void remove(SeqRanges lines) {
    if (attempts.isEmpty() && lastConnection.isEmpty()) {
      return;
    }
    delayed.removeAll(lines);
    byTime.values().forEach(seqs -> seqs.removeAll(lines));
    byTime.values().removeIf(SeqSet::isEmpty);
    lines.forEachRange(
        (first, last) -> {
          attempts.subMap(first, true, last, true).clear();
          lastConnection.subMap(first, true, last, true).clear();
        });
  }

  public void save(ByteOut out) {
    out.number(attempts.size());
    attempts.forEach(
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
    out.number(lastConnection.size());
    lastConnection.forEach(
        (seq, connection) -> {
          out.number(seq);
          out.id(connection);
        });
    delayed.write(out);
  }

  public void load(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      attempts.put(in.number(), in.integer());
    }
    for (int left = in.count(); left > 0; left--) {
      byTime.put(in.number(), SeqSet.read(in));
    }
    for (int left = in.count(); left > 0; left--) {
      lastConnection.put(in.number(), in.id());
    }
    delayed.load(in);
  }
}
