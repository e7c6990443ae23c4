package lifeline.log.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import lifeline.cluster.Members;
import lifeline.codec.Sections;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.log.Log;
import lifeline.log.LogClock;
import lifeline.log.raft.members.ClusterAdmin;
import lifeline.log.raft.members.ClusterGrowth;
import lifeline.log.raft.members.LeaderOrders;
import lifeline.log.raft.members.PeerReconnect;
import lifeline.log.raft.order.BatchHeader;
import lifeline.log.raft.order.BatchOrder;
import lifeline.log.raft.order.LeaseCheck;
import lifeline.log.raft.order.LogState;
import lifeline.log.raft.order.SendQueue;
import lifeline.log.raft.ratis.LeaderLink;
import lifeline.log.raft.ratis.RaftNode;
import lifeline.log.raft.ratis.RaftSettings;
import lifeline.log.raft.ratis.RatisSettings;
import lifeline.log.raft.ratis.RatisStateMachine;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.ExitUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a cluster, as one of its nodes has it. Committed entries are told to every node, in
 * one order. What this node appends counts from the time that its run has begun, which the log
 * itself tells; until then it waits.
 */
public final class RaftLog implements Log {
  private static final Logger LOG = LoggerFactory.getLogger(RaftLog.class);

  /** Committed records handed on and not yet told; more would only fill the memory. */
  private static final int MOST_UNTOLD = 256;

