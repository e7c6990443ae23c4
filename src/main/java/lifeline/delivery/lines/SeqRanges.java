package lifeline.delivery.lines;

import java.util.Arrays;
import java.util.function.LongConsumer;
import lifeline.codec.ByteOut;

/**
 * The readable face of a {@link SeqSet}: a set of seqs, as ascending ranges that neither touch nor
 * overlap. Messages and getters give this type, so that nobody but the owner of a set can change
 * it. Operations that combine sets give new ones.
 */
public abstract sealed class SeqRanges permits SeqSet {
  private static final int FIRST_RANGES = 2;

  /** Pairs of first and last. */
  long[] bounds = new long[2 * FIRST_RANGES];

  int ranges;

  /** Takes the seqs {@code first} to {@code last}. */
  @FunctionalInterface
  public interface RangeConsumer {
    void accept(long first, long last);
  }

  /** Writes the number of ranges, and the distances from bound to bound. */
  public final void write(ByteOut out) {
    out.number(ranges);
    long end = 0;
    for (int i = 0; i < ranges; i++) {
      out.number(first(i) - end);
      out.number(last(i) - first(i));
      end = last(i);
    }
  }

  public final boolean isEmpty() {
    return ranges == 0;
  }

  /** The number of seqs in the set. */
  public final long count() {
    long count = 0;
    for (int i = 0; i < ranges; i++) {
      count += last(i) - first(i) + 1;
    }
    return count;
  }

  /** The number of ranges the set consists of. */
  public final int ranges() {
    return ranges;
  }

  /** First seq of range {@code index}, from 0. */
  public final long first(int index) {
    return bounds[2 * index];
  }

  /** Last seq of range {@code index}, from 0. */
  public final long last(int index) {
    return bounds[2 * index + 1];
  }

  /** The lowest seq; the set must not be empty. */
  public final long lowest() {
    return first(0);
  }

  /** The highest seq; the set must not be empty. */
  public final long highest() {
    return last(ranges - 1);
  }

  public final boolean contains(long seq) {
    int index = firstEndingAtOrAfter(seq);
    return index < ranges && first(index) <= seq;
  }

  /** Calls {@code consumer} with each range, ascending. */
  public final void forEachRange(RangeConsumer consumer) {
    for (int i = 0; i < ranges; i++) {
      consumer.accept(first(i), last(i));
    }
  }

  /** Calls {@code consumer} with each seq, ascending. */
  public final void forEach(LongConsumer consumer) {
    for (int i = 0; i < ranges; i++) {
      for (long seq = first(i); seq <= last(i); seq++) {
        consumer.accept(seq);
      }
    }
  }

  /** The seqs of this set between {@code first} and {@code last}, both included. */
  public final SeqSet between(long first, long last) {
    SeqSet cut = new SeqSet();
    for (int i = firstEndingAtOrAfter(first); i < ranges && first(i) <= last; i++) {
      cut.add(Math.max(first, first(i)), Math.min(last, last(i)));
    }
    return cut;
  }

  /** The seqs that are in this set and in {@code other}. */
  public final SeqSet and(SeqRanges other) {
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
  public final SeqSet without(SeqRanges other) {
    SeqSet left = SeqSet.copyOf(this);
    left.removeAll(other);
    return left;
  }

  /** The seqs of this set but the {@code count} highest. */
  public final SeqSet butHighest(long count) {
    SeqSet left = SeqSet.copyOf(this);
    for (long over = count; over > 0 && !left.isEmpty(); ) {
      long cut = Math.min(over, left.last(left.ranges - 1) - left.first(left.ranges - 1) + 1);
      left.remove(left.highest() - cut + 1, left.highest());
      over -= cut;
    }
    return left;
  }

  /** Index of the first range whose last seq is {@code seq} or more; {@link #ranges} if none. */
  final int firstEndingAtOrAfter(long seq) {
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

  @Override
  public boolean equals(Object other) {
    return other instanceof SeqRanges that
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
