package lifeline.log.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
import lifeline.log.EntryQueue;
import lifeline.log.LineStore;
import lifeline.log.Log;
import lifeline.log.LogBrokenException;
import lifeline.log.LogClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one node, in files ({@link Journal}). One thread writes: what is appended while it is
 * busy becomes the next batch, so that a slow disk gets fewer and larger ones. A batch is committed
 * when it is written, or, with {@link Settings#syncEach}, when it is on the disk.
 *
 * <p>When a write fails, as on a full disk, nothing of the batch is committed. Its lines wait, are
 * tried again and finally refused; entries without lines take effect nevertheless, wait in memory
 * ({@link UnwrittenBatches}) and are written before anything else. When a sync fails, or half a
 * record can't be removed, it is no longer certain what is on the disk, and the log fails.
 */
public final class LocalLog implements Log {
  private static final Logger LOG = LoggerFactory.getLogger(LocalLog.class);

  /** Time between two attempts to write after a failure, and between two checks for late lines. */
  private static final long RETRY_MILLIS = 100;

  /** Time between two checks whether a write or sync takes too long. */
  private static final long WATCH_MILLIS = 250;

  private final Settings settings;
  private final LogClock time;
  private final Supplier<String> obstacle;
  private final Journal journal;
  private final AppendQueue queue;
  private final UnwrittenBatches unwritten;
  private final Thread writer = new Thread(this::write, "log");

  /** Two threads, so that one can report that the sync of the other hangs. */
  private final ScheduledExecutorService helper =
      Executors.newScheduledThreadPool(2, task -> new Thread(task, "log-helper"));

  /** Lines that have waited since a write failed. */
  private final EntryQueue held = new EntryQueue();

  private Listener listener;
  private Executor executor;
  private long lastIndex;
  private boolean failing;

  /** The lines of the write that has just failed were reported as unknown before. */
  private boolean reported;

  private final AtomicLong appendedBytes = new AtomicLong();
  private final AtomicLong discarded = new AtomicLong();
  private volatile boolean waitsNoMore;

  /** Why unwritten batches could not be written at the end; null if they could. */
  private volatile @Nullable String lastWriteError;

  /**
   * How safe a committed batch is, and how long lines wait for that.
   *
   * @param syncEach whether a batch is committed only when it is on the disk
   * @param syncInterval time between two syncs otherwise
   * @param patience how long lines wait while they can't be written
   */
  public record Settings(boolean syncEach, Duration syncInterval, Duration patience) {}

  /**
   * @param obstacle why no lines may be accepted now, null if they may; called on the log's thread
   */
  public LocalLog(Journal journal, Settings settings, LogClock time, Supplier<String> obstacle) {
    this.journal = journal;
    this.settings = settings;
    this.time = time;
    this.obstacle = obstacle;
    this.queue = new AppendQueue(settings.patience());
    this.unwritten = new UnwrittenBatches(journal);
  }

  @Override
  public long replay(long applied, Replay replay) {
    try {
      journal.open(
          applied,
          (index, then, payload) -> {
            time.seen(then);
            replay.onReplayed(new Batch(index, then, read(index, payload), false));
          });
    } catch (IOException e) {
      throw new DataException("log: can't be read: " + e.getMessage(), e);
    }
    lastIndex = journal.lastIndex();
    return lastIndex;
  }

  @Override
  public void start(Listener target, Executor targetExecutor) {
    listener = target;
    executor = targetExecutor;
    writer.start();
    every(WATCH_MILLIS, this::checkLate);
    if (!settings.syncEach()) {
      every(settings.syncInterval().toMillis(), this::sync);
    }
  }

  private void every(long millis, Runnable task) {
    var unused = helper.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void append(List<Entry> entries) {
    queue.append(entries);
  }

  @Override
  public void runAfter(Runnable task) {
    queue.append(task);
  }

  @Override
  public void stopWaiting() {
    waitsNoMore = true;
  }

  @Override
  public void discard(long index) {
    discarded.set(index);
    helper.execute(() -> journal.discard(index));
  }

  @Override
  public long appendedBytes() {
    return appendedBytes.get();
  }

  @Override
  public void close() {
    queue.close();
    try {
      writer.join();
      helper.shutdown();
      while (!helper.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("the disk does not answer; the server waits for it before it ends");
      }
      journal.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Not lost if a snapshot that was stored meanwhile has their effects.
    if (lastWriteError != null && discarded.get() < lastIndex) {
      throw new LogBrokenException(
          "log: the last joins, ends and confirmations are lost, they could not be written: "
              + lastWriteError,
          null);
    }
  }

  /** Copies what is on the disk to an existing folder; nothing may be discarded meanwhile. */
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
        boolean idle = held.isEmpty() && unwritten.isEmpty();
        EntryQueue taken = queue.take(idle ? Long.MAX_VALUE : RETRY_MILLIS);
        if (taken == null) {
          refuse(held.entries(), "the server is ending");
          writeLast();
          return;
        }
        handle(taken);
        taken.takeTasks().forEach(executor::execute);
      }
    } catch (RuntimeException | Error e) {
      executor.execute(() -> listener.onFailed(e));
    }
  }

  private void writeLast() {
    try {
      unwritten.writeAll();
    } catch (IOException e) {
      lastWriteError = reason(e);
    }
  }

  private void handle(EntryQueue taken) {
    String why = held.isEmpty() && unwritten.isEmpty() ? null : retry();
    if (why == null && taken.hasLines()) {
      why = obstacle.get();
    }
    if (why == null) {
      why = commit(taken);
    }
    if (why == null) {
      return;
    }
    if (!failing && !why.equals(LineStore.LAGGING)) {
      LOG.error("can't write, new lines are held back and then refused: {}", why);
      failing = true;
    }
    hold(taken);
    refuseLate(why);
  }

  /** Lines wait, unless they were reported; entries without lines take effect. */
  private void hold(EntryQueue taken) {
    EntryQueue lines = taken.takeLines();
    if (!reported) {
      held.append(lines);
    }
    reported = false;
    List<Entry> rest = taken.entries();
    if (!rest.isEmpty()) {
      commitUnwritten(rest);
    }
  }

  /** Writes what has been waiting; returns why that is impossible, null if it is done. */
  private @Nullable String retry() {
    try {
      unwritten.writeAll();
    } catch (IOException e) {
      return reason(e);
    }
    if (held.isEmpty()) {
      return null;
    }
    String why = obstacle.get();
    if (why == null) {
      why = commit(held);
    }
    if (why == null || reported) {
      held.clear();
      reported = false;
    }
    return why;
  }

  /** Refuses held lines that have waited for too long, or need not wait. */
  private void refuseLate(String why) {
    EntryQueue late = waitsNoMore ? held.takeLines() : held.takeLinesBefore(queue.deadline());
    refuse(late.entries(), why);
  }

  private void refuse(List<Entry> lines, String why) {
    if (!lines.isEmpty()) {
      executor.execute(() -> listener.onRefused(lines, new Refusal(false, why)));
    }
  }

  /** Writes the entries as one batch; returns why that is impossible, null if it is done. */
  private @Nullable String commit(EntryQueue batch) {
    List<Entry> entries = batch.entries();
    if (entries.isEmpty()) {
      return null;
    }
    byte[] payload = EntryCodec.toBytes(entries);
    long now = time.now();
    queue.writeStarted(batch);
    try {
      journal.append(now, payload, payload.length);
    } catch (IOException e) {
      reported = queue.writeEnded();
      return reason(e);
    }
    if (settings.syncEach()) {
      journal.sync();
    }
    appendedBytes.addAndGet(payload.length);
    if (failing && obstacle.get() == null) {
      LOG.info("writing works again");
      failing = false;
    }
    reportCommitted(entries, now, queue.writeEnded());
    return null;
  }

  /** Commits entries that can't be written now. */
  private void commitUnwritten(List<Entry> entries) {
    long now = time.now();
    unwritten.add(now, EntryCodec.toBytes(entries));
    reportCommitted(entries, now, false);
  }

  private void reportCommitted(List<Entry> entries, long now, boolean reportedUnknown) {
    lastIndex++;
    Batch batch = new Batch(lastIndex, now, entries, reportedUnknown);
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

  /** Reports lines whose write hangs, so that no answer takes longer than is promised. */
  private void checkLate() {
    queue.reportLate(lines -> reportHanging(lines, true), lines -> reportHanging(lines, false));
  }

  private void reportHanging(List<Entry> lines, boolean unknown) {
    LOG.error("the disk does not answer: {} entries with lines wait in vain", lines.size());
    Refusal refusal = new Refusal(unknown, "the disk does not answer");
    executor.execute(() -> listener.onRefused(lines, refusal));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
