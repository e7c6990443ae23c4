package lifeline.loadgen;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** What the publishing thread, the receiving thread and the one that runs them tell each other. */
final class Progress {
  /** Written by the publishing thread only. */
  private volatile long sent;

  /** Written by the receiving thread only. */
  private volatile long slowest;

  private volatile long deliveries;
  private volatile boolean allHear;

  private volatile long awaited = Long.MAX_VALUE;
  private volatile Thread waiter;
  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private final CountDownLatch failed = new CountDownLatch(1);

  long sent() {
    return sent;
  }

  void sent(long lines) {
    sent = lines;
  }

  /** Lines that the slowest subscriber has heard or passed over. */
  long slowest() {
    return slowest;
  }

  long deliveries() {
    return deliveries;
  }

  /** Whether every subscriber has heard something. */
  boolean allHear() {
    return allHear;
  }

  void received(long slowestNow, long deliveriesNow, boolean allHearNow) {
    deliveries = deliveriesNow;
    allHear = allHearNow;
    if (slowestNow != slowest) {
      slowest = slowestNow;
      if (slowestNow >= awaited) {
        awaited = Long.MAX_VALUE;
        LockSupport.unpark(waiter);
      }
    }
  }

  /** Waits, for the publishing thread, until the slowest has {@code lines}, or for a while. */
  void awaitSlowest(long lines, long nanos) {
    waiter = Thread.currentThread();
    awaited = lines;
    if (slowest < lines) {
      LockSupport.parkNanos(this, nanos);
    }
    awaited = Long.MAX_VALUE;
  }

  /** Ends the run; the first reason stands. */
  void fail(IOException reason) {
    failure.compareAndSet(null, reason);
    failed.countDown();
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  /** Waits so long, unless the run fails before. */
  void pause(long nanos) throws IOException, InterruptedException {
    if (failed.await(nanos, TimeUnit.NANOSECONDS)) {
      throw new IOException(failure.get().getMessage(), failure.get());
    }
  }
}
