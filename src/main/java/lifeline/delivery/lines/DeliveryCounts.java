package lifeline.delivery.lines;

import java.util.ArrayList;
import java.util.List;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * How often lines have been delivered for a subscription, as sets: those delivered at least once,
 * at least twice, and so on. Takes no space for lines that were only delivered in turn.
 */
public final class DeliveryCounts {
  private final List<SeqSet> atLeast = new ArrayList<>();

  /** Takes lines {@code first} to {@code last}, each delivered {@code count} times. */
  @FunctionalInterface
  public interface RunConsumer {
    void accept(long first, long last, int count);
  }

  public int of(long seq) {
    int count = 0;
    while (count < atLeast.size() && atLeast.get(count).contains(seq)) {
      count++;
    }
    return count;
  }

  /** The lines were delivered once more. */
  public void add(SeqRanges lines) {
    SeqRanges left = lines;
    for (int level = 0; !left.isEmpty(); level++) {
      if (level == atLeast.size()) {
        atLeast.add(new SeqSet());
      }
      SeqSet had = atLeast.get(level).and(left);
      atLeast.get(level).addAll(left);
      left = had;
    }
  }

  /** The last delivery of the lines did not happen. */
  public void subtract(SeqRanges lines) {
    SeqSet left = SeqSet.copyOf(lines);
    for (int level = atLeast.size() - 1; level >= 0; level--) {
      SeqSet cut = atLeast.get(level).and(left);
      atLeast.get(level).removeAll(cut);
      left.removeAll(cut);
    }
  }

  /** Adds the counts that {@code other} has for {@code lines}. */
  public void addAll(DeliveryCounts other, SeqRanges lines) {
    for (SeqSet level : other.atLeast) {
      add(level.and(lines));
    }
  }

  /** Forgets the lines. */
  public void remove(SeqRanges lines) {
    atLeast.forEach(level -> level.removeAll(lines));
    while (!atLeast.isEmpty() && atLeast.get(atLeast.size() - 1).isEmpty()) {
      atLeast.remove(atLeast.size() - 1);
    }
  }

  /** Cuts {@code lines} into runs of equal counts, those with the lowest count first. */
  public void forEachRun(SeqRanges lines, RunConsumer consumer) {
    SeqRanges left = lines;
    for (int level = 0; level < atLeast.size() && !left.isEmpty(); level++) {
      int count = level;
      SeqSet more = atLeast.get(level).and(left);
      SeqSet these = SeqSet.copyOf(left);
      these.removeAll(more);
      these.forEachRange((first, last) -> consumer.accept(first, last, count));
      left = more;
    }
    int most = atLeast.size();
    left.forEachRange((first, last) -> consumer.accept(first, last, most));
  }

  public void save(ByteOut out) {
    out.number(atLeast.size());
    atLeast.forEach(level -> level.write(out));
  }

  public void load(ByteIn in) {
    for (int levels = in.count(); levels > 0; levels--) {
      atLeast.add(SeqSet.read(in));
    }
  }
}
