package lifeline.delivery.lines;

import java.util.Arrays;
import lifeline.codec.ByteIn;

/**
 * A set of seqs that its owner changes; everybody else gets it as {@link SeqRanges}. Adding at the
 * end, the usual case, takes constant time; elsewhere the time grows with the number of ranges.
 */
public final class SeqSet extends SeqRanges {
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

  /** A set of its own with the same seqs. */
  public static SeqSet copyOf(SeqRanges other) {
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
    bounds = new long[2 * Math.max(1, count)];
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

  public void addAll(SeqRanges other) {
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

  public void removeAll(SeqRanges other) {
    other.forEachRange(this::remove);
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
}
