package lifeline.log.raft;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lifeline.delivery.entry.Entry;
import lifeline.log.ClusterListener;
import lifeline.log.Log;
import lifeline.log.raft.members.PeerReconnect;
import lifeline.log.raft.order.AvailabilityCheck;
import lifeline.log.raft.order.StallCheck;
import lifeline.log.raft.ratis.FollowerSilence;
import lifeline.log.raft.ratis.RaftNode;
import lifeline.log.raft.ratis.RaftSettings;
import org.jspecify.annotations.Nullable;

/**
 * Checks periodically what nothing reports: lines that wait for too long, a majority that cannot be
 * reached, silent nodes, and whether this node still belongs to the cluster.
 */
final class RaftMonitor {
  private static final long PERIOD_MILLIS = 250;

  /**
   * Number of checks in a row at which stale membership is not a moment's delay: the records with
   * the current one may just be in flight.
   */
  private static final int STALE_CHECKS = 4;

  private final RaftSettings settings;
  private final RaftNode node;
  private final Batcher batcher;
  private final FailureDetector failures;
  private final PeerReconnect reconnect;
  private final Executor executor;
  private final Listener listener;
  private final AvailabilityCheck availability;
  private final StallCheck stall = new StallCheck(TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS));

  /** Where Ratis is asked for the progress of this node, which may block for ever. */
  private final ExecutorService progressThread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread created = new Thread(task, "raft-progress");
            created.setDaemon(true);
            return created;
          });

  private CompletableFuture<StallCheck.Progress> progress = CompletableFuture.completedFuture(null);

  /** At the last check this node was in contact with a majority. */
  private boolean inContact = true;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "raft-monitor"));

  /** Why nothing is committed, as reported last; null if something is. */
  private volatile @Nullable String unavailable;

  /** Number of checks in a row that have found stale membership. */
  private int staleChecks;

  private volatile boolean hurried;

  /** The first four are called in the executor, the others on the monitor's thread. */
  interface Listener {
    /** As {@link Log.Listener#onRefused}. */
    void onRefused(List<Entry> entries, Log.Refusal refusal);

    /** As {@link ClusterListener#onUnavailable}. */
    void onUnavailable(String reason);

    /** As {@link ClusterListener#onAvailable}. */
    void onAvailable();

    /** At that time, ns, this node was in contact with a majority. */
    void onQuorumContact(long time);

    /** This node was removed from the cluster; may be called again. */
    void onRemoved();

    /** This node works with an older membership than the committed one. */
    void onMembershipStale();

    /**
     * A part of this node has stopped; may be called again.
     *
     * @param reason for the log
     */
    void onStalled(String reason);

    /** This node cannot go on. */
    void onFailed(Throwable failure);
  }

  /**
   * @param executor where committed records are applied
   */
  RaftMonitor(
      RaftSettings settings,
      RaftNode node,
      Batcher batcher,
      FailureDetector failures,
      PeerReconnect reconnect,
      Executor executor,
      Listener listener) {
    this.settings = settings;
    this.node = node;
    this.batcher = batcher;
    this.failures = failures;
    this.reconnect = reconnect;
    this.executor = executor;
    this.listener = listener;
    this.availability =
        new AvailabilityCheck(settings.acceptTimeout().toNanos(), System.nanoTime());
  }

  void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::check, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** As {@link Log#stopWaiting}. */
  void hurry() {
    hurried = true;
  }

  void close() {
    thread.shutdown();
    progressThread.shutdownNow();
  }

  private void check() {
    try {
      checkRemoved();
      checkMembership();
      checkContact();
      checkAvailable();
      long deadline = System.nanoTime() - settings.acceptTimeout().toNanos();
      executor.execute(() -> giveUpLate(deadline));
      runWaitingTasks();
      reconnect.check(silentPeers());
      checkStalled();
      executor.execute(failures::endEpochs);
      node.checkStaging();
    } catch (RuntimeException | Error e) {
      listener.onFailed(e);
    }
  }

  /**
   * Ratis 3.3.0 notifies a removed follower ({@code LeaderElection.run}), but not a removed leader:
   * {@code LeaderStateImpl.checkAndUpdateConfiguration} only closes its division. Can be deleted
   * when it calls {@code notifyServerShutdown} too.
   */
  private void checkRemoved() {
    if (node.membership().isRemoved()) {
      listener.onRemoved();
    }
  }

  /**
   * With an older membership, for the reasons given at {@link
   * lifeline.log.raft.ratis.RatisStateMachine}, this node would as a leader make the cluster return
   * to it. At a restart it reads the membership from its log.
   */
  private void checkMembership() {
    staleChecks = node.membership().isCurrent() ? 0 : staleChecks + 1;
    if (staleChecks == STALE_CHECKS) {
      listener.onMembershipStale();
    }
  }

  private void checkContact() {
    inContact = false;
    if (isLeaderless()) {
      return;
    }
    long millis =
        FollowerSilence.millisSinceQuorum(
            node.requireDivision().getInfo(), node.membership().peers());
    if (millis < settings.failureTimeout().toMillis()) {
      inContact = true;
      long time = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(millis);
      executor.execute(() -> listener.onQuorumContact(time));
    }
  }

  /** A node that has no vote, or not yet, may have nothing to do. */
  private void checkStalled() {
    if (!node.membership().isVoter()) {
      return;
    }
    int others = node.membership().otherNames().size();
    StallCheck.Contact contact =
        new StallCheck.Contact(
            node.isRunning(),
            node.isLeader(),
            inContact || others == 0,
            2 * (1 + reconnect.reachable()) > 1 + others);
    StallCheck.Progress last = progress.isCompletedExceptionally() ? null : progress.getNow(null);
    if (progress.isDone()) {
      progress = CompletableFuture.supplyAsync(node::progress, progressThread);
    }
    String reason = stall.check(contact, last, System.nanoTime());
    if (reason != null) {
      listener.onStalled(reason);
    }
  }

  /**
   * Gives up lines that have waited for too long. In the executor: a line that is committed and
   * waits there to be applied is not given up, as its refusal would be reported after receipts of
   * later lines.
   *
   * @param deadline lines appended before it are late, ns. Of the time of the check: by the time of
   *     this call lines that were appended after the check may have waited for long too
   */
  private void giveUpLate(long deadline) {
    if (hurried && unavailable != null) {
      batcher.giveUpAll(this::refuse).forEach(Runnable::run);
    } else {
      batcher.giveUpLines(deadline, this::refuse);
    }
  }

  private void refuse(List<Entry> entries, boolean unknown) {
    listener.onRefused(entries, new Log.Refusal(unknown, reason()));
  }

  private void checkAvailable() {
    long now = System.nanoTime();
    boolean isUnavailable = availability.isUnavailable(isLeaderless(), batcher.waitNanos(now), now);
    String why = isUnavailable ? reason() : null;
    if (!Objects.equals(why, unavailable)) {
      unavailable = why;
      executor.execute(why == null ? listener::onAvailable : () -> listener.onUnavailable(why));
    }
  }

  /** While nothing is committed, queries are answered from what is known here. */
  private void runWaitingTasks() {
    // When the server ends, queries are answered after what was appended before them.
    if (unavailable != null || (isLeaderless() && !hurried)) {
      batcher.takeTasks().forEach(executor::execute);
    }
  }

  private boolean isLeaderless() {
    return node.leader() == null;
  }

  private String reason() {
    return isLeaderless()
        ? "no majority of the nodes can be reached"
        : "the cluster does not answer";
  }

  /** The nodes that this one should hear from and does not. */
  private List<String> silentPeers() {
    if (node.isLeader()) {
      return failures.silentFollowers();
    }
    return inContact ? List.of() : node.membership().otherNames();
  }
}