  private final RaftSettings settings;
  private final RatisSettings ratis;
  private final Store store;
  private final RaftNode node;
  private final ClusterAdmin admin;
  private final RatisStateMachine stateMachine;
  private final Batcher batcher;
  private final BatchOrder order;
  private final LeaseCheck lease;
  private final Semaphore backlog = new Semaphore(MOST_UNTOLD);
  private final ExecutorService helper =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "raft-forget"));

  private Listener listener;
  private Executor executor;
  private RaftMonitor monitor;
  private long lastTime;
  private long toldBytes;

  /** The last record that was told. */
  private TermIndex lastApplied;

  /** The one that was so when the state was saved last. */
  private TermIndex saved;

  private CompletableFuture<Void> forgetting = CompletableFuture.completedFuture(null);
  private volatile boolean closed;

  /** This node is to begin again, with another store or with what its log says of the nodes. */
  private volatile boolean replaced;

  /** The others have taken this node out. */
  private final AtomicBoolean out = new AtomicBoolean();

  /** The store that follows this log. */
  public interface Store {
    /** Copies what is kept to a folder that does not exist. Blocks. */
    void copyTo(Path target) throws IOException;

    /** Where another node's store is put, to be this one's when the node starts again. */
    Path replacement();
  }

  /**
   * @param snapshot has what {@link #save} added to the store's; null if there is none
   * @param store follows this log
   * @param nonces gives numbers of which none comes twice, on any node
   */
  public RaftLog(
      RaftSettings settings, Sections snapshot, Store store, LogClock time, LongSupplier nonces) {
    this.settings = settings;
    this.store = store;
    this.ratis = new RatisSettings(settings);
    LogState before = snapshot == null ? LogState.empty() : LogState.read(snapshot);
    this.lastApplied = before.lastApplied();
    this.lastTime = before.time();
    time.seen(lastTime);
    this.order = before.order();
    this.stateMachine =
        new RatisStateMachine(settings.folder(), time, lastApplied, store::copyTo, new FromRatis());
    this.node = new RaftNode(settings, ratis, stateMachine, this::failed);
    this.admin = new ClusterAdmin(settings, node, this::runs);
    this.batcher = new Batcher(settings.self(), nonces, new ToLeader(), this::failed);
    this.lease = new LeaseCheck(settings.failureTimeout().toNanos() * 3 / 4, System.nanoTime());
  }

  @Override
  public long replay(long applied, Replay replay) {
    // All that is kept behind the snapshot is told to the listener, before this node's run begins.
    return applied;
  }

  /** Begins to take part. Blocks for about a second. */
  @Override
  public void start(Listener listener, Executor executor) {
    try {
      begin(listener, executor);
    } catch (IOException e) {
      throw new UncheckedIOException("cluster: " + e.getMessage(), e);
    }
  }

  private void begin(Listener told, Executor where) throws IOException {
    ExitUtils.disableSystemExit();
    listener = told;
    executor = where;
    node.start();
    batcher.start();
    admin.executor().execute(new ClusterGrowth(settings, node, admin)::run);
    PeerReconnect redial = new PeerReconnect(node::isReachable, node::reconnect, admin.executor());
    monitor = new RaftMonitor(settings, node, batcher, order, redial, executor, new FromWatch());
    monitor.start();
  }

  @Override
  public void append(List<Entry> entries) {
    batcher.append(entries);
  }

  @Override
  public void behind(Runnable task) {
    if (!batcher.behind(task)) {
      executor.execute(task);
    }
  }

  @Override
  public void hurry() {
    monitor.hurry();
  }

  @Override
  public void forget(long index) {
    if (saved != null && saved.getIndex() == index) {
      TermIndex upTo = saved;
      helper.execute(() -> forget(upTo));
    }
  }

  /** Whoever is not given what is forgotten is given a copy of the store that has it. */
  private void forget(TermIndex upTo) {
    try {
      stateMachine.snapshotTaken(upTo);
      forgetting = LeaderOrders.forget(node.server(), node.division());
    } catch (IOException e) {
      LOG.warn("the log forgets nothing this time: {}", e.toString());
    }
  }

  @Override
  public boolean alone() {
    return node.leader() == null;
  }

  @Override
  public void save(Sections state) {
    saved = lastApplied;
    new LogState(lastApplied, lastTime, order).write(state);
  }

  @Override
  public long appendedBytes() {
    return toldBytes;
  }

  @Override
  public boolean proposes() {
    return node.isLeader();
  }

  /** Tells what was appended as far as it can be committed soon, and ends. Blocks. */
  @Override
  public void close() {
    batcher.close(settings.acceptTimeout().toNanos());
    monitor.close();
    awaitForgetting();
    if (node.isLeader()) {
      LeaderOrders.leave(node.server(), node.division());
    }
    closed = true;
    backlog.release(MOST_UNTOLD);
    admin.close();
    try {
      node.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitForgetting() {
    helper.shutdown();
    try {
      if (helper.awaitTermination(settings.acceptTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        forgetting.get(settings.acceptTimeout().toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the log has not forgotten: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** This node's number; −1 if it has none yet. */
  private int node() {
    return order.nodeNumber(settings.self());
  }

  /** Names of all nodes by their numbers; grows, before anything is told of the node. */
  public List<String> nodeNames() {
    return order.nodeNames();
  }

  /** The cluster, for its operator. */
  public Members members() {
    return admin;
  }

  private CompletionStage<Map<String, Integer>> runs(List<String> names) {
    CompletableFuture<Map<String, Integer>> found = new CompletableFuture<>();
    executor.execute(
        () -> {
          Map<String, Integer> running = new HashMap<>();
          for (String name : names) {
            order.activeEpoch(order.nodeNumber(name)).ifPresent(epoch -> running.put(name, epoch));
          }
          found.complete(running);
        });
    return found;
  }

  private void failed(Throwable failure) {
    if (!closed) {
      executor.execute(() -> listener.onFailed(failure));
    }
  }

  /** What follows may have been decided while the others have already given this node up. */
  private void doubt() {
    if (batcher.epoch() != 0 && lease.expires(System.nanoTime())) {
      listener.onLeaseExpired();
    }
  }

  /** What was appended is not told any more, and must not be waited for. */
  private void beginAgain() {
    batcher.lost().forEach(Runnable::run);
    listener.onRestartRequired();
  }

  private void removed() {
    if (closed || out.getAndSet(true)) {
      return;
    }
    executor.execute(
        () -> {
          batcher.lost().forEach(Runnable::run);
          if (lastApplied == null && node.startedEmpty()) {
            helper.execute(this::notOneOfThem);
          } else {
            listener.onRemoved();
          }
        });
  }

  /** Without data it took itself for one of those that began together; it was, before. */
  private void notOneOfThem() {
    try {
      node.waitToBeAdded();
      executor.execute(listener::onRestartRequired);
    } catch (IOException e) {
      failed(e);
    }
  }

  private void tell(RatisStateMachine.CommittedRecord record) {
    doubt();
    BatchHeader origin = record.header();
    BatchOrder.Outcome verdict = order.apply(origin);
    lastTime = Math.max(lastTime, record.time());
    toldBytes += record.bytes();
    if (verdict == BatchOrder.Outcome.ACCEPT) {
      take(record);
    } else if (verdict == BatchOrder.Outcome.GAP && origin.node() == node()) {
      batcher.gap(origin);
    }
  }

  private void take(RatisStateMachine.CommittedRecord record) {
    BatchHeader origin = record.header();
    long index = record.position().getIndex();
    lastApplied = record.position();
    int number =
        origin.kind() == BatchHeader.Kind.EPOCH_START
            ? order.nodeNumber(origin.name())
            : origin.node();
    boolean own = number == node();
    if (origin.kind() == BatchHeader.Kind.ENTRIES) {
      SendQueue.SentBatch sent = own ? batcher.committed(origin) : null;
      if (sent == null) {
        listener.onRemoteCommitted(new Batch(index, lastTime, record.entries(), false));
      } else {
        listener.onCommitted(new Batch(index, lastTime, record.entries(), sent.reportedUnknown()));
        if (lease.confirm(sent.created(), System.nanoTime())) {
          listener.onLeaseRenewed();
        }
        sent.tasks().forEach(Runnable::run);
      }
      return;
    }
    NodeEpoch run = new NodeEpoch(number, order.lastEpoch(number));
    Entry started = new Entry.NodeStarted(run.node(), run.epoch());
    listener.onRemoteCommitted(new Batch(index, lastTime, List.of(started), false));
    if (!own) {
      return;
    }
    lease.reset(System.nanoTime());
    if (origin.kind() == BatchHeader.Kind.EPOCH_START && batcher.begun(origin.number(), run)) {
      listener.onEpochStarted(run);
    } else if (batcher.epoch() != 0) {
      LOG.warn("the other nodes have given this one up; its connections are reset");
      batcher.lost().forEach(Runnable::run);
      listener.onEpochLost();
    }
  }

  private final class FromWatch implements RaftMonitor.Listener {
    @Override
    public void onRefused(List<Entry> entries, Refusal refusal) {
      listener.onRefused(entries, refusal);
    }

    @Override
    public void onUnavailable(String why) {
      listener.onUnavailable(why);
    }

    @Override
    public void onQuorumContact(long time) {
      doubt();
      lease.renew(time);
    }

    @Override
    public void onRemoved() {
      removed();
    }

    @Override
    public void onMembershipStale() {
      replaced = true;
      LOG.warn("this node has lost count of who the nodes are; it begins again");
      executor.execute(RaftLog.this::beginAgain);
    }

    @Override
    public void onFailed(Throwable failure) {
      failed(failure);
    }
  }

  private final class FromRatis implements RatisStateMachine.Listener {
    @Override
    public void onRecord(RatisStateMachine.CommittedRecord record) throws InterruptedException {
      if (replaced) {
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
            tell(record);
          });
    }

    @Override
    public void onLeaderChanged(String name) {
      LOG.info("node {} leads", name);
      batcher.look();
    }

    @Override
    public void onSnapshotInstalled() {
      replaced = true;
      try {
        stateMachine.copies().takeOut(store.replacement());
        LOG.warn("this node has missed too much; it takes over a copy of the others' data");
        executor.execute(RaftLog.this::beginAgain);
      } catch (IOException e) {
        onFailed(e);
      }
    }

    @Override
    public void onRemoved() {
      removed();
    }

    @Override
    public void onFailed(Throwable failure) {
      failed(failure);
    }
  }

  private final class ToLeader implements Batcher.Ways {
    @Override
    public LeaderLink open() {
      RaftPeerId leader = node.leader();
      if (leader == null || !node.isVoter()) {
        return null;
      }
      return node.isLeader()
          ? new LeaderLink.Local(node.division())
          : new LeaderLink.Remote(ratis, node.group(), leader);
    }

    @Override
    public boolean isUpToDate(LeaderLink way) {
      return way.leader().equals(node.leader());
    }
  }
}
