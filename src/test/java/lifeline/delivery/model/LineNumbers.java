package lifeline.delivery.model;

import java.util.Collection;
import java.util.TreeSet;
import lifeline.delivery.lines.SeqRanges;

/** A set of line numbers, one by one, which owes nothing to the ranges of the product. */
public final class LineNumbers extends TreeSet<Long> {
  private static final long serialVersionUID = 1;

  /** An empty set. */
  public LineNumbers() {}

  /** The numbers of another collection. */
  public LineNumbers(Collection<Long> numbers) {
    super(numbers);
  }

  /** The numbers {@code first} to {@code last}; none if last is below first. */
  public static LineNumbers range(long first, long last) {
    LineNumbers numbers = new LineNumbers();
    for (long number = first; number <= last; number++) {
      numbers.add(number);
    }
    return numbers;
  }

  /** What a set of the product says that it contains. */
  public static LineNumbers of(SeqRanges lines) {
    LineNumbers numbers = new LineNumbers();
    lines.forEachRange((first, last) -> numbers.addAll(range(first, last)));
    return numbers;
  }

  /** The numbers that are in both. */
  public LineNumbers and(Collection<Long> other) {
    LineNumbers both = new LineNumbers(this);
    both.retainAll(other);
    return both;
  }

  /** The numbers that are not in the other. */
  public LineNumbers without(Collection<Long> other) {
    LineNumbers left = new LineNumbers(this);
    left.removeAll(other);
    return left;
  }

  /** The numbers up to this one. */
  public LineNumbers upTo(long last) {
    return new LineNumbers(headSet(last, true));
  }

  /** The numbers beyond this one. */
  public LineNumbers beyond(long last) {
    return new LineNumbers(tailSet(last, false));
  }
}
