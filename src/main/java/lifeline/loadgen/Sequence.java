package lifeline.loadgen;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one subscriber has received from one publisher: the seqs that are missing so far, the
 * duplicates, and the seqs that came after a higher one.
 */
final class Sequence {
  /** The seq after the highest one received. */
  private long next;

  private long duplicates;
  private long disorder;
  private long missing;

  /** The missing seqs below {@link #next} as ranges: the last seq of each by its first. */
  private final TreeMap<Long, Long> gaps = new TreeMap<>();

  /** Takes a line; returns by how much it raised the highest seq received. */
  long take(long seq) {
    if (seq == next) {
      next++;
      return 1;
    }
    return takeUnexpected(seq);
  }

  private long takeUnexpected(long seq) {
    if (seq > next) {
      gaps.put(next, seq - 1);
      missing += seq - next;
      long raised = seq + 1 - next;
      next = seq + 1;
      return raised;
    }
    if (fillGap(seq)) {
      disorder++;
    } else {
      duplicates++;
    }
    return 0;
  }

  /** Removes a seq from the missing ones; false if it is not one of them. */
  private boolean fillGap(long seq) {
    Map.Entry<Long, Long> gap = gaps.floorEntry(seq);
    if (gap == null || gap.getValue() < seq) {
      return false;
    }
    gaps.remove(gap.getKey());
    if (gap.getKey() < seq) {
      gaps.put(gap.getKey(), seq - 1);
    }
    if (seq < gap.getValue()) {
      gaps.put(seq + 1, gap.getValue());
    }
    missing--;
    return true;
  }

  /** The number of the first {@code sent} lines that never came. */
  long lost(long sent) {
    return missing + Math.max(0, sent - next);
  }

  /** The number of lines that had come before. */
  long duplicates() {
    return duplicates;
  }

  /** The number of lines that came for the first time, but after a higher one. */
  long disorder() {
    return disorder;
  }
}
