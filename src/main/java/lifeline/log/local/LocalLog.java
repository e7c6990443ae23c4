package lifeline.log.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import lifeline.codec.UnreadableException;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.EntryCodec;
import lifeline.log.DataException;
import lifeline.log.LineStore;
import lifeline.log.Log;
import lifeline.log.LogBrokenException;
import lifeline.log.LogClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one node, in files ({@link Journal}). One thread writes: what comes while it is busy
 * makes the next batch, so that a slow disk has fewer and larger ones. A batch is committed when it
 * is written, or, if so set, when it is on the disk.
 *
 * <p>When writing fails, as on a full disk, nothing of the batch is committed. Its lines wait and
 * are tried again, and refused at last; entries without lines take effect all the same, are kept in
 * memory ({@link UnwrittenBatches}) and written before anything else. When what was written can't
 * be brought to the disk, or half a record not be taken back, nothing is certain any more and the
 * log fails.
 */
public final class LocalLog implements Log {
  private static final Logger LOG = LoggerFactory.getLogger(LocalLog.class);

  /** How often writing is tried again, and the patience of waiting lines looked at. */
  private static final long RETRY_MILLIS = 100;

  /** How often it is looked whether a write or sync takes too long. */
  private static final long WATCH_MILLIS = 250;

  private final Settings settings;
  private final LogClock time;
  private final Supplier<String> obstacle;
  private final Journal journal;
  private final AppendQueue inlet;
  private final UnwrittenBatches backlog;
  private final Thread writer = new Thread(this::write, "log");

  /** Two threads, so that one can tell that the other one's sync hangs. */
  private final ScheduledExecutorService helper =
      Executors.newScheduledThreadPool(2, task -> new Thread(task, "log-helper"));

  /** Batches of lines that wait since a write has failed, the oldest first. */
  private final Deque<AppendQueue.Appended> held = new ArrayDeque<>();

  private Listener listener;
  private Executor executor;
  private long lastIndex;
  private boolean struggling;

  /** The lines of the batch that has just failed were told as uncertain before. */
  private boolean answered;

  private final AtomicLong appendedBytes = new AtomicLong();
  private final AtomicLong forgotten = new AtomicLong();
  private volatile boolean hurried;

  /** Why the backlog could not be written at the end; null if it could. */
  private volatile String unkept;

  /**
   * How safe a committed batch is, and how long lines wait for that.
   *
   * @param syncEach whether a batch is committed only when it is on the disk
   * @param syncInterval else: how often all is brought to the disk
   * @param patience how long lines wait while they can't be written
   */
  public record Settings(boolean syncEach, Duration syncInterval, Duration patience) {}

  /**
   * @param obstacle why no lines may be accepted now, null if they may; asked on the log's thread
   */
  public LocalLog(Journal journal, Settings settings, LogClock time, Supplier<String> obstacle) {
    this.journal = journal;
    this.settings = settings;
    this.time = time;
    this.obstacle = obstacle;
    this.inlet = new AppendQueue(settings.patience());
    this.backlog = new UnwrittenBatches(journal);
  }

  @Override
  public long replay(long applied, Replay replay) {
    try {
      journal.open(
          applied,
          (index, then, payload) -> {
            time.seen(then);
            replay.onKept(new Batch(index, then, read(index, payload), false));
          });
    } catch (IOException e) {
      throw new DataException("log: can't be read: " + e.getMessage(), e);
    }
    lastIndex = journal.lastIndex();
    return lastIndex;
  }

  @Override
  public void start(Listener told, Executor where) {
    listener = told;
    executor = where;
    writer.start();
    every(WATCH_MILLIS, this::watch);
    if (!settings.syncEach()) {
      every(settings.syncInterval().toMillis(), this::sync);
    }
  }

