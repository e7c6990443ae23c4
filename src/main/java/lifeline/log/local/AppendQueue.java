package lifeline.log.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import lifeline.delivery.entry.Entry;

/** What waits to be written: filled by who appends, emptied by the log's thread. */
final class AppendQueue {
  /** One batch of the log has about so many bytes of text at most; larger ones gain nothing. */
  private static final int MOST_BYTES = 1 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<Appended> waiting = new ArrayDeque<>();
  private final long patienceNanos;
  private List<Runnable> tasks = new ArrayList<>();
  private List<Appended> inFlight = List.of();
  private boolean answered;
  private boolean closed;

  /** Entries appended together; {@code since} is the {@link System#nanoTime} of that. */
  record Appended(List<Entry> entries, long since) {}

  /** What is to be written now, and then to be done. */
  record Taken(List<Appended> batches, List<Runnable> tasks, boolean hasLines) {}

  /**
   * @param patience how long lines may wait
   */
  AppendQueue(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  void append(List<Entry> entries) {
    lock.lock();
    try {
      waiting.add(new Appended(entries, System.nanoTime()));
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  void behind(Runnable task) {
    lock.lock();
    try {
      tasks.add(task);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for something to do.
   *
   * @param millis at most so long
   * @return perhaps nothing; null if there is nothing and will be nothing more
   */
  Taken take(long millis) {
    lock.lock();
    try {
      long nanos = millis == Long.MAX_VALUE ? millis : TimeUnit.MILLISECONDS.toNanos(millis);
      while (waiting.isEmpty() && tasks.isEmpty() && !closed && nanos > 0) {
        nanos = filled.awaitNanos(nanos);
      }
      if (closed && waiting.isEmpty() && tasks.isEmpty()) {
        return null;
      }
      return taken();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the log", e);
    } finally {
      lock.unlock();
    }
  }

  private Taken taken() {
    List<Appended> batches = new ArrayList<>();
    boolean hasLines = false;
    long bytes = 0;
    while (!waiting.isEmpty() && bytes < MOST_BYTES) {
      Appended next = waiting.remove();
      batches.add(next);
      for (Entry entry : next.entries()) {
        hasLines |= entry.saysLines();
        bytes += bytes(entry);
      }
    }
    List<Runnable> now = List.of();
    if (waiting.isEmpty() && !tasks.isEmpty()) {
      now = tasks;
      tasks = new ArrayList<>();
    }
    return new Taken(batches, now, hasLines);
  }

  /** These are being written; {@link #written} ends that. */
  void writing(List<Appended> batches) {
    lock.lock();
    try {
      inFlight = batches;
      answered = false;
    } finally {
      lock.unlock();
    }
  }

  /** Ends {@link #writing}; answers whether the lines were told as hanging. */
  boolean written() {
    lock.lock();
    try {
      inFlight = List.of();
      return answered;
    } finally {
      lock.unlock();
    }
  }

  boolean isLate(Appended batch) {
    return System.nanoTime() - batch.since() > patienceNanos;
  }

  /**
   * Finds lines that have waited too long since a write hangs.
   *
   * @param uncertain gets those that are being written
   * @param refused gets those that wait, which will not be written
   */
  void hanging(Consumer<List<Entry>> uncertain, Consumer<List<Entry>> refused) {
    lock.lock();
    try {
      // Told under the lock, so that nothing that comes after is told before.
      if (!inFlight.isEmpty() && !answered && isLate(inFlight.get(0))) {
        answered = true;
        tell(inFlight, uncertain);
      }
      if (answered && !inFlight.isEmpty()) {
        tell(takeLate(), refused);
      }
    } finally {
      lock.unlock();
    }
  }

  private List<Appended> takeLate() {
    List<Appended> late = new ArrayList<>();
    Deque<Appended> left = new ArrayDeque<>();
    for (Appended batch : waiting) {
      if (!isLate(batch)) {
        left.add(batch);
        continue;
      }
      late.add(batch);
      List<Entry> others = batch.entries().stream().filter(entry -> !entry.saysLines()).toList();
      if (!others.isEmpty()) {
        left.add(new Appended(others, batch.since()));
      }
    }
    waiting.clear();
    waiting.addAll(left);
    return late;
  }

  private static void tell(List<Appended> batches, Consumer<List<Entry>> listener) {
    List<Entry> lines = new ArrayList<>();
    for (Appended batch : batches) {
      batch.entries().stream().filter(Entry::saysLines).forEach(lines::add);
    }
    if (!lines.isEmpty()) {
      listener.accept(lines);
    }
  }

  private static int bytes(Entry entry) {
    if (entry instanceof Entry.Say say) {
      return say.lines().size();
    }
    return entry instanceof Entry.Direct direct ? direct.line().size() : 0;
  }
}
