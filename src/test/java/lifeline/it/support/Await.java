package lifeline.it.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits with a deadline. A wait that took more than a quarter of its time is logged. */
public final class Await {
  private static final System.Logger LOG = System.getLogger(Await.class.getName());
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int SLOW_FRACTION = 4;

  private Await() {}

  /** Polls until the condition holds; fails with the text when it still does not after a time. */
  public static void until(Duration most, BooleanSupplier condition, Supplier<String> what) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > most.toNanos()) {
        throw new AssertionError("not within " + most.toSeconds() + " s: " + what.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    ended(start, most, what);
  }

  /** A wait has ended that was allowed to take so long. */
  public static void ended(long startNanos, Duration most, Supplier<String> what) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    if (millis > most.toMillis() / SLOW_FRACTION) {
      LOG.log(
          System.Logger.Level.WARNING,
          "slow wait: {0} ms of {1} ms for {2}",
          "" + millis,
          "" + most.toMillis(),
          what.get());
    }
  }
}
