package lifeline.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final TokenBucket bucket = new TokenBucket();
  private long now = 1_000_000;

  @Test
  void shouldLetABurstOfOneSecondsWorthThrough() {
    assertEquals(10, takeWhileOpen(10));
  }

  @Test
  void shouldOpenForOneUnitAfterItsPartOfASecond() {
    takeWhileOpen(10);
    assertEquals(100, bucket.millisUntilOpen(10, now));
    now += 99;
    assertFalse(bucket.open(10, now));
    now += 1;
    assertEquals(1, takeWhileOpen(10));
  }

  @Test
  void shouldKeepToTheRateOverALongTime() {
    int taken = 0;
    for (int i = 0; i < 100_000; i++) {
      taken += takeWhileOpen(37);
      now++;
    }
    assertEquals(37.0 * 101, taken, 1.0);
  }

  @Test
  void shouldHaveWhatIsTakenBeyondItPaidBackFirst() {
    bucket.take(50, 10, now);
    assertEquals(4_100, bucket.millisUntilOpen(10, now));
    now += 4_099;
    assertFalse(bucket.open(10, now));
    now += 1;
    assertTrue(bucket.open(10, now));
  }

  @Test
  void shouldTakeBackNoMoreThanWasTaken() {
    bucket.take(3, 10, now);
    bucket.take(-5, 10, now);
    assertEquals(10, takeWhileOpen(10));
  }

  @Test
  void shouldNeverSaveUpMoreThanASecondsWorth() {
    takeWhileOpen(10);
    now += 86_400_000;
    assertTrue(bucket.unused(10, now));
    assertEquals(10, takeWhileOpen(10));
  }

  @Test
  void shouldTakeOverAChangedRateAtOnce() {
    takeWhileOpen(10);
    assertTrue(bucket.open(100, now));
    assertFalse(bucket.open(5, now));
    assertTrue(bucket.open(TokenBucket.NO_LIMIT, now));
  }

  @Test
  void shouldStandStillWhileTheClockIsSetBack() {
    takeWhileOpen(10);
    now -= 3_600_000;
    assertEquals(100, bucket.millisUntilOpen(10, now));
    now += 100;
    assertTrue(bucket.open(10, now));
  }

  @Test
  void shouldCountTheLargestRatesWithoutOverflow() {
    long rate = 1L << 40;
    bucket.take(rate, rate, now);
    assertFalse(bucket.open(rate, now));
    assertEquals(1, bucket.millisUntilOpen(rate, now));
    now += Long.MAX_VALUE / 2;
    assertTrue(bucket.unused(rate, now));
  }

  private int takeWhileOpen(long rate) {
    int taken = 0;
    while (bucket.open(rate, now)) {
      bucket.take(1, rate, now);
      taken++;
    }
    return taken;
  }
}
