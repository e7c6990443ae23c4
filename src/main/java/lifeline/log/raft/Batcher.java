package lifeline.log.raft;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.log.raft.order.BatchHeader;
import lifeline.log.raft.order.SendQueue;
import lifeline.log.raft.ratis.LeaderLink;
import lifeline.log.raft.ratis.RatisStateMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what this node appends to whoever leads, in order, until it is committed. One thread does
 * that, as handing over may block. If nothing is on its way a batch goes at once; else it is filled
 * for a moment. When anything goes wrong, all that is not known to be committed is handed over
 * again, to the leader there is then; {@link lifeline.log.raft.order.BatchOrder} sorts out what
 * comes twice.
 */
final class Batcher {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  /** After something went wrong it is tried again so much later. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final String name;
  private final LongSupplier nonces;
  private final Ways ways;
  private final Consumer<Throwable> failed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<BatchHeader> asides = new ArrayDeque<>();
  private final Thread thread = new Thread(this::work, "raft-batcher");
  private SendQueue run = new SendQueue();

  /** This node's number, once a run has begun. */
  private int node;

  /** 0 as long as this run has not begun. */
  private int epoch;

  private long nonce;

  /** Since when the run is to begin, ns. */
  private long wantedSince = System.nanoTime();

  private long beginAttempt = -1;
  private long attempt;
  private boolean broken = true;
  private long notBefore;
  private boolean closed;

  /** Finds the way to the leader. */
  interface Ways {
    /** To the leader as known now; null if none is known. */
    LeaderLink open();

    boolean isUpToDate(LeaderLink way);
  }

  /** What is handed over next. */
  private record Step(BatchHeader origin, List<Entry> entries) {}

  /**
   * @param name of this node
   * @param nonces gives numbers of which none comes twice, on any node
   * @param failed told when nothing can be handed over any more
   */
  Batcher(String name, LongSupplier nonces, Ways ways, Consumer<Throwable> failed) {
    this.failed = failed;
    this.name = name;
    this.nonces = nonces;
    this.ways = ways;
    this.nonce = nonces.getAsLong();
    this.notBefore = System.nanoTime();
  }

  void start() {
    thread.start();
  }

  void append(List<Entry> entries) {
    locked(() -> run.append(entries, System.nanoTime()));
  }

