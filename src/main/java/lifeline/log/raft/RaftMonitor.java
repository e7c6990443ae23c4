package lifeline.log.raft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lifeline.delivery.entry.Entry;
import lifeline.log.Log;
import lifeline.log.raft.members.PeerReconnect;
import lifeline.log.raft.order.AvailabilityCheck;
import lifeline.log.raft.order.BatchHeader;
import lifeline.log.raft.order.BatchOrder;
import lifeline.log.raft.ratis.FollowerSilence;
import lifeline.log.raft.ratis.RaftNode;
import lifeline.log.raft.ratis.RaftSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again for what nobody tells: lines that wait for too long, a majority that can't
 * be reached, nodes that are silent. The leader ends the runs of those, as far as it still has a
 * majority.
 */
final class RaftMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(RaftMonitor.class);
  private static final long LOOK_MILLIS = 250;

  /** Looks at which this node may not know who the nodes are; it takes less to be told again. */
  private static final int FORGETFUL_LOOKS = 4;

  private final RaftSettings settings;
  private final RaftNode node;
  private final Batcher batcher;
  private final BatchOrder order;
  private final PeerReconnect reconnect;
  private final Executor executor;
  private final Listener listener;
  private final AvailabilityCheck availability;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "raft-watch"));

  /** Epochs of the runs that were held for lost last, by the numbers of their nodes. */
  private final Map<Integer, Integer> declared = new HashMap<>();

  /** Why nothing gets into the log, as told last. */
  private volatile String unavailable;

  /** At so many looks in turn this node did not know who the nodes are. */
  private int forgetful;

  private volatile boolean hurried;

  /** Gets what is seen. The first three are told in the executor, the others at once. */
  interface Listener {
    /** As {@link Log.Listener#onRefused}. */
    void onRefused(List<Entry> entries, Log.Refusal refusal);

    /** As {@link Log.Listener#onUnavailable}. */
    void onUnavailable(String why);

    /** At that time, ns, this node and most others were in touch. */
    void onQuorumContact(long time);

    /** The others have taken this node out of the cluster; may be told again and again. */
    void onRemoved();

    /** This node does not know any more who the nodes are. */
    void onMembershipStale();

    /** This node can't go on. */
    void onFailed(Throwable failure);
  }

  /**
   * @param executor where origins are used, and the listener is called
   */
  RaftMonitor(
      RaftSettings settings,
      RaftNode station,
      Batcher batcher,
      BatchOrder origins,
      PeerReconnect redial,
      Executor executor,
      Listener listener) {
    this.settings = settings;
    this.node = station;
    this.batcher = batcher;
    this.order = origins;
    this.reconnect = redial;
    this.executor = executor;
    this.listener = listener;
    this.availability =
        new AvailabilityCheck(settings.acceptTimeout().toNanos(), System.nanoTime());
  }

  void start() {
    var unused =
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** As {@link Log#hurry}. */
  void hurry() {
    hurried = true;
  }

  void close() {
    thread.shutdown();
  }

  private void look() {
    try {
      findRemoved();
      findForgotten();
      noteContact();
      tellWhetherAvailable();
      long time = System.nanoTime() - settings.acceptTimeout().toNanos();
      executor.execute(() -> answerLate(time));
      answerAlone();
      reconnect.check(silent());
      executor.execute(this::endLost);
      node.checkStaging();
    } catch (RuntimeException e) {
      listener.onFailed(e);
    }
  }

  /** Ratis tells it to all but a leader, which only stands still. */
  private void findRemoved() {
    if (node.isRemoved()) {
      listener.onRemoved();
    }
  }

  /**
   * Ratis goes back to former nodes when it is sent records for a second time that are before those
   * that tell of the new ones, as happens to a process that was frozen; and when those that do take
   * the place of others that were never committed. As a leader this node would make them the nodes
   * again. When it begins anew it knows them by its log.
   */
  private void findForgotten() {
    // Those that tell of the new ones may be on their way again.
    forgetful = node.isMembershipCurrent() ? 0 : forgetful + 1;
    if (forgetful == FORGETFUL_LOOKS) {
      listener.onMembershipStale();
    }
  }

  private void noteContact() {
    if (alone()) {
      return;
    }
    long ago = FollowerSilence.millisSinceQuorum(node.division().getInfo(), node.peers());
    if (ago < settings.failureTimeout().toMillis()) {
      long time = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(ago);
      executor.execute(() -> listener.onQuorumContact(time));
    }
  }

  /**
   * Gives up what waits for too long. Where committed records are told: what is committed by now
   * and waits for its turn there is not given up, or its refusal would come behind later receipts.
   *
   * @param time ns; what waits since then, or for longer, is late. Of the look and not of the turn,
   *     which may come so late that what was appended behind the look would be late too
   */
  private void answerLate(long time) {
    if (hurried && unavailable != null) {
      batcher.abandon(this::refuse).forEach(Runnable::run);
    } else {
      batcher.giveUp(time, this::refuse);
    }
  }

  private void refuse(List<Entry> entries, boolean unknown) {
    listener.onRefused(entries, new Log.Refusal(unknown, reason()));
  }

  private void tellWhetherAvailable() {
    long now = System.nanoTime();
    String why = availability.isUnavailable(alone(), batcher.waitsFor(now), now) ? reason() : null;
    if (!Objects.equals(why, unavailable)) {
      unavailable = why;
      executor.execute(() -> listener.onUnavailable(why));
    }
  }

  /** While nothing is told, who asks is answered by what is known here. */
  private void answerAlone() {
    // What waits for an answer at the end is told before goodbye is said.
    if (unavailable != null || (alone() && !hurried)) {
      batcher.takeTasks().forEach(executor::execute);
    }
  }

  private boolean alone() {
    return node.leader() == null;
  }

  private String reason() {
    return alone() ? "no majority of the nodes can be reached" : "the cluster does not answer";
  }

  /** The nodes that this one should hear from and does not. */
  private List<String> silent() {
    if (node.isLeader()) {
      // One that is being added has no vote yet, and does not count.
      return FollowerSilence.silent(node.division().getInfo(), settings.failureTimeout().toMillis())
          .stream()
          .filter(node::isPeer)
          .toList();
    }
    return alone() && unavailable != null ? node.otherPeerNames() : List.of();
  }

  private void endLost() {
    // Found again, as the turn may come when they have begun anew.
    List<String> silent = silent();
    int nodes = node.peers().size();
    if (node.isLeader() && 2 * (nodes - silent.size()) > nodes) {
      order.nodeNames().stream()
          .filter(name -> silent.contains(name) || !node.isPeer(name))
          .forEach(this::endLost);
    }
  }

  private void endLost(String name) {
    int other = order.nodeNumber(name);
    order
        .activeEpoch(other)
        .ifPresent(
            epoch -> {
              // It may take some rounds until that is committed.
              if (!Integer.valueOf(epoch).equals(declared.put(other, epoch))) {
                LOG.warn("node {} does not answer; its connections are ended", name);
              }
              batcher.aside(BatchHeader.epochEnd(other, epoch));
            });
  }
}