  private void every(long millis, Runnable task) {
    var unused = helper.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void append(List<Entry> entries) {
    inlet.append(entries);
  }

  @Override
  public void behind(Runnable task) {
    inlet.behind(task);
  }

  @Override
  public void hurry() {
    hurried = true;
  }

  @Override
  public void forget(long index) {
    forgotten.set(index);
    helper.execute(() -> journal.forget(index));
  }

  @Override
  public long appendedBytes() {
    return appendedBytes.get();
  }

  @Override
  public void close() {
    inlet.close();
    try {
      writer.join();
      helper.shutdown();
      while (!helper.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("the disk does not answer; waiting for it to end");
      }
      journal.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A snapshot that was taken meanwhile has what they did.
    if (unkept != null && forgotten.get() < lastIndex) {
      throw new LogBrokenException(
          "log: the last joins, ends and confirmations are lost, they could not be written: "
              + unkept,
          null);
    }
  }

  /** Copies what is on the disk to an existing folder; nothing is forgotten meanwhile. */
  public void copyTo(Path target) throws IOException {
    journal.copyTo(target);
  }

  private static List<Entry> read(long index, byte[] payload) {
    try {
      return EntryCodec.of(payload);
    } catch (UnreadableException e) {
      throw new DataException("log: batch " + index + ": " + e.getMessage(), e);
    }
  }

  private void write() {
    try {
      while (true) {
        boolean patient = held.isEmpty() && backlog.isEmpty();
        AppendQueue.Taken taken = inlet.take(patient ? Long.MAX_VALUE : RETRY_MILLIS);
        if (taken == null) {
          refuse(held, "the server is ending");
          writeLast();
          return;
        }
        handle(taken);
        taken.tasks().forEach(executor::execute);
      }
    } catch (RuntimeException | Error e) {
      executor.execute(() -> listener.onFailed(e));
    }
  }

  private void writeLast() {
    try {
      backlog.writeAll();
    } catch (IOException e) {
      unkept = reason(e);
    }
  }

  private void handle(AppendQueue.Taken taken) {
    String why = held.isEmpty() && backlog.isEmpty() ? null : retry();
    if (why == null && taken.hasLines()) {
      why = obstacle.get();
    }
    if (why == null && !taken.batches().isEmpty()) {
      why = commit(taken.batches());
    }
    if (why == null) {
      return;
    }
    if (!struggling && !why.equals(LineStore.BEHIND)) {
      LOG.error("can't write, new lines are held back and then refused: {}", why);
      struggling = true;
    }
    taken.batches().forEach(this::part);
    answered = false;
    giveUp(why);
  }

  /** Lines wait, unless they have been answered; what is not lines takes effect. */
  private void part(AppendQueue.Appended appended) {
    List<Entry> rest = new ArrayList<>();
    List<Entry> lines = new ArrayList<>();
    appended.entries().forEach(entry -> (entry.saysLines() ? lines : rest).add(entry));
    if (!lines.isEmpty() && !answered) {
      held.add(new AppendQueue.Appended(lines, appended.since()));
    }
    if (!rest.isEmpty()) {
      commitUnwritten(rest);
    }
  }

  /** Writes what has been waiting; answers why that can't be done, null if it is done. */
  private String retry() {
    try {
      backlog.writeAll();
    } catch (IOException e) {
      return reason(e);
    }
    if (held.isEmpty()) {
      return null;
    }
    String why = obstacle.get();
    if (why == null) {
      why = commit(List.copyOf(held));
    }
    if (why == null || answered) {
      held.clear();
      answered = false;
    }
    return why;
  }

  /** Refuses lines that have waited too long, or need not wait. */
  private void giveUp(String why) {
    Deque<AppendQueue.Appended> late = new ArrayDeque<>();
    while (!held.isEmpty() && (hurried || inlet.isLate(held.peek()))) {
      late.add(held.remove());
    }
    refuse(late, why);
  }

  private void refuse(Deque<AppendQueue.Appended> late, String why) {
    while (!late.isEmpty()) {
      List<Entry> lines = late.remove().entries();
      executor.execute(() -> listener.onRefused(lines, new Refusal(false, why)));
    }
  }

  /** Writes batches as one; answers why that can't be done, null if it is done. */
  private String commit(List<AppendQueue.Appended> batches) {
    List<Entry> entries = batches.get(0).entries();
    if (batches.size() > 1) {
      entries = new ArrayList<>();
      for (AppendQueue.Appended batch : batches) {
        entries.addAll(batch.entries());
      }
    }
    byte[] payload = EntryCodec.toBytes(entries);
    long now = time.now();
    inlet.writing(batches);
    try {
      journal.append(now, payload, payload.length);
    } catch (IOException e) {
      answered = inlet.written();
      return reason(e);
    }
    if (settings.syncEach()) {
      journal.sync();
    }
    appendedBytes.addAndGet(payload.length);
    if (struggling && obstacle.get() == null) {
      LOG.info("writing works again");
      struggling = false;
    }
    tell(entries, now, inlet.written());
    return null;
  }

  /** Lets entries take effect that can't be written now. */
  private void commitUnwritten(List<Entry> entries) {
    long now = time.now();
    backlog.add(now, EntryCodec.toBytes(entries));
    tell(entries, now, false);
  }

  private void tell(List<Entry> entries, long now, boolean disowned) {
    lastIndex++;
    Batch batch = new Batch(lastIndex, now, entries, disowned);
    executor.execute(() -> listener.onCommitted(batch));
  }

  private void sync() {
    try {
      if (journal.isDirty()) {
        journal.sync();
      }
    } catch (RuntimeException e) {
      executor.execute(() -> listener.onFailed(e));
    }
  }

  /** Tells of lines whose write hangs, so that nobody waits longer than was said. */
  private void watch() {
    inlet.hanging(lines -> hangs(lines, true), lines -> hangs(lines, false));
  }

  private void hangs(List<Entry> lines, boolean unknown) {
    LOG.error("the disk does not answer: {} entries with lines wait in vain", lines.size());
    Refusal refusal = new Refusal(unknown, "the disk does not answer");
    executor.execute(() -> listener.onRefused(lines, refusal));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
