package lifeline.log.raft.order;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import lifeline.delivery.entry.Entry;
import lifeline.log.EntryQueue;
import org.jspecify.annotations.Nullable;

/**
 * What this node has appended in one of its epochs and what is not known to be committed: entries
 * that wait, and numbered batches in flight to the leader. Not thread-safe; times are of one
 * monotonic clock, in ns.
 */
public final class SendQueue {
  /** Size of a batch at which it is full; larger ones gain nothing, and take long to replicate. */
  static final int MAX_BATCH_BYTES = 256 * 1024;

  static final int MAX_BATCH_LINES = 2048;

  /** While batches are in flight, time from the creation of one to the creation of the next. */
  static final long BATCH_DELAY_NANOS = 3_000_000;

  static final int MAX_IN_FLIGHT = 4;

  private final EntryQueue unsent = new EntryQueue();
  private final Deque<SentBatch> inFlight = new ArrayDeque<>();
  private long lastNumber;
  private long lastCreated;

  /** A numbered batch, which is sent until it is committed. */
  public static final class SentBatch {
    final long number;
    final List<Entry> entries;
    private final long since;
    private final long created;
    private final List<Runnable> tasks;
    private boolean reportedUnknown;

    /** The attempt on which it was sent last; −1 if it was not sent yet. */
    long attempt = -1;

    private SentBatch(long number, EntryQueue taken, long now) {
      this.number = number;
      this.entries = taken.entries();
      this.since = taken.oldest(now);
      this.created = now;
      this.tasks = taken.takeTasks();
    }

    /** Whether its lines were reported as unknown. */
    public boolean reportedUnknown() {
      return reportedUnknown;
    }

    /** When it was put together. */
    public long created() {
      return created;
    }

    /** Tasks to run once it has been reported. */
    public List<Runnable> tasks() {
      return tasks;
    }
  }

  void append(List<Entry> entries, long now) {
    List<Entry> part = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : entries) {
      if (bytes >= MAX_BATCH_BYTES) {
        unsent.append(part, now);
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(entry);
      bytes += EntryQueue.bytes(entry);
    }
    unsent.append(part, now);
  }

  /**
   * Has the task returned with the entries that were appended before it.
   *
   * @return false if there are none; the task is then due now, and not retained
   */
  boolean runAfter(Runnable task, long now) {
    if (!unsent.isEmpty()) {
      unsent.append(task, now);
    } else if (!inFlight.isEmpty()) {
      inFlight.getLast().tasks.add(task);
    }
    return !isEmpty();
  }

  /** When the first entry was appended that is not reported yet; {@code now} if there is none. */
  long oldest(long now) {
    return inFlight.isEmpty() ? unsent.oldest(now) : inFlight.peek().since;
  }

  boolean isEmpty() {
    return unsent.isEmpty() && inFlight.isEmpty();
  }

  /** The first batch in flight that was not sent on this attempt; null if there is none. */
  @Nullable SentBatch nextUnsent(long attempt) {
    for (SentBatch sent : inFlight) {
      if (sent.attempt != attempt) {
        return sent;
      }
    }
    return null;
  }

  /** Time until the next batch is due; 0 if it is due, the maximum if there is none. */
  long nanosUntilNext(long now) {
    if (unsent.isEmpty() || inFlight.size() >= MAX_IN_FLIGHT) {
      return Long.MAX_VALUE;
    }
    boolean isFull = unsent.bytes() >= MAX_BATCH_BYTES || unsent.lines() >= MAX_BATCH_LINES;
    return inFlight.isEmpty() || isFull ? 0 : Math.max(0, lastCreated + BATCH_DELAY_NANOS - now);
  }

  /** Makes the next batch of the entries that wait, of which there must be at least one. */
  SentBatch createNext(long now) {
    lastCreated = now;
    lastNumber++;
    SentBatch sent = new SentBatch(lastNumber, unsent.take(MAX_BATCH_BYTES, MAX_BATCH_LINES), now);
    inFlight.add(sent);
    return sent;
  }

  /** The batch of that number is committed; null if that is known already. */
  @Nullable SentBatch committed(long number) {
    SentBatch first = inFlight.peek();
    if (first == null || first.number != number) {
      return null;
    }
    return inFlight.remove();
  }

  /** Lines in flight that were appended before {@code time}; each is returned once. */
  List<Entry> takeUnconfirmedLines(long time) {
    List<Entry> lines = new ArrayList<>();
    for (SentBatch sent : inFlight) {
      if (!sent.reportedUnknown && sent.since - time < 0) {
        sent.reportedUnknown = true;
        sent.entries.stream().filter(Entry::saysLines).forEach(lines::add);
      }
    }
    return lines;
  }

  /** Removes the lines that wait and were appended before {@code time}. */
  List<Entry> takeUnsentLines(long time) {
    return unsent.takeLinesBefore(time).entries();
  }

  /** Removes all that is in flight, except lines that were reported; it may still be committed. */
  List<Entry> takeSent() {
    List<Entry> entries = new ArrayList<>();
    for (SentBatch sent : inFlight) {
      sent.entries.stream()
          .filter(entry -> !sent.reportedUnknown || !entry.saysLines())
          .forEach(entries::add);
    }
    inFlight.clear();
    return entries;
  }

  /** Removes all entries that wait. */
  List<Entry> takeUnsent() {
    List<Entry> entries = unsent.entries();
    unsent.clear();
    return entries;
  }

  /** Removes all tasks, with what they wait for still there. */
  List<Runnable> takeTasks() {
    List<Runnable> all = new ArrayList<>();
    for (SentBatch sent : inFlight) {
      all.addAll(sent.tasks);
      sent.tasks.clear();
    }
    all.addAll(unsent.takeTasks());
    return all;
  }
}
