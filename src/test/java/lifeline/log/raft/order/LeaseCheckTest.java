package lifeline.log.raft.order;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeaseCheckTest {
  private static final long LIMIT = 1500;
  private static final long START = -1000;

  private final LeaseCheck lease = new LeaseCheck(LIMIT, START);

  @Test
  void shouldNotExpireWhileItIsRenewed() {
    assertFalse(lease.expires(START + LIMIT));
    lease.renew(START + LIMIT);
    lease.renew(START + 1);
    assertFalse(lease.expires(START + 2 * LIMIT));
  }

  @Test
  void shouldExpireOnceIfItIsNotRenewed() {
    assertTrue(lease.expires(START + LIMIT + 1));
    assertFalse(lease.expires(START + LIMIT + 2));
  }

  @Test
  void shouldOnlyBeConfirmedByALaterBatchOnceExpired() {
    assertTrue(lease.expires(START + LIMIT + 1));
    lease.renew(START + LIMIT + 2);
    assertFalse(lease.confirm(START + LIMIT, START + LIMIT + 3));
    assertTrue(lease.confirm(START + LIMIT + 1, START + LIMIT + 3));
    assertFalse(lease.confirm(START + LIMIT + 4, START + LIMIT + 5));
  }

  @Test
  void shouldStartAnewWithAnEpoch() {
    assertTrue(lease.expires(2 * LIMIT));
    lease.reset(2 * LIMIT);
    assertFalse(lease.expires(3 * LIMIT));
    assertTrue(lease.expires(3 * LIMIT + 1));
  }
}
