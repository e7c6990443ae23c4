package lifeline.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SequenceTest {
  private final Sequence sequence = new Sequence();

  @Test
  void shouldFindNothingInLinesThatComeOnceAndInOrder() {
    take(0, 1, 2);
    assertCounts(3, 0, 0, 0);
  }

  @Test
  void shouldCountGapsAndTheMissingEndAsLost() {
    take(1, 4);
    assertCounts(7, 5, 0, 0);
  }

  @Test
  void shouldCountALineThatComesAgainAsDuplicate() {
    take(0, 1, 1, 0);
    assertCounts(2, 0, 2, 0);
  }

  @Test
  void shouldCountALateLineAsDisorderAndNotAsLost() {
    take(0, 2, 1);
    assertCounts(3, 0, 0, 1);
  }

  @Test
  void shouldCountALateLineThatComesTwiceAsDisorderAndDuplicate() {
    take(0, 2, 1, 1);
    assertCounts(3, 0, 1, 1);
  }

  @Test
  void shouldFillAGapFromBothEndsAndItsMiddle() {
    take(0, 9, 1, 8, 4, 5, 4);
    assertCounts(10, 4, 1, 4);
    take(2, 3, 7, 6);
    assertCounts(10, 0, 1, 8);
  }

  @Test
  void shouldReturnHowMuchTheHighestSeqRose() {
    assertEquals(1, sequence.take(0));
    assertEquals(3, sequence.take(3));
    assertEquals(0, sequence.take(1));
  }

  private void take(long... seqs) {
    for (long seq : seqs) {
      sequence.take(seq);
    }
  }

  private void assertCounts(long sent, long lost, long duplicates, long disorder) {
    assertEquals(lost, sequence.lost(sent), "lost");
    assertEquals(duplicates, sequence.duplicates(), "duplicates");
    assertEquals(disorder, sequence.disorder(), "disorder");
  }
}
