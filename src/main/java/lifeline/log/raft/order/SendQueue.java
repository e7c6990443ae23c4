package lifeline.log.raft.order;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import lifeline.delivery.entry.Entry;

/**
 * What this node has appended in one of its runs and what has become of it. Not thread-safe; times
 * are of one monotonic clock, in ns.
 */
public final class SendQueue {
  /** More in one record gains nothing, and takes long to get through. */
  static final int MAX_BATCH_BYTES = 256 * 1024;

  static final int MAX_BATCH_LINES = 2048;

  /** What an entry without lines counts, about. */
  private static final long ENTRY_BYTES = 128;

  /** While records are on their way, the next one begins so long after the last. */
  static final long BATCH_DELAY_NANOS = 3_000_000;

  /** Records on their way at once. */
  static final int MAX_IN_FLIGHT = 4;

  private final Deque<Appended> queue = new ArrayDeque<>();
  private final Deque<SentBatch> inFlight = new ArrayDeque<>();
  private long lastNumber;
  private long lastCreated;
  private long queuedBytes;
  private long queuedLines;

  /** Entries appended together at {@code since}; {@code task} is run when they have been told. */
  private record Appended(List<Entry> entries, long since, Runnable task) {}

  /** A numbered batch, to be handed over until it is committed. */
  public static final class SentBatch {
    public final long number;
    public final List<Entry> entries;
    private final long since;
    private final long created;
    private final List<Runnable> tasks;
    private boolean reportedUnknown;

    /** On which attempt it was handed over last. */
    public long attempt = -1;

    private SentBatch(
        long number, List<Entry> entries, long since, long made, List<Runnable> tasks) {
      this.number = number;
      this.entries = entries;
      this.since = since;
      this.created = made;
      this.tasks = tasks;
    }

    /** Its lines were told as unknown. */
    public boolean reportedUnknown() {
      return reportedUnknown;
    }

    /** When it was put together. */
    public long created() {
      return created;
    }

    /** To be run when it has been told. */
    public List<Runnable> tasks() {
      return tasks;
    }
  }

  public void append(List<Entry> entries, long now) {
    List<Entry> part = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : entries) {
      if (bytes >= MAX_BATCH_BYTES) {
        add(new Appended(part, now, null));
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(entry);
      bytes += bytes(entry);
    }
    add(new Appended(part, now, null));
  }

  /** Whether there was something before it, with which it will come back; else it is due now. */
  public boolean runAfter(Runnable task, long now) {
    if (queue.isEmpty() && inFlight.isEmpty()) {
      return false;
    }
    queue.add(new Appended(List.of(), now, task));
    return true;
  }

  /** Since when the first thing waits that was appended and not told; {@code now} if none does. */
  public long oldest(long now) {
    if (!inFlight.isEmpty()) {
      return inFlight.peek().since;
    }
    return queue.isEmpty() ? now : queue.peek().since();
  }

  public boolean isEmpty() {
    return queue.isEmpty() && inFlight.isEmpty();
  }

  /** The first batch on its way that was not handed over on this attempt; null if there is none. */
  public SentBatch nextUnsent(long attempt) {
    for (SentBatch sent : inFlight) {
      if (sent.attempt != attempt) {
        return sent;
      }
    }
    return null;
  }

  /** How long the next batch is still to be filled; 0 if it is due. */
  public long nanosUntilNext(long now) {
    if (queue.isEmpty() || inFlight.size() >= MAX_IN_FLIGHT) {
      return Long.MAX_VALUE;
    }
    if (inFlight.isEmpty() || queuedBytes >= MAX_BATCH_BYTES || queuedLines >= MAX_BATCH_LINES) {
      return 0;
    }
    return Math.max(0, lastCreated + BATCH_DELAY_NANOS - now);
  }

