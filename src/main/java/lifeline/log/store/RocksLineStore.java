package lifeline.log.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lifeline.delivery.lines.SeqSet;
import lifeline.log.LineStore;
import lifeline.log.LogBrokenException;
import lifeline.protocol.SaidLines;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines in RocksDB. A thread of its own writes and reads, in the order of the calls. While nothing
 * can be written, changes wait in memory, where reads find them too, and {@link #obstacle} reports
 * why.
 */
public final class RocksLineStore implements LineStore {
  private static final Logger LOG = LoggerFactory.getLogger(RocksLineStore.class);

  /** Time between two attempts to write after a failure. */
  private static final long RETRY_MILLIS = 250;

  /** Time between two attempts while RocksDB first writes what it has. */
  private static final long LAGGING_MILLIS = 20;

  /** Bytes of text that wait to be written, above which no lines should be accepted. */
  private static final long MAX_ACCEPTED_BYTES = 32L << 20;

  /** The same, above which the store fails: in a cluster, {@link #obstacle} is not checked. */
  private static final long MAX_WAITING_BYTES = 128L << 20;

  private final RocksDatabase files;
  private final LineTable lines;
  private final SnapshotTable state;
  private final PendingTrims trims = new PendingTrims();
  private final Consumer<Throwable> failed;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "store"));
  private final ExecutorService flusher =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "store-flush"));
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile @Nullable String writeError;

  /** Changes since the last {@link #applied}; used by the caller's thread. */
  private List<Change> current = new ArrayList<>();

  private long currentBytes;

  // Used by the store's thread:
  private final Deque<Changes> unwritten = new ArrayDeque<>();
  private final MemoryLineStore unwrittenLines = new MemoryLineStore();

  /** One change of the files. */
  private sealed interface Change {}

  private record Added(SaidLines lines) implements Change {}

  private record Trimmed(String room, long upTo, SeqSet pinned) implements Change {}

  private record Dropped(String room) implements Change {}

  /** All changes of the log's batches since the previous one; {@code snapshot} may be null. */
  private record Changes(
      long index, List<Change> changes, long bytes, @Nullable Snapshot snapshot) {}

  /**
   * @param failed called when the files turn out to be unusable; nothing is stored any more then
   */
  public RocksLineStore(RocksDatabase files, Consumer<Throwable> failed) {
    this.files = files;
    this.lines = new LineTable(files);
    this.state = new SnapshotTable(files);
    this.failed = failed;
  }

  @Override
  public void add(SaidLines lines) {
    current.add(new Added(lines));
    currentBytes += lines.lines().size();
  }

  @Override
  public void trim(String room, long upTo, SeqSet pinned) {
    current.add(new Trimmed(room, upTo, pinned));
  }

  @Override
  public void drop(String room) {
    current.add(new Dropped(room));
  }

  @Override
  public void applied(long index) {
    submit(new Changes(index, current, currentBytes, null));
    current = new ArrayList<>();
    currentBytes = 0;
  }

  private void submit(Changes changes) {
    waitingBytes.addAndGet(changes.bytes());
    thread.execute(() -> take(changes));
  }

  @Override
  public CompletionStage<Page> read(String room, long first, long last, int maxBytes) {
    CompletableFuture<Page> page = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            page.complete(page(room, first, last, maxBytes));
          } catch (RocksDBException e) {
            if (codeOf(e) == Status.Code.Corruption) {
              fail(e);
            }
            page.completeExceptionally(e);
          } catch (RuntimeException e) {
            failed.accept(e);
            page.completeExceptionally(e);
          }
        });
    return page;
  }

  /** The last one that was stored; to be called before anything else. */
  public Optional<Snapshot> snapshot() {
    return state.read();
  }

  @Override
  public CompletionStage<Void> saveSnapshot(Snapshot snapshot) {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    thread.execute(
        () -> {
          take(new Changes(snapshot.index(), List.of(), 0, snapshot));
          if (unwritten.isEmpty()) {
            flush(saved);
          } else {
            saved.completeExceptionally(new IllegalStateException(writeError));
          }
        });
    return saved;
  }

  private void flush(CompletableFuture<Void> saved) {
    flusher.execute(
        () -> {
          try {
            files.flush();
            saved.complete(null);
          } catch (RocksDBException e) {
            if (!isFull(e)) {
              fail(e);
            }
            saved.completeExceptionally(e);
          }
        });
  }

  @Override
  public @Nullable String obstacle() {
    String why = writeError;
    if (why != null) {
      return why;
    }
    return waitingBytes.get() > MAX_ACCEPTED_BYTES ? LAGGING : null;
  }

  @Override
  public void close() {
    shutdown(thread);
    shutdown(flusher);
    files.close();
  }

  private static void shutdown(ExecutorService executor) {
    executor.shutdown();
    try {
      while (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("the store is still writing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Changes changes) {
    if (unwritten.isEmpty() && write(changes)) {
      return;
    }
    if (waitingBytes.get() > MAX_WAITING_BYTES) {
      failed.accept(
          new LogBrokenException("store: could not be written for too long: " + writeError, null));
    }
    boolean first = unwritten.isEmpty();
    unwritten.add(changes);
    for (Change change : changes.changes()) {
      if (change instanceof Added added) {
        unwrittenLines.add(added.lines());
      }
    }
    if (first) {
      retryLater();
    }
  }

  private void retryLater() {
    long delay = LAGGING.equals(writeError) ? LAGGING_MILLIS : RETRY_MILLIS;
    var unused = thread.schedule(this::retry, delay, TimeUnit.MILLISECONDS);
  }

  private void retry() {
    while (!unwritten.isEmpty()) {
      if (!write(unwritten.peek())) {
        retryLater();
        return;
      }
      unwritten.remove();
    }
    unwrittenLines.clear();
  }

  private boolean write(Changes changes) {
    try (WriteBatch batch = new WriteBatch()) {
      // First, as the search for pinned lines does not find what is only in the batch.
      List<String> due = trims.due(changes.snapshot() != null);
      for (String room : due) {
        lines.delete(batch, room, trims.upTo(room), trims.pinned(room));
      }
      for (Change change : changes.changes()) {
        put(batch, change);
      }
      if (changes.snapshot() != null) {
        state.put(batch, changes.snapshot());
      }
      files.putApplied(batch, changes.index());
      files.write(batch);
      if (changes.snapshot() != null) {
        state.written(changes.snapshot());
      }
      trims.deleted(due);
      waitingBytes.addAndGet(-changes.bytes());
      writeSucceeded();
      return true;
    } catch (RocksDBException e) {
      writeFailed(e);
      return false;
    } catch (RuntimeException | Error e) {
      failed.accept(e);
      throw e;
    }
  }

  private void writeSucceeded() {
    if (writeError != null && !writeError.equals(LAGGING)) {
      LOG.info("the store can be written again");
    }
    writeError = null;
  }

  private void writeFailed(RocksDBException e) {
    if (codeOf(e) == Status.Code.Incomplete) {
      writeError = LAGGING;
      return;
    }
    if (!isFull(e)) {
      fail(e);
    } else if (writeError == null || writeError.equals(LAGGING)) {
      LOG.error("the store can't be written, new lines are refused: {}", e.getMessage());
    }
    writeError = e.getMessage() == null ? "the store can't be written" : e.getMessage();
  }

  /** RocksDB continues by itself when there is space again; after other failures it never does. */
  private static boolean isFull(RocksDBException e) {
    return e.getStatus() != null && e.getStatus().getSubCode() == Status.SubCode.NoSpace;
  }

  /**
   * Reports that the files can't be used. Nothing is lost: the log still has what they have not.
   */
  private void fail(RocksDBException e) {
    String what = codeOf(e) == Status.Code.Corruption ? "damaged" : "can't be written";
    failed.accept(new LogBrokenException("store: " + what + ": " + e.getMessage(), e));
  }

  private static Status.@Nullable Code codeOf(RocksDBException e) {
    return e.getStatus() == null ? null : e.getStatus().getCode();
  }

  private void put(WriteBatch batch, Change change) throws RocksDBException {
    if (change instanceof Added added) {
      SaidLines said = added.lines();
      batch.put(
          files.lines(), LineRecord.key(said.room(), said.firstSeq()), LineRecord.value(said));
    } else if (change instanceof Trimmed trimmed) {
      trims.add(trimmed.room(), trimmed.upTo(), trimmed.pinned());
    } else if (change instanceof Dropped dropped) {
      trims.forget(dropped.room());
      byte[] from = LineRecord.key(dropped.room(), 0);
      batch.deleteRange(files.lines(), from, LineRecord.end(dropped.room()));
    }
  }

  private Page page(String room, long first, long last, int maxBytes) throws RocksDBException {
    Page page = lines.page(room, first, last, maxBytes, trims);
    int bytes = page.lines().stream().mapToInt(said -> said.lines().size()).sum();
    if (page.next() > last || bytes >= maxBytes || unwritten.isEmpty()) {
      return page;
    }
    Page more = unwrittenLines.page(room, page.next(), last, maxBytes - bytes);
    List<SaidLines> both = new ArrayList<>(page.lines());
    both.addAll(more.lines());
    return new Page(more.next(), both);
  }
}
