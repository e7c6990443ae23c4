package lifeline.loadgen;

import lifeline.delivery.lines.SeqSet;

/**
 * What one subscriber has heard of one publisher: which seqs are missing so far, how many came
 * again, how many came below one already heard.
 */
final class Sequence {
  /** The seq after the highest one heard. */
  private long next;

  private long duplicates;
  private long disorder;
  private final SeqSet missing = new SeqSet();

  /** Takes a line; returns by how much it moved the highest seq heard. */
  long take(long seq) {
    if (seq == next) {
      next++;
      return 1;
    }
    return takeUnexpected(seq);
  }

  private long takeUnexpected(long seq) {
    if (seq > next) {
      missing.add(next, seq - 1);
      long moved = seq + 1 - next;
      next = seq + 1;
      return moved;
    }
    if (missing.contains(seq)) {
      missing.remove(seq, seq);
      disorder++;
    } else {
      duplicates++;
    }
    return 0;
  }

  /** How many of the first {@code sent} lines never came. */
  long lost(long sent) {
    return missing.count() + Math.max(0, sent - next);
  }

  /** How many lines came that had come before. */
  long duplicates() {
    return duplicates;
  }

  /** How many lines came for the first time below one already heard. */
  long disorder() {
    return disorder;
  }
}
