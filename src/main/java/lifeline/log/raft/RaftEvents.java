package lifeline.log.raft;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import lifeline.delivery.entry.Entry;
import lifeline.log.ClusterListener;
import lifeline.log.Log;
import lifeline.log.raft.ratis.RaftNode;
import lifeline.log.raft.ratis.RatisStateMachine;
import lifeline.log.raft.ratis.RatisStateMachine.CommittedRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what Ratis and {@link RaftMonitor} report, on their threads, to the dispatcher's executor;
 * and nothing more once the log is closed, or this node has to restart or was removed. Thread-safe.
 */
final class RaftEvents implements RatisStateMachine.Listener, RaftMonitor.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(RaftEvents.class);

  /** Records handed to the executor and not applied yet; more would only fill the memory. */
  private static final int MAX_BACKLOG = 256;

  private final RaftNode node;
  private final RatisStateMachine stateMachine;
  private final RaftLog.Store store;
  private final Batcher batcher;
  private final RecordApplier applier;
  private final Log.Listener listener;
  private final ClusterListener cluster;
  private final Executor executor;
  private final Executor blocking;
  private final Semaphore backlog = new Semaphore(MAX_BACKLOG);
  private final AtomicBoolean removed = new AtomicBoolean();
  private volatile boolean restarting;
  private volatile boolean stalled;
  private volatile boolean closed;

  /**
   * @param executor the dispatcher's, where the listeners are called
   * @param blocking for tasks that write to the disk
   */
  RaftEvents(
      RaftNode node,
      RatisStateMachine stateMachine,
      RaftLog.Store store,
      Batcher batcher,
      RecordApplier applier,
      Log.Listener listener,
      ClusterListener cluster,
      Executor executor,
      Executor blocking) {
    this.node = node;
    this.stateMachine = stateMachine;
    this.store = store;
    this.batcher = batcher;
    this.applier = applier;
    this.listener = listener;
    this.cluster = cluster;
    this.executor = executor;
    this.blocking = blocking;
  }

  /** Records that are reported from now on are dropped, and no thread is held up any more. */
  void close() {
    closed = true;
    backlog.release(MAX_BACKLOG);
  }

  /** Whether a part of Ratis has stopped, and it may not end either. */
  boolean isStalled() {
    return stalled;
  }

  // From Ratis

  @Override
  public void onRecord(CommittedRecord record) throws InterruptedException {
    if (restarting) {
      return;
    }
    backlog.acquire();
    if (closed) {
      backlog.release();
      return;
    }
    executor.execute(
        () -> {
          backlog.release();
          applier.apply(record);
        });
  }

  @Override
  public void onLeaderChanged(String name) {
    LOG.info("node {} is the leader", name);
    batcher.leaderChanged();
  }

  @Override
  public void onSnapshotInstalled() {
    restarting = true;
    try {
      stateMachine.copies().takeOut(store.replacement());
      LOG.warn("the log no longer has what this node has missed; it takes over a copy of the data");
      executor.execute(this::restart);
    } catch (IOException e) {
      onFailed(e);
    }
  }

  // From the monitor

  @Override
  public void onRefused(List<Entry> entries, Log.Refusal refusal) {
    listener.onRefused(entries, refusal);
  }

  @Override
  public void onUnavailable(String reason) {
    cluster.onUnavailable(reason);
  }

  @Override
  public void onAvailable() {
    cluster.onAvailable();
  }

  @Override
  public void onQuorumContact(long time) {
    applier.renewLease(time);
  }

  @Override
  public void onMembershipStale() {
    restarting = true;
    LOG.warn("cluster membership is out of date on this node; restarting it");
    executor.execute(this::restart);
  }

  @Override
  public void onStalled(String reason) {
    if (closed || restarting || removed.get()) {
      return;
    }
    restarting = true;
    stalled = true;
    LOG.warn("a part of this node has stopped: {}; restarting it", reason);
    executor.execute(this::restart);
  }

  // From both

  @Override
  public void onRemoved() {
    if (closed || removed.getAndSet(true)) {
      return;
    }
    executor.execute(
        () -> {
          dropEntries();
          if (applier.lastApplied() == null && node.startedEmpty()) {
            blocking.execute(this::waitToBeAdded);
          } else {
            cluster.onRemoved();
          }
        });
  }

  @Override
  public void onFailed(Throwable failure) {
    if (!closed) {
      executor.execute(() -> listener.onFailed(failure));
    }
  }

  private void restart() {
    dropEntries();
    cluster.onRestartRequired();
  }

  /** What was appended will not be reported, and must not be waited for. */
  private void dropEntries() {
    batcher.restartEpoch().forEach(Runnable::run);
  }

  /**
   * A node without data takes itself for one of those that the cluster was started with. This one
   * was, but has been removed since.
   */
  private void waitToBeAdded() {
    try {
      node.waitToBeAdded();
      executor.execute(cluster::onRestartRequired);
    } catch (IOException e) {
      onFailed(e);
    }
  }
}
