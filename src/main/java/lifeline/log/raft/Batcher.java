package lifeline.log.raft;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.log.raft.order.BatchHeader;
import lifeline.log.raft.order.Proposer;
import lifeline.log.raft.order.SendQueue.SentBatch;
import lifeline.log.raft.ratis.LeaderLink;
import lifeline.log.raft.ratis.RatisStateMachine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what this node appends to the leader, in order, until it is committed: the thread, lock and
 * link around a {@link Proposer}. The thread is needed because sending may block. When anything
 * goes wrong, the link is closed, and everything that is not known to be committed is sent again on
 * another one; {@link lifeline.log.raft.order.BatchOrder} drops the duplicates. Thread-safe.
 */
final class Batcher {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  /** Time from a failure to the next attempt. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final LeaderLink.Source links;
  private final Consumer<Throwable> failed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Proposer proposer;
  private final Thread thread = new Thread(this::run, "raft-batcher");

  /** Something was not committed on this attempt, so another one is needed. */
  private boolean broken = true;

  private long notBefore = System.nanoTime();
  private boolean closed;

  /**
   * @param failed called when this thread has to end
   */
  Batcher(Proposer proposer, LeaderLink.Source links, Consumer<Throwable> failed) {
    this.proposer = proposer;
    this.links = links;
    this.failed = failed;
  }

  void start() {
    thread.start();
  }

  void append(List<Entry> entries) {
    change(() -> proposer.append(entries, System.nanoTime()));
  }

  /** As {@link Proposer#runAfter}. */
  boolean runAfter(Runnable task) {
    return get(() -> proposer.runAfter(task, System.nanoTime()));
  }

  /** As {@link Proposer#appendControl}. */
  void appendControl(BatchHeader header) {
    change(() -> proposer.appendControl(header));
  }

  /** There may be another leader. */
  void leaderChanged() {
    change(() -> {});
  }

  /** As {@link Proposer#committed}. */
  SentBatch committed(BatchHeader header) {
    return changeAndGet(() -> proposer.committed(header));
  }

  /** A batch of this node was dropped because one before it was missing. */
  void gap(BatchHeader header) {
    change(() -> broken |= header.epoch() == proposer.epoch());
  }

  /** As {@link Proposer#epochStarted}. */
  boolean epochStarted(long number, NodeEpoch started) {
    return changeAndGet(() -> proposer.epochStarted(number, started));
  }

  /** As {@link Proposer#epoch}. */
  int epoch() {
    return get(proposer::epoch);
  }

  /** As {@link Proposer#restartEpoch}. */
  List<Runnable> restartEpoch() {
    return changeAndGet(() -> proposer.restartEpoch(System.nanoTime()));
  }

  /**
   * Gives up lines that were appended before {@code time}, ns.
   *
   * @param listener called with the lines and whether they may still be committed; must not block
   */
  void giveUpLines(long time, BiConsumer<List<Entry>, Boolean> listener) {
    lock.lock();
    try {
      report(proposer.takeUnconfirmedLines(time), proposer.takeUnsentLines(time), listener);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives up everything that is not known to be committed; {@code listener} as above.
   *
   * @return the tasks that waited for it
   */
  List<Runnable> giveUpAll(BiConsumer<List<Entry>, Boolean> listener) {
    lock.lock();
    try {
      List<Runnable> tasks = proposer.takeTasks();
      report(proposer.takeSent(), proposer.takeUnsent(), listener);
      return tasks;
    } finally {
      lock.unlock();
    }
  }

  private static void report(
      List<Entry> unknown, List<Entry> refused, BiConsumer<List<Entry>, Boolean> listener) {
    if (!unknown.isEmpty()) {
      listener.accept(unknown, true);
    }
    if (!refused.isEmpty()) {
      listener.accept(refused, false);
    }
  }

  /** As {@link Proposer#waitNanos}. */
  long waitNanos(long now) {
    return get(() -> proposer.waitNanos(now));
  }

  /** As {@link Proposer#takeTasks}. */
  List<Runnable> takeTasks() {
    return get(proposer::takeTasks);
  }

  /** Blocks until everything is committed, or for {@code patience} ns. */
  void close(long patience) {
    long end = System.nanoTime() + patience;
    change(() -> closed = true);
    try {
      while (thread.isAlive() && System.nanoTime() - end < 0) {
        thread.join(100);
      }
      change(proposer::clear);
      // What the thread is blocked in may have stopped for ever.
      thread.join(TimeUnit.NANOSECONDS.toMillis(patience) + 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    LeaderLink link = null;
    try {
      while (awaitWork(link)) {
        if (link == null || get(() -> broken) || !links.isCurrent(link)) {
          link = reopen(link);
        } else {
          send(link);
        }
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      failed.accept(e);
    } finally {
      if (link != null) {
        link.close();
      }
    }
  }

  /** Waits until there is something to do; false if there is nothing and will be nothing more. */
  private boolean awaitWork(@Nullable LeaderLink link) throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        if (closed && (proposer.isEmpty() || proposer.epoch() == 0)) {
          return false;
        }
        long now = System.nanoTime();
        long nanos = proposer.hasWork() ? notBefore - now : Long.MAX_VALUE;
        if (nanos <= 0 && link != null && !broken) {
          nanos = proposer.nanosUntilNext(now);
        }
        if (nanos <= 0) {
          return true;
        }
        // The leader may change without a call of leaderChanged.
        changed.awaitNanos(Math.min(nanos, PAUSE_NANOS));
        if (nanos > PAUSE_NANOS && proposer.hasWork() && link != null && !links.isCurrent(link)) {
          return true;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable LeaderLink reopen(@Nullable LeaderLink old) {
    if (old != null) {
      old.close();
    }
    LeaderLink link = links.open();
    lock.lock();
    try {
      proposer.retry();
      broken = false;
      notBefore = System.nanoTime() + (link == null ? PAUSE_NANOS : 0);
      return link;
    } finally {
      lock.unlock();
    }
  }

  private void send(LeaderLink link) {
    long attempt;
    Proposer.Proposal proposal;
    lock.lock();
    try {
      attempt = proposer.attempt();
      proposal = proposer.next(System.nanoTime());
    } finally {
      lock.unlock();
    }
    if (proposal == null) {
      return;
    }
    CompletableFuture<Void> done;
    try {
      done = link.send(RatisStateMachine.encode(proposal.header(), proposal.entries()));
    } catch (IOException | RuntimeException e) {
      done = CompletableFuture.failedFuture(e);
    }
    var unused =
        done.whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                notCommitted(attempt, proposal.header(), failure);
              }
            });
  }

  private void notCommitted(long attempt, BatchHeader header, Throwable failure) {
    lock.lock();
    try {
      if (attempt == proposer.attempt() && !broken) {
        LOG.debug("{} could not be sent: {}", header, failure.toString());
        broken = true;
        notBefore = System.nanoTime() + PAUSE_NANOS;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    var unused =
        changeAndGet(
            () -> {
              change.run();
              return null;
            });
  }

  /** Under the lock; wakes the thread up. */
  private <T> T changeAndGet(Supplier<T> change) {
    lock.lock();
    try {
      T result = change.get();
      changed.signal();
      return result;
    } finally {
      lock.unlock();
    }
  }

  private <T> T get(Supplier<T> value) {
    lock.lock();
    try {
      return value.get();
    } finally {
      lock.unlock();
    }
  }
}
