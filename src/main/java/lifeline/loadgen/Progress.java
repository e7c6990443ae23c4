package lifeline.loadgen;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The state shared by the publishing thread, the receiving thread and the one that runs both. */
final class Progress {
  /** Written by the publishing thread only. */
  private volatile long sent;

  /** Written by the receiving thread only. */
  private volatile long slowest;

  private volatile long deliveries;
  private volatile boolean allReceive;

  private volatile long awaited = Long.MAX_VALUE;
  private volatile @Nullable Thread waiter;
  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private final CountDownLatch failed = new CountDownLatch(1);

  long sent() {
    return sent;
  }

  void sent(long lines) {
    sent = lines;
  }

  /** Lines that the slowest subscriber has received or missed. */
  long slowest() {
    return slowest;
  }

  long deliveries() {
    return deliveries;
  }

  /** Whether every subscriber has received something. */
  boolean allReceive() {
    return allReceive;
  }

  void received(long slowestNow, long deliveriesNow, boolean allReceiveNow) {
    deliveries = deliveriesNow;
    allReceive = allReceiveNow;
    if (slowestNow != slowest) {
      slowest = slowestNow;
      if (slowestNow >= awaited) {
        awaited = Long.MAX_VALUE;
        LockSupport.unpark(waiter);
      }
    }
  }

  /**
   * Waits, on the publishing thread, until the slowest has {@code lines}, at most {@code nanos}.
   */
  void awaitSlowest(long lines, long nanos) {
    waiter = Thread.currentThread();
    awaited = lines;
    if (slowest < lines) {
      LockSupport.parkNanos(this, nanos);
    }
    awaited = Long.MAX_VALUE;
  }

  /** Ends the run; of several reasons the first one counts. */
  void fail(IOException reason) {
    failure.compareAndSet(null, reason);
    failed.countDown();
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  /** Waits for this time; throws if the run fails meanwhile. */
  void pause(long nanos) throws IOException, InterruptedException {
    if (failed.await(nanos, TimeUnit.NANOSECONDS)) {
      IOException reason = Objects.requireNonNull(failure.get(), "set before the count");
      throw new IOException(reason.getMessage(), reason);
    }
  }
}
