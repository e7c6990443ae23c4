package lifeline.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongPredicate;
import lifeline.delivery.entry.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Appended entries that a log has not written yet, in the order of appending, with their age and
 * size; and tasks to run after the entries before them. Not thread-safe; times are of one monotonic
 * clock, in ns.
 */
public final class EntryQueue {
  /** Approximate size in bytes of an entry without its text. */
  private static final long ENTRY_BYTES = 128;

  private final Deque<Appended> queue = new ArrayDeque<>();
  private long bytes;
  private long lines;

  /** Entries appended together at {@code since}, or a task, which is null for entries. */
  private record Appended(
      List<Entry> entries, long since, @Nullable Runnable task, long bytes, long lines) {
    static Appended of(List<Entry> entries, long since) {
      return new Appended(
          entries,
          since,
          null,
          entries.stream().mapToLong(EntryQueue::bytes).sum(),
          entries.stream().mapToLong(EntryQueue::lines).sum());
    }

    boolean hasLines() {
      return entries.stream().anyMatch(Entry::saysLines);
    }
  }

  public void append(List<Entry> entries, long now) {
    add(Appended.of(entries, now));
  }

  public void append(Runnable task, long now) {
    add(new Appended(List.of(), now, task, 0, 0));
  }

  /** Appends everything that is in the other queue. */
  public void append(EntryQueue other) {
    other.queue.forEach(this::add);
  }

  /** Whether there are neither entries nor tasks. */
  public boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Approximate size of the entries in bytes. */
  public long bytes() {
    return bytes;
  }

  /** Number of lines; an entry without lines counts as one. */
  public long lines() {
    return lines;
  }

  public boolean hasLines() {
    return queue.stream().anyMatch(Appended::hasLines);
  }

  /** When the first element was appended; {@code now} if there is none. */
  public long oldest(long now) {
    return queue.isEmpty() ? now : queue.peek().since();
  }

  /** All entries; the list must not be changed. */
  public List<Entry> entries() {
    if (queue.size() == 1) {
      return queue.peek().entries();
    }
    List<Entry> entries = new ArrayList<>();
    queue.forEach(appended -> entries.addAll(appended.entries()));
    return entries;
  }

  /** Removes elements from the front, until they have reached one of the sizes or none is left. */
  public EntryQueue take(long maxBytes, long maxLines) {
    EntryQueue taken = new EntryQueue();
    while (!queue.isEmpty() && taken.bytes < maxBytes && taken.lines < maxLines) {
      taken.add(remove());
    }
    return taken;
  }

  /** Removes all tasks. */
  public List<Runnable> takeTasks() {
    List<Runnable> tasks = new ArrayList<>();
    for (Appended appended : queue) {
      if (appended.task() != null) {
        tasks.add(appended.task());
      }
    }
    queue.removeIf(appended -> appended.task() != null);
    return tasks;
  }

  /** Removes all entries with lines. */
  public EntryQueue takeLines() {
    return takeLines(since -> true);
  }

  /** Removes the entries with lines that were appended before {@code time}. */
  public EntryQueue takeLinesBefore(long time) {
    return takeLines(since -> since - time < 0);
  }

  private EntryQueue takeLines(LongPredicate isTaken) {
    EntryQueue taken = new EntryQueue();
    for (int left = queue.size(); left > 0; left--) {
      Appended appended = remove();
      if (!isTaken.test(appended.since()) || !appended.hasLines()) {
        add(appended);
        continue;
      }
      List<Entry> rest = appended.entries().stream().filter(entry -> !entry.saysLines()).toList();
      taken.append(appended.entries().stream().filter(Entry::saysLines).toList(), appended.since());
      if (!rest.isEmpty()) {
        append(rest, appended.since());
      }
    }
    return taken;
  }

  public void clear() {
    queue.clear();
    bytes = 0;
    lines = 0;
  }

  /** Approximate size of the entry in bytes. */
  public static long bytes(Entry entry) {
    if (entry instanceof Entry.Say say) {
      return ENTRY_BYTES + say.lines().size();
    }
    return ENTRY_BYTES + (entry instanceof Entry.Direct direct ? direct.line().size() : 0);
  }

  private static long lines(Entry entry) {
    return entry instanceof Entry.Say say ? say.lines().count() : 1;
  }

  private void add(Appended appended) {
    queue.add(appended);
    bytes += appended.bytes();
    lines += appended.lines();
  }

  private Appended remove() {
    Appended appended = queue.remove();
    bytes -= appended.bytes();
    lines -= appended.lines();
    return appended;
  }
}
