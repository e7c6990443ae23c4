package lifeline.log.local;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import lifeline.delivery.entry.Entry;
import lifeline.log.EntryQueue;
import org.jspecify.annotations.Nullable;

/** Hands entries from the threads that append them to the log's thread. Thread-safe. */
final class AppendQueue {
  /** Size in bytes of a batch at which it is full; larger batches gain nothing. */
  private static final long MAX_BATCH_BYTES = 1 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final EntryQueue waiting = new EntryQueue();
  private final long patienceNanos;
  private EntryQueue inFlight = new EntryQueue();

  /** The lines in flight were reported as unknown. */
  private boolean reported;

  private boolean closed;

  /**
   * @param patience how long lines may wait
   */
  AppendQueue(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  void append(List<Entry> entries) {
    change(() -> waiting.append(entries, System.nanoTime()));
  }

  /** The task is handed over with the entries that were appended before it. */
  void append(Runnable task) {
    change(() -> waiting.append(task, System.nanoTime()));
  }

  void close() {
    change(() -> closed = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the next batch, and waits for it if there is none.
   *
   * @param millis longest wait, ms
   * @return empty if there was none in that time; null if the queue is closed and empty
   */
  @Nullable EntryQueue take(long millis) {
    lock.lock();
    try {
      long nanos = millis == Long.MAX_VALUE ? millis : TimeUnit.MILLISECONDS.toNanos(millis);
      while (waiting.isEmpty() && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return closed && waiting.isEmpty() ? null : waiting.take(MAX_BATCH_BYTES, Long.MAX_VALUE);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the log's thread must not be interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  /** A write of this batch starts; the batch must not be changed until {@link #writeEnded}. */
  void writeStarted(EntryQueue batch) {
    lock.lock();
    try {
      inFlight = batch;
      reported = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends {@link #writeStarted}.
   *
   * @return whether the lines of the batch were reported as unknown
   */
  boolean writeEnded() {
    lock.lock();
    try {
      inFlight = new EntryQueue();
      return reported;
    } finally {
      lock.unlock();
    }
  }

  /** Lines that were appended before this time have waited for too long. */
  long deadline() {
    return System.nanoTime() - patienceNanos;
  }

  /**
   * Reports lines that have waited for too long because a write hangs. Each is reported once.
   *
   * @param unknown gets the lines of that write
   * @param refused gets lines that wait for it, which are taken out of the queue
   */
  void reportLate(Consumer<List<Entry>> unknown, Consumer<List<Entry>> refused) {
    lock.lock();
    try {
      // Reported under the lock, so that nothing that follows is reported before it.
      long deadline = deadline();
      if (inFlight.isEmpty()) {
        return;
      }
      if (!reported && inFlight.oldest(deadline) - deadline < 0) {
        reported = true;
        report(inFlight.entries().stream().filter(Entry::saysLines).toList(), unknown);
      }
      if (reported) {
        report(waiting.takeLinesBefore(deadline).entries(), refused);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void report(List<Entry> lines, Consumer<List<Entry>> listener) {
    if (!lines.isEmpty()) {
      listener.accept(lines);
    }
  }
}