  /** Makes the next batch of what waits; something does. */
  public SentBatch createNext(long now) {
    lastCreated = now;
    long since = queue.peek().since();
    List<Entry> entries = new ArrayList<>();
    List<Runnable> tasks = new ArrayList<>();
    long bytes = 0;
    long lines = 0;
    while (!queue.isEmpty() && bytes < MAX_BATCH_BYTES && lines < MAX_BATCH_LINES) {
      Appended appended = queue.remove();
      bytes += bytes(appended.entries());
      lines += lines(appended.entries());
      entries.addAll(appended.entries());
      if (appended.task() != null) {
        tasks.add(appended.task());
      }
    }
    queuedBytes -= bytes;
    queuedLines -= lines;
    lastNumber++;
    SentBatch sent = new SentBatch(lastNumber, entries, since, now, tasks);
    inFlight.add(sent);
    return sent;
  }

  /** The batch of that number is committed; null if that is known. */
  public SentBatch committed(long number) {
    SentBatch first = inFlight.peek();
    if (first == null || first.number != number) {
      return null;
    }
    return inFlight.remove();
  }

  /** Lines that are on their way since before {@code time}; from now on they are disowned. */
  public List<Entry> takeUnconfirmedLines(long time) {
    List<Entry> lines = new ArrayList<>();
    for (SentBatch sent : inFlight) {
      if (!sent.reportedUnknown && sent.since - time < 0) {
        sent.reportedUnknown = true;
        sent.entries.stream().filter(Entry::saysLines).forEach(lines::add);
      }
    }
    return lines;
  }

  /** Takes out the lines that wait since before {@code time}. */
  public List<Entry> takeUnsentLines(long time) {
    List<Entry> lines = new ArrayList<>();
    List<Appended> all = List.copyOf(queue);
    queue.clear();
    queuedBytes = 0;
    queuedLines = 0;
    for (Appended appended : all) {
      if (appended.since() - time >= 0) {
        add(appended);
        continue;
      }
      List<Entry> rest = new ArrayList<>();
      appended.entries().forEach(entry -> (entry.saysLines() ? lines : rest).add(entry));
      if (!rest.isEmpty() || appended.task() != null) {
        add(new Appended(rest, appended.since(), appended.task()));
      }
    }
    return lines;
  }

  /** Takes out all that is on its way, but lines that are disowned; it may still be committed. */
  public List<Entry> takeSent() {
    List<Entry> entries = new ArrayList<>();
    for (SentBatch sent : inFlight) {
      sent.entries.stream()
          .filter(entry -> !sent.reportedUnknown || !entry.saysLines())
          .forEach(entries::add);
    }
    inFlight.clear();
    return entries;
  }

  /** Takes out all that was not handed over. */
  public List<Entry> takeUnsent() {
    List<Entry> entries = new ArrayList<>();
    queue.forEach(appended -> entries.addAll(appended.entries()));
    queue.clear();
    queuedBytes = 0;
    queuedLines = 0;
    return entries;
  }

  /** Takes out everything that was to be run once something is told. */
  public List<Runnable> takeTasks() {
    List<Runnable> all = new ArrayList<>();
    for (SentBatch sent : inFlight) {
      all.addAll(sent.tasks);
      sent.tasks.clear();
    }
    queue.stream().filter(appended -> appended.task() != null).forEach(a -> all.add(a.task()));
    queue.removeIf(appended -> appended.task() != null);
    return all;
  }

  private void add(Appended appended) {
    queue.add(appended);
    queuedBytes += bytes(appended.entries());
    queuedLines += lines(appended.entries());
  }

  private static long bytes(List<Entry> entries) {
    return entries.stream().mapToLong(SendQueue::bytes).sum();
  }

  private static long bytes(Entry entry) {
    if (entry instanceof Entry.Say say) {
      return ENTRY_BYTES + say.lines().size();
    }
    return ENTRY_BYTES + (entry instanceof Entry.Direct direct ? direct.line().size() : 0);
  }

  private static long lines(List<Entry> entries) {
    long lines = 0;
    for (Entry entry : entries) {
      lines += entry instanceof Entry.Say say ? say.lines().count() : 1;
    }
    return lines;
  }
}