  /** As {@link SendQueue#behind}. */
  boolean behind(Runnable task) {
    lock.lock();
    try {
      return run.runAfter(task, System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** Hands over a record that is no batch of this node; once, if it works or not. */
  void aside(BatchHeader origin) {
    locked(() -> asides.add(origin));
  }

  /** There may be another leader. */
  void look() {
    locked(() -> {});
  }

  /** A batch of this node is committed; null if it is none of this run. */
  SendQueue.SentBatch committed(BatchHeader origin) {
    lock.lock();
    try {
      SendQueue.SentBatch sent = origin.epoch() == epoch ? run.committed(origin.number()) : null;
      changed.signal();
      return sent;
    } finally {
      lock.unlock();
    }
  }

  /** A batch of this node was left out, as one before it was missing. */
  void gap(BatchHeader origin) {
    locked(() -> broken |= origin.epoch() == epoch);
  }

  /**
   * A run of this node has begun.
   *
   * @return whether it is this one
   */
  boolean begun(long number, NodeEpoch its) {
    lock.lock();
    try {
      if (number != nonce) {
        return false;
      }
      node = its.node();
      epoch = its.epoch();
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Epoch of the run, 0 if it has not begun. */
  int epoch() {
    lock.lock();
    try {
      return epoch;
    } finally {
      lock.unlock();
    }
  }

  /**
   * This run has ended, as the others see it; what it had appended is dropped, and another begins.
   */
  List<Runnable> lost() {
    lock.lock();
    try {
      List<Runnable> tasks = run.takeTasks();
      run = new SendQueue();
      epoch = 0;
      nonce = nonces.getAsLong();
      wantedSince = System.nanoTime();
      beginAttempt = -1;
      changed.signal();
      return tasks;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Finds lines that have waited since {@code time}, ns, or for longer.
   *
   * @param listener called with the lines and whether they may still be committed; must not block
   */
  void giveUp(long time, BiConsumer<List<Entry>, Boolean> listener) {
    lock.lock();
    try {
      tell(run.takeUnconfirmedLines(time), run.takeUnsentLines(time), listener);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives up everything that is not known to be committed; {@code listener} as above.
   *
   * @return what was to be run behind that
   */
  List<Runnable> abandon(BiConsumer<List<Entry>, Boolean> listener) {
    lock.lock();
    try {
      List<Runnable> tasks = run.takeTasks();
      tell(run.takeSent(), run.takeUnsent(), listener);
      return tasks;
    } finally {
      lock.unlock();
    }
  }

  private static void tell(
      List<Entry> unknown, List<Entry> refused, BiConsumer<List<Entry>, Boolean> listener) {
    if (!unknown.isEmpty()) {
      listener.accept(unknown, true);
    }
    if (!refused.isEmpty()) {
      listener.accept(refused, false);
    }
  }

  /** For how long, ns, what was appended first has waited to be told, or this run to begin. */
  long waitsFor(long now) {
    lock.lock();
    try {
      return now - (epoch == 0 ? wantedSince : run.oldest(now));
    } finally {
      lock.unlock();
    }
  }

  /** What was to be run behind something that is not told soon. */
  List<Runnable> takeTasks() {
    lock.lock();
    try {
      return run.takeTasks();
    } finally {
      lock.unlock();
    }
  }

  /** Ends when all is committed, or after {@code patience} ns. */
  void close(long patience) {
    long end = System.nanoTime() + patience;
    locked(() -> closed = true);
    try {
      while (thread.isAlive() && System.nanoTime() - end < 0) {
        thread.join(100);
      }
      locked(() -> run = new SendQueue());
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    LeaderLink way = null;
    try {
      while (awaitWork(way)) {
        if (way == null || isBroken() || !ways.isUpToDate(way)) {
          way = reopen(way);
        } else {
          hand(way);
        }
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      failed.accept(e);
    } finally {
      if (way != null) {
        way.close();
      }
    }
  }

  /** Waits until there is something to do; false if there is nothing and will be nothing more. */
  private boolean awaitWork(LeaderLink way) throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        if (closed && (run.isEmpty() || epoch == 0)) {
          return false;
        }
        long now = System.nanoTime();
        long nanos = hasWork() ? notBefore - now : Long.MAX_VALUE;
        if (nanos <= 0 && way != null && !broken) {
          nanos = nanosToStep(now);
        }
        if (nanos <= 0) {
          return true;
        }
        // A way may be out of date without our being told.
        changed.awaitNanos(Math.min(nanos, PAUSE_NANOS));
        if (nanos > PAUSE_NANOS && hasWork() && way != null && !ways.isUpToDate(way)) {
          return true;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasWork() {
    return epoch == 0 || !asides.isEmpty() || !run.isEmpty();
  }

  private long nanosToStep(long now) {
    if (!asides.isEmpty()) {
      return 0;
    }
    if (epoch == 0) {
      return beginAttempt == attempt ? Long.MAX_VALUE : 0;
    }
    return run.nextUnsent(attempt) != null ? 0 : run.nanosUntilNext(now);
  }

  private LeaderLink reopen(LeaderLink old) {
    if (old != null) {
      old.close();
    }
    LeaderLink way = ways.open();
    lock.lock();
    try {
      attempt++;
      broken = false;
      notBefore = System.nanoTime() + (way == null ? PAUSE_NANOS : 0);
      return way;
    } finally {
      lock.unlock();
    }
  }

  private void hand(LeaderLink way) {
    Step step;
    long now;
    lock.lock();
    try {
      now = attempt;
      step = step();
    } finally {
      lock.unlock();
    }
    if (step == null) {
      return;
    }
    CompletableFuture<Void> done;
    try {
      done = way.send(RatisStateMachine.encode(step.origin(), step.entries()));
    } catch (IOException | RuntimeException e) {
      done = CompletableFuture.failedFuture(e);
    }
    var unused =
        done.whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                failed(now, step.origin(), failure);
              }
            });
  }

  /** The next thing to hand over, taken down as handed over on this attempt. */
  private Step step() {
    if (!asides.isEmpty()) {
      return new Step(asides.remove(), List.of());
    }
    if (epoch == 0) {
      beginAttempt = attempt;
      return new Step(BatchHeader.epochStart(name, nonce), List.of());
    }
    SendQueue.SentBatch sent = run.nextUnsent(attempt);
    long now = System.nanoTime();
    if (sent == null && run.nanosUntilNext(now) <= 0) {
      sent = run.createNext(now);
    }
    if (sent == null) {
      return null;
    }
    sent.attempt = attempt;
    return new Step(BatchHeader.entries(node, epoch, sent.number), sent.entries);
  }

  private void failed(long itsAttempt, BatchHeader origin, Throwable failure) {
    lock.lock();
    try {
      if (itsAttempt == attempt && !broken) {
        LOG.debug("{} could not be handed over: {}", origin, failure.toString());
        broken = true;
        notBefore = System.nanoTime() + PAUSE_NANOS;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isBroken() {
    lock.lock();
    try {
      return broken;
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable what) {
    lock.lock();
    try {
      what.run();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
