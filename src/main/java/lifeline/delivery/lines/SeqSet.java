package lifeline.delivery.lines;

import java.util.Arrays;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * A set of seqs, kept as ascending ranges that neither touch nor overlap. Adding at the end, the
 * usual case, takes constant time; elsewhere the time grows with the number of ranges.
 */
public final class SeqSet {
  private static final int FIRST_RANGES = 2;

  /** Pairs of first and last. */
  private long[] bounds = new long[2 * FIRST_RANGES];

  private int ranges;

  /** Takes the seqs {@code first} to {@code last}. */
  @FunctionalInterface
  public interface RangeConsumer {
    void accept(long first, long last);
  }

  /** A set of one seq. */
  public static SeqSet of(long seq) {
    return of(seq, seq);
  }

  /** A set of the seqs {@code first} to {@code last}; empty if last is below first. */
  public static SeqSet of(long first, long last) {
    SeqSet seqs = new SeqSet();
    seqs.add(first, last);
    return seqs;
  }

  public static SeqSet copyOf(SeqSet other) {
    SeqSet seqs = new SeqSet();
    seqs.bounds = other.bounds.clone();
    seqs.ranges = other.ranges;
    return seqs;
  }

  /**
   * A set that was written by {@link #write}.
   *
   * @throws lifeline.codec.UnreadableException if there is none
   */
  public static SeqSet read(ByteIn in) {
    SeqSet seqs = new SeqSet();
    seqs.load(in);
    return seqs;
  }

  /** Becomes the set that was written by {@link #write}. */
  public void load(ByteIn in) {
    int count = in.count();
    bounds = new long[2 * Math.max(FIRST_RANGES, count)];
    long end = 0;
    for (int i = 0; i < count; i++) {
      long first = end + in.number();
      long last = first + in.number();
      if (last < first || (i > 0 && first <= end + 1)) {
        throw in.unreadable("no ascending ranges of seqs");
      }
      set(i, first, last);
      end = last;
    }
    ranges = count;
  }

  /** Writes the number of ranges, and the distances from bound to bound. */
  public void write(ByteOut out) {
    out.number(ranges);
    long end = 0;
    for (int i = 0; i < ranges; i++) {
      out.number(first(i) - end);
      out.number(last(i) - first(i));
      end = last(i);
    }
  }

  public boolean isEmpty() {
    return ranges == 0;
  }

  /** How many seqs are in the set. */
  public long count() {
    long count = 0;
    for (int i = 0; i < ranges; i++) {
      count += last(i) - first(i) + 1;
    }
    return count;
  }

  /** How many ranges the set consists of. */
  public int ranges() {
    return ranges;
  }

  /** First seq of range {@code index}, from 0. */
  public long first(int index) {
    return bounds[2 * index];
  }

  /** Last seq of range {@code index}, from 0. */
  public long last(int index) {
    return bounds[2 * index + 1];
  }

  /** The lowest seq; the set must not be empty. */
  public long lowest() {
    return first(0);
  }

  /** The highest seq; the set must not be empty. */
  public long highest() {
    return last(ranges - 1);
  }

  public boolean contains(long seq) {
    int index = firstEndingAtOrAfter(seq);
    return index < ranges && first(index) <= seq;
  }

  public void forEachRange(RangeConsumer consumer) {
    for (int i = 0; i < ranges; i++) {
      consumer.accept(first(i), last(i));
    }
  }

  /** Adds {@code first} to {@code last}; nothing if last is below first. */
  public void add(long first, long last) {
    if (last < first) {
      return;
    }
    int from = firstEndingAtOrAfter(first - 1);
    int to = from;
    long low = first;
    long high = last;
    while (to < ranges && first(to) <= last + 1) {
      low = Math.min(low, first(to));
      high = Math.max(high, last(to));
      to++;
    }
    replace(from, to, 1);
    set(from, low, high);
  }

  public void addAll(SeqSet other) {
    other.forEachRange(this::add);
  }

  /** Removes {@code first} to {@code last}, as far as they are there. */
  public void remove(long first, long last) {
    if (last < first) {
      return;
    }
    int from = firstEndingAtOrAfter(first);
    int to = from;
    while (to < ranges && first(to) <= last) {
      to++;
    }
    if (from == to) {
      return;
    }
    long low = first(from);
    long high = last(to - 1);
    int left = (low < first ? 1 : 0) + (high > last ? 1 : 0);
    replace(from, to, left);
    int next = from;
    if (low < first) {
      set(next++, low, first - 1);
    }
    if (high > last) {
      set(next, last + 1, high);
    }
  }

  public void removeAll(SeqSet other) {
    other.forEachRange(this::remove);
  }

  /** The seqs of this set between {@code first} and {@code last}, both included. */
  public SeqSet between(long first, long last) {
    SeqSet cut = new SeqSet();
    for (int i = firstEndingAtOrAfter(first); i < ranges && first(i) <= last; i++) {
      cut.add(Math.max(first, first(i)), Math.min(last, last(i)));
    }
    return cut;
  }

  /** The seqs that are in this set and in {@code other}. */
  public SeqSet and(SeqSet other) {
    SeqSet both = new SeqSet();
    if (isEmpty() || other.isEmpty()) {
      return both;
    }
    int i = firstEndingAtOrAfter(other.lowest());
    int j = other.firstEndingAtOrAfter(lowest());
    while (i < ranges && j < other.ranges) {
      both.add(Math.max(first(i), other.first(j)), Math.min(last(i), other.last(j)));
      if (last(i) < other.last(j)) {
        i++;
      } else {
        j++;
      }
    }
    return both;
  }

  /** The seqs that are in this set and not in {@code other}. */
  public SeqSet without(SeqSet other) {
    SeqSet left = copyOf(this);
    left.removeAll(other);
    return left;
  }

  /** The seqs of this set but the {@code count} highest. */
  public SeqSet butHighest(long count) {
    SeqSet left = copyOf(this);
    for (long over = count; over > 0 && !left.isEmpty(); ) {
      long cut = Math.min(over, left.last(left.ranges - 1) - left.first(left.ranges - 1) + 1);
      left.remove(left.highest() - cut + 1, left.highest());
      over -= cut;
    }
    return left;
  }

  /** Index of the first range whose last seq is {@code seq} or more; {@link #ranges} if none. */
  private int firstEndingAtOrAfter(long seq) {
    if (ranges == 0 || highest() < seq) {
      return ranges;
    }
    int low = 0;
    int high = ranges - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (last(middle) < seq) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void set(int index, long first, long last) {
    bounds[2 * index] = first;
    bounds[2 * index + 1] = last;
  }

  /**
   * Makes room for {@code count} ranges where ranges {@code from} to {@code to} (exclusive) are.
   */
  private void replace(int from, int to, int count) {
    int grown = ranges - (to - from) + count;
    long[] target = 2 * grown <= bounds.length ? bounds : Arrays.copyOf(bounds, 4 * grown);
    System.arraycopy(bounds, 2 * to, target, 2 * (from + count), 2 * (ranges - to));
    bounds = target;
    ranges = grown;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SeqSet that
        && ranges == that.ranges
        && Arrays.equals(bounds, 0, 2 * ranges, that.bounds, 0, 2 * ranges);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < 2 * ranges; i++) {
      hash = 31 * hash + Long.hashCode(bounds[i]);
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    forEachRange(
        (first, last) ->
            text.append(text.length() == 0 ? "" : ",")
                .append(first)
                .append(first == last ? "" : "-" + last));
    return text.toString();
  }
}
