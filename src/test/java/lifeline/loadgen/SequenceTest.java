package lifeline.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SequenceTest {
  private final Sequence sequence = new Sequence();

  @Test
  void shouldFindNothingInLinesThatComeOnceAndInOrder() {
    take(0, 1, 2);
    assertAccounts(3, 0, 0, 0);
  }

  @Test
  void shouldCountGapsAndTheMissingEndAsLost() {
    take(1, 4);
    assertAccounts(7, 5, 0, 0);
  }

  @Test
  void shouldCountALineThatComesAgainAsDuplicate() {
    take(0, 1, 1, 0);
    assertAccounts(2, 0, 2, 0);
  }

  @Test
  void shouldCountALateLineAsDisorderAndNotAsLost() {
    take(0, 2, 1);
    assertAccounts(3, 0, 0, 1);
  }

  @Test
  void shouldCountALateLineThatComesTwiceAsDisorderAndDuplicate() {
    take(0, 2, 1, 1);
    assertAccounts(3, 0, 1, 1);
  }

  @Test
  void shouldTellByHowMuchTheHighestSeqMoved() {
    assertEquals(1, sequence.take(0));
    assertEquals(3, sequence.take(3));
    assertEquals(0, sequence.take(1));
  }

  private void take(long... seqs) {
    for (long seq : seqs) {
      sequence.take(seq);
    }
  }

  private void assertAccounts(long sent, long lost, long duplicates, long disorder) {
    assertEquals(lost, sequence.lost(sent), "lost");
    assertEquals(duplicates, sequence.duplicates(), "duplicates");
    assertEquals(disorder, sequence.disorder(), "disorder");
  }
}
