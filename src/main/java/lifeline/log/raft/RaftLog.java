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
  private final RaftNode station;
  private final ClusterAdmin steering;
  private final RatisStateMachine replica;
  private final Batcher batcher;
  private final BatchOrder origins;
  private final LeaseCheck contact;
  private final Semaphore untold = new Semaphore(MOST_UNTOLD);
  private final ExecutorService helper =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "raft-forget"));

  private Listener listener;
  private Executor executor;
  private RaftMonitor watch;
  private long lastTime;
  private long toldBytes;

  /** The last record that was told. */
  private TermIndex told;

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
    Path next();
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
    LogState before = snapshot == null ? LogState.none() : LogState.read(snapshot);
    this.told = before.told();
    this.lastTime = before.time();
    time.seen(lastTime);
    this.origins = before.origins();
    this.replica =
        new RatisStateMachine(settings.folder(), time, told, store::copyTo, new FromRatis());
    this.station = new RaftNode(settings, ratis, replica, this::failed);
    this.steering = new ClusterAdmin(settings, station, this::runs);
    this.batcher = new Batcher(settings.self(), nonces, new ToLeader(), this::failed);
    this.contact = new LeaseCheck(settings.deadAfter().toNanos() * 3 / 4, System.nanoTime());
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
    station.start();
    batcher.start();
    steering.threads().execute(new ClusterGrowth(settings, station, steering)::run);
    PeerReconnect redial = new PeerReconnect(station::reaches, station::redial, steering.threads());
    watch = new RaftMonitor(settings, station, batcher, origins, redial, executor, new FromWatch());
    watch.start();
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
    watch.hurry();
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
      replica.kept(upTo);
      forgetting = LeaderOrders.forget(station.server(), station.division());
    } catch (IOException e) {
      LOG.warn("the log forgets nothing this time: {}", e.toString());
    }
  }

  @Override
  public boolean alone() {
    return station.leader() == null;
  }

  @Override
  public void save(Sections state) {
    saved = told;
    new LogState(told, lastTime, origins).write(state);
  }

  @Override
  public long appendedBytes() {
    return toldBytes;
  }

  @Override
  public boolean proposes() {
    return station.leads();
  }

  /** Tells what was appended as far as it can be committed soon, and ends. Blocks. */
  @Override
  public void close() {
    batcher.close(settings.patience().toNanos());
    watch.close();
    awaitForgetting();
    if (station.leads()) {
      LeaderOrders.leave(station.server(), station.division());
    }
    closed = true;
    untold.release(MOST_UNTOLD);
    steering.close();
    try {
      station.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitForgetting() {
    helper.shutdown();
    try {
      if (helper.awaitTermination(settings.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        forgetting.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the log has not forgotten: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** This node's number; −1 if it has none yet. */
  private int node() {
    return origins.number(settings.self());
  }

  /** Names of all nodes by their numbers; grows, before anything is told of the node. */
  public List<String> names() {
    return origins.names();
  }

  /** The cluster, for its operator. */
  public Members members() {
    return steering;
  }

  private CompletionStage<Map<String, Integer>> runs(List<String> names) {
    CompletableFuture<Map<String, Integer>> found = new CompletableFuture<>();
    executor.execute(
        () -> {
          Map<String, Integer> running = new HashMap<>();
          for (String name : names) {
            origins.running(origins.number(name)).ifPresent(epoch -> running.put(name, epoch));
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
    if (batcher.epoch() != 0 && contact.breaks(System.nanoTime())) {
      listener.onDoubt();
    }
  }

  /** What was appended is not told any more, and must not be waited for. */
  private void beginAgain() {
    batcher.lost().forEach(Runnable::run);
    listener.onReplaced();
  }

  private void removed() {
    if (closed || out.getAndSet(true)) {
      return;
    }
    executor.execute(
        () -> {
          batcher.lost().forEach(Runnable::run);
          if (told == null && station.beganEmpty()) {
            helper.execute(this::notOneOfThem);
          } else {
            listener.onRemoved();
          }
        });
  }

  /** Without data it took itself for one of those that began together; it was, before. */
  private void notOneOfThem() {
    try {
      station.waitToBeAdded();
      executor.execute(listener::onReplaced);
    } catch (IOException e) {
      failed(e);
    }
  }

  private void tell(RatisStateMachine.Committed record) {
    doubt();
    BatchHeader origin = record.origin();
    BatchOrder.Verdict verdict = origins.judge(origin);
    lastTime = Math.max(lastTime, record.time());
    toldBytes += record.bytes();
    if (verdict == BatchOrder.Verdict.TAKE) {
      take(record);
    } else if (verdict == BatchOrder.Verdict.GAP && origin.node() == node()) {
      batcher.gap(origin);
    }
  }

  private void take(RatisStateMachine.Committed record) {
    BatchHeader origin = record.origin();
    long index = record.at().getIndex();
    told = record.at();
    int number =
        origin.kind() == BatchHeader.Kind.BEGIN ? origins.number(origin.name()) : origin.node();
    boolean own = number == node();
    if (origin.kind() == BatchHeader.Kind.ENTRIES) {
      SendQueue.Sent sent = own ? batcher.committed(origin) : null;
      if (sent == null) {
        listener.onOthers(new Batch(index, lastTime, record.entries(), false));
      } else {
        listener.onCommitted(new Batch(index, lastTime, record.entries(), sent.disowned()));
        if (contact.provenBy(sent.made(), System.nanoTime())) {
          listener.onSure();
        }
        sent.tasks().forEach(Runnable::run);
      }
      return;
    }
    NodeEpoch run = new NodeEpoch(number, origins.epoch(number));
    Entry started = new Entry.NodeStarted(run.node(), run.epoch());
    listener.onOthers(new Batch(index, lastTime, List.of(started), false));
    if (!own) {
      return;
    }
    contact.begins(System.nanoTime());
    if (origin.kind() == BatchHeader.Kind.BEGIN && batcher.begun(origin.number(), run)) {
      listener.onBegun(run);
    } else if (batcher.epoch() != 0) {
      LOG.warn("the other nodes have given this one up; its connections are reset");
      batcher.lost().forEach(Runnable::run);
      listener.onLost();
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
    public void onTouch(long time) {
      doubt();
      contact.at(time);
    }

    @Override
    public void onRemoved() {
      removed();
    }

    @Override
    public void onForgotten() {
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
    public void onRecord(RatisStateMachine.Committed record) throws InterruptedException {
      if (replaced) {
        return;
      }
      untold.acquire();
      if (closed) {
        untold.release();
        return;
      }
      executor.execute(
          () -> {
            untold.release();
            tell(record);
          });
    }

    @Override
    public void onLeader(String name) {
      LOG.info("node {} leads", name);
      batcher.look();
    }

    @Override
    public void onReplaced() {
      replaced = true;
      try {
        replica.copies().takeOut(store.next());
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
      RaftPeerId leader = station.leader();
      if (leader == null || !station.takesPart()) {
        return null;
      }
      return station.leads()
          ? new LeaderLink.Here(station.division())
          : new LeaderLink.There(ratis, station.group(), leader);
    }

    @Override
    public boolean isUpToDate(LeaderLink way) {
      return way.leader().equals(station.leader());
    }
  }
}
