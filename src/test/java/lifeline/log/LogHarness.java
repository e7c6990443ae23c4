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
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lifeline.delivery.entry.Entry;
import lifeline.protocol.LineBlock;

/** Drives a {@link Log} as a dispatcher would, on a thread of its own. */
public final class LogHarness implements Log.Listener {
  private final boolean keeps;
  private final Supplier<Log> runs;
  private final AtomicLong clock;
  private final List<Log.Batch> batches = new CopyOnWriteArrayList<>();
  private final List<Log.Batch> replayed = new ArrayList<>();
  private final List<Entry> refused = new CopyOnWriteArrayList<>();
  private final List<Log.Refusal> refusals = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
  private Consumer<Log.Batch> onCommit = batch -> {};
  private ExecutorService thread;
  private Log log;

  /**
   * @param keeps whether a run finds what the former ones had
   * @param runs makes the log of the next run, with the given clock
   */
  public LogHarness(boolean keeps, AtomicLong clock, Supplier<Log> runs) {
    this.keeps = keeps;
    this.clock = clock;
    this.runs = runs;
  }

  static LongSupplier supplier(AtomicLong clock) {
    return clock::get;
  }

  public static Entry say(long connection, String... lines) {
    return new Entry.Say(connection, "ops", false, null, LineBlock.of(lines));
  }

  boolean keeps() {
    return keeps;
  }

  void clock(long millis) {
    clock.set(millis);
  }

  /** Begins a run; answers the index of the last batch of the former ones. */
  public long open(long applied) {
    replayed.clear();
    batches.clear();
    thread = Executors.newSingleThreadExecutor();
    log = runs.get();
    long last = log.replay(applied, replayed::add);
    log.start(this, thread);
    return last;
  }

  /** Ends the run; all that it told has been heard. */
  public void close() {
    if (log != null) {
      log.close();
      log = null;
      thread.shutdown();
      await(thread);
    }
  }

  /** Appends on the harness's thread, as the port wants it. */
  public void append(List<Entry> entries) {
    on(() -> log.append(entries));
  }

  void forget(long index) {
    log.forget(index);
  }

  /** Waits until all that was appended is told, but for lines that wait. */
  public void settle() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    on(() -> log.behind(() -> done.complete(null)));
    done.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** What the task answers that is run behind all that was appended. */
  <T> List<T> behind(Supplier<T> task) {
    List<T> seen = new ArrayList<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    on(
        () ->
            log.behind(
                () -> {
                  seen.add(task.get());
                  done.complete(null);
                }));
    done.orTimeout(20, TimeUnit.SECONDS).join();
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

  /** What the log could not go on for. */
  public Throwable failure() {
    return failed.orTimeout(20, TimeUnit.SECONDS).join();
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

  private void on(Runnable task) {
    if (Thread.currentThread().getName().startsWith("pool-")) {
      task.run();
      return;
    }
    CompletableFuture.runAsync(task, thread).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static void await(ExecutorService executor) {
    try {
      assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    }
  }
}
