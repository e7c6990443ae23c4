package lifeline.log.raft.order;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeaseCheckTest {
  private static final long LIMIT = 1500;
  private static final long START = -1000;

  private final LeaseCheck contact = new LeaseCheck(LIMIT, START);

  @Test
  void shouldNotDoubtWhileItIsInTouch() {
    assertFalse(contact.breaks(START + LIMIT));
    contact.at(START + LIMIT);
    contact.at(START + 1);
    assertFalse(contact.breaks(START + 2 * LIMIT));
  }

  @Test
  void shouldDoubtOnceWhenItWasOutOfTouchForTooLong() {
    assertTrue(contact.breaks(START + LIMIT + 1));
    assertFalse(contact.breaks(START + LIMIT + 2));
  }

  @Test
  void shouldGoOnDoubtingThoughItIsInTouchAgain() {
    assertTrue(contact.breaks(START + LIMIT + 1));
    contact.at(START + LIMIT + 2);
    assertFalse(contact.provenBy(START + LIMIT, START + LIMIT + 3));
    assertTrue(contact.provenBy(START + LIMIT + 1, START + LIMIT + 3));
    assertFalse(contact.provenBy(START + LIMIT + 4, START + LIMIT + 5));
  }

  @Test
  void shouldNotDoubtARunThatBegins() {
    assertTrue(contact.breaks(2 * LIMIT));
    contact.begins(2 * LIMIT);
    assertFalse(contact.breaks(3 * LIMIT));
    assertTrue(contact.breaks(3 * LIMIT + 1));
  }
}
