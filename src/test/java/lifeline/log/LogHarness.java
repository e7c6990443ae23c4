package lifeline.log;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import lifeline.codec.Sections;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.log.raft.RaftLog;
import lifeline.protocol.LineBlock;

/** Drives a {@link Log} as a dispatcher does, on a thread of its own. */
public final class LogHarness implements Log.Listener, ClusterListener {
  private static final int TIMEOUT_SECONDS = 30;

  private final Kind kind;
  private final Function<Snapshot, Log> epochs;
  private final AtomicLong clock;
  private final List<Log.Batch> batches = new CopyOnWriteArrayList<>();
  private final List<Log.Batch> replayed = new CopyOnWriteArrayList<>();
  private final List<Entry> refused = new CopyOnWriteArrayList<>();
  private final List<Log.Refusal> refusals = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
  private Consumer<Log.Batch> onCommit = batch -> {};
  private CompletableFuture<Void> started;
  private ExecutorService thread;
  private Log log;

  /** In what the adapters of {@link Log} differ, as {@link Log} says. */
  public enum Kind {
    /** Stores nothing. */
    MEMORY,
    /** Stores what it commits, and replays it before the start. */
    LOCAL,
    /** Shared by several nodes; stores what it commits, and reports it after the start. */
    CLUSTER
  }

  /** What a dispatcher stores of the log: up to which batch, and what the log has added. */
  public record Snapshot(long index, Sections state) {
    static final Snapshot NONE = new Snapshot(0, null);
  }

  /**
   * @param clock of the log, ms since the epoch
   * @param epochs makes the log of the next epoch, after a snapshot
   */
  public LogHarness(Kind kind, AtomicLong clock, Function<Snapshot, Log> epochs) {
    this.kind = kind;
    this.clock = clock;
    this.epochs = epochs;
  }

  public static Entry say(long connection, String... lines) {
    return new Entry.Say(connection, "ops", false, null, LineBlock.of(lines));
  }

  Kind kind() {
    return kind;
  }

  void clock(long millis) {
    clock.set(millis);
  }

  /** Starts an epoch without a snapshot. */
  public long open() {
    return open(Snapshot.NONE);
  }

  /**
   * Starts an epoch, and waits until entries can be committed in it.
   *
   * @return index of the last batch of the former epochs, as the log reports it
   */
  public long open(Snapshot snapshot) {
    replayed.clear();
    batches.clear();
    started = new CompletableFuture<>();
    thread = Executors.newSingleThreadExecutor();
    log = epochs.apply(snapshot);
    long last = log.replay(snapshot.index(), replayed::add);
    if (log instanceof RaftLog raft) {
      raft.listen(this);
    }
    log.start(this, thread);
    if (kind == Kind.CLUSTER) {
      started.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }
    return last;
  }

  /** Ends the epoch; all that it reported has been received. */
  public void close() {
    if (log != null) {
      log.close();
      log = null;
      thread.shutdown();
      await(thread);
    }
  }

  /** Takes a snapshot of what has been reported. */
  Snapshot snapshot() {
    Sections state = new Sections();
    on(() -> log.save(state));
    List<Log.Batch> reported = batches.isEmpty() ? replayed : batches;
    return new Snapshot(reported.get(reported.size() - 1).index(), state);
  }

  /** Appends on the harness's thread, as the port wants it. */
  public void append(List<Entry> entries) {
    on(() -> log.append(entries));
  }

  void forget(Snapshot snapshot) {
    on(() -> log.discard(snapshot.index()));
  }

  /** Waits until all that was appended is reported, except lines that wait. */
  public void settle() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    on(() -> log.runAfter(() -> done.complete(null)));
    done.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  /** What the task returns, which runs after all that was appended. */
  <T> List<T> runAfter(Supplier<T> task) {
    List<T> seen = new ArrayList<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    on(
        () ->
            log.runAfter(
                () -> {
                  seen.add(task.get());
                  done.complete(null);
                }));
    done.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    return seen;
  }

  void onCommit(Consumer<Log.Batch> action) {
    onCommit = action;
  }

  public List<Log.Batch> batches() {
    return batches;
  }

  public List<Log.Batch> replayed() {
    return replayed;
  }

  public List<Entry> committed() {
    return batches.stream().flatMap(batch -> batch.entries().stream()).toList();
  }

  public List<Entry> refused() {
    return refused;
  }

  public List<Log.Refusal> refusals() {
    return refusals;
  }

  /** Whether the log could not go on. */
  boolean hasFailed() {
    return failed.isDone();
  }

  /** What the log could not go on for. */
  public Throwable failure() {
    return failed.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void onCommitted(Log.Batch batch) {
    batches.add(batch);
    onCommit.accept(batch);
  }

  @Override
  public void onRefused(List<Entry> lines, Log.Refusal refusal) {
    refused.addAll(lines);
    refusals.add(refusal);
  }

  @Override
  public void onFailed(Throwable failure) {
    failed.complete(failure);
  }

  @Override
  public void onRemoteCommitted(Log.Batch batch) {
    boolean isControl = batch.entries().stream().allMatch(Entry.NodeStarted.class::isInstance);
    if (!started.isDone() && !isControl) {
      replayed.add(batch);
    }
  }

  @Override
  public void onEpochStarted(NodeEpoch epoch) {
    started.complete(null);
  }

  @Override
  public void onEpochLost() {
    onFailed(new IllegalStateException("the epoch was ended"));
  }

  @Override
  public void onLeaseExpired() {}

  @Override
  public void onLeaseRenewed() {}

  @Override
  public void onUnavailable(String reason) {}

  @Override
  public void onAvailable() {}

  @Override
  public void onRestartRequired() {
    onFailed(new IllegalStateException("a restart is required"));
  }

  @Override
  public void onRemoved() {
    onFailed(new IllegalStateException("the node was removed"));
  }

  private void on(Runnable task) {
    if (Thread.currentThread().getName().startsWith("pool-")) {
      task.run();
      return;
    }
    CompletableFuture.runAsync(task, thread).orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  private static void await(ExecutorService executor) {
    try {
      assertTrue(executor.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    }
  }
}
