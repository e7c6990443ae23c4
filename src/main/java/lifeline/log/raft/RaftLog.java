package lifeline.log.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import lifeline.cluster.Members;
import lifeline.codec.Sections;
import lifeline.delivery.entry.Entry;
import lifeline.log.ClusterListener;
import lifeline.log.Log;
import lifeline.log.LogClock;
import lifeline.log.raft.members.ClusterAdmin;
import lifeline.log.raft.members.ClusterGrowth;
import lifeline.log.raft.members.PeerReconnect;
import lifeline.log.raft.order.LogState;
import lifeline.log.raft.order.Proposer;
import lifeline.log.raft.ratis.RaftNode;
import lifeline.log.raft.ratis.RaftSettings;
import lifeline.log.raft.ratis.RatisSettings;
import lifeline.log.raft.ratis.RatisStateMachine;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.ExitUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a cluster, as one of its nodes sees it. Committed entries are reported on every node,
 * in one order. What this node appends waits until its epoch has started, which the log itself
 * reports.
 */
public final class RaftLog implements Log {
  private static final Logger LOG = LoggerFactory.getLogger(RaftLog.class);

  /** For Ratis to end although a part of it has stopped; it takes 9 s if connections are silent. */
  private static final Duration STALLED_CLOSE = Duration.ofSeconds(30);

  private final RaftSettings settings;
  private final Store store;
  private final RatisStateMachine stateMachine;
  private final RaftNode node;
  private final ClusterAdmin admin;
  private final Batcher batcher;
  private final RecordApplier applier;
  private final ExecutorService purger =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "raft-purge"));

  private ClusterListener cluster;
  private Executor executor;
  private RaftEvents events;
  private RaftMonitor monitor;

  /** The last record that is in the state that was saved last. */
  private @Nullable TermIndex saved;

  private CompletableFuture<Void> purged = CompletableFuture.completedFuture(null);

  /** The store that is written from this log. */
  public interface Store {
    /** Copies what is stored to a folder that does not exist. Blocks. */
    void copyTo(Path target) throws IOException;

    /** Where a copy of another node's store is put, to replace this one at the next start. */
    Path replacement();
  }

  /**
   * @param snapshot has what {@link #save} added to the store's; null if there is none
   * @param store is written from this log
   * @param nonces gives numbers of which none is given twice, on any node
   */
  public RaftLog(
      RaftSettings settings,
      @Nullable Sections snapshot,
      Store store,
      LogClock time,
      LongSupplier nonces) {
    this.settings = settings;
    this.store = store;
    LogState state = snapshot == null ? LogState.empty() : LogState.read(snapshot);
    time.seen(state.time());
    RatisSettings ratis = new RatisSettings(settings);
    this.stateMachine =
        new RatisStateMachine(settings.folder(), time, state.lastApplied(), store::copyTo);
    this.node = new RaftNode(settings, ratis, stateMachine, this::failed);
    this.admin = new ClusterAdmin(settings, node, this::activeEpochs);
    Proposer proposer = new Proposer(settings.self(), nonces, System.nanoTime());
    this.batcher = new Batcher(proposer, node, this::failed);
    long leaseNanos = settings.failureTimeout().toNanos() * 3 / 4;
    this.applier = new RecordApplier(settings.self(), state, leaseNanos, batcher);
  }

  /** Sets the listener for what only a cluster reports; to be called before {@link #start}. */
  public void listen(ClusterListener listener) {
    cluster = listener;
  }

  /**
   * Reports nothing: batches after the snapshot are reported to the {@link ClusterListener} once
   * the log is started, before the epoch of this node starts.
   */
  @Override
  public long replay(long applied, Replay replay) {
    return applied;
  }

  /** Starts this node. Blocks for about a second. */
  @Override
  public void start(Listener listener, Executor where) {
    executor = where;
    applier.start(listener, cluster);
    events =
        new RaftEvents(
            node,
            stateMachine,
            store,
            batcher,
            applier,
            listener,
            cluster,
            executor,
            admin.executor());
    stateMachine.listen(events);
    ExitUtils.disableSystemExit();
    try {
      node.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cluster: " + e.getMessage(), e);
    }
    batcher.start();
    admin.executor().execute(new ClusterGrowth(settings, node, admin)::run);
    PeerReconnect reconnect =
        new PeerReconnect(node::isReachable, node::reconnect, admin.executor());
    FailureDetector failures = new FailureDetector(settings, node, batcher, applier.order());
    monitor = new RaftMonitor(settings, node, batcher, failures, reconnect, executor, events);
    monitor.start();
  }

  @Override
  public void append(List<Entry> entries) {
    batcher.append(entries);
  }

  @Override
  public void runAfter(Runnable task) {
    if (!batcher.runAfter(task)) {
      executor.execute(task);
    }
  }

  @Override
  public void stopWaiting() {
    monitor.hurry();
  }

  @Override
  public void discard(long index) {
    if (saved != null && saved.getIndex() == index) {
      TermIndex upTo = saved;
      purger.execute(() -> purge(upTo));
    }
  }

  /** A node that has missed what is purged gets a copy of the store instead. */
  private void purge(TermIndex upTo) {
    try {
      stateMachine.snapshotTaken(upTo);
      purged = node.purge();
    } catch (IOException e) {
      LOG.warn("the log is not purged this time: {}", e.toString());
    }
  }

  @Override
  public boolean mayBeStale() {
    return node.leader() == null;
  }

  @Override
  public void save(Sections state) {
    saved = applier.lastApplied();
    applier.write(state);
  }

  @Override
  public long appendedBytes() {
    return applier.bytes();
  }

  @Override
  public boolean isProposer() {
    return node.isLeader();
  }

  /**
   * Reports what was appended as far as it can be committed soon, and ends. Blocks. Fails if a part
   * of Ratis has stopped, and keeps the others from ending.
   */
  @Override
  public void close() {
    batcher.close(settings.acceptTimeout().toNanos());
    monitor.close();
    awaitPurge();
    boolean isStalled = events.isStalled();
    if (!isStalled) {
      admin.resign();
    }
    events.close();
    admin.close();
    try {
      if (isStalled) {
        node.close(STALLED_CLOSE);
      } else {
        node.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitPurge() {
    purger.shutdown();
    try {
      long millis = settings.acceptTimeout().toMillis();
      if (purger.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
        purged.get(millis, TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the log is not purged: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For tests, which let parts of it fail. */
  RaftNode node() {
    return node;
  }

  /** Names of all nodes by their numbers; grows, before anything is reported of the node. */
  public List<String> nodeNames() {
    return applier.order().nodeNames();
  }

  /** The cluster, for its operator. */
  public Members members() {
    return admin;
  }

  private CompletionStage<Map<String, Integer>> activeEpochs(List<String> names) {
    return CompletableFuture.supplyAsync(() -> applier.activeEpochs(names), executor);
  }

  private void failed(Throwable failure) {
    events.onFailed(failure);
  }
}
