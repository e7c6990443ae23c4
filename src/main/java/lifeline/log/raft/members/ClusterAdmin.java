package lifeline.log.raft.members;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import lifeline.cluster.Members;
import lifeline.cluster.RefusedException;
import lifeline.log.raft.ratis.RaftNode;
import lifeline.log.raft.ratis.RaftPeerAddress;
import lifeline.log.raft.ratis.RaftSettings;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out an operator's commands, on threads of its own. */
public final class ClusterAdmin implements Members {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterAdmin.class);

  /** How long a node that is added may take to answer, and then to be active. */
  private static final long JOIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** A node that has to wait, or has received a copy of the data, restarts: a second or two. */
  private static final long RESTART_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long PAUSE_MILLIS = 200;

  private final RaftSettings settings;
  private final RaftNode node;
  private final ClusterSurvey survey;
  private final LeaderHandover handover;
  private final MembershipChange membershipChange;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "raft-members");
            thread.setDaemon(true);
            return thread;
          });

  /** A command; may block. */
  @FunctionalInterface
  private interface Task<T> {
    @Nullable T run() throws IOException, InterruptedException;
  }

  /**
   * @param epochs the epochs of the named nodes that have one, by name
   */
  public ClusterAdmin(
      RaftSettings settings,
      RaftNode node,
      Function<List<String>, CompletionStage<Map<String, Integer>>> epochs) {
    this.settings = settings;
    this.node = node;
    this.survey = new ClusterSurvey(settings, node, epochs, threads);
    this.handover = new LeaderHandover(node, survey);
    this.membershipChange = new MembershipChange(node, handover, threads);
  }

  public void close() {
    threads.shutdownNow();
  }

  public Executor executor() {
    return threads;
  }

  /** As {@link LeaderHandover#resign}. */
  public void resign() {
    handover.resign();
  }

  @Override
  public CompletionStage<View> view() {
    return on(survey::view);
  }

  @Override
  public CompletionStage<String> transfer(@Nullable String to) {
    return on(() -> handover.to(to));
  }

  @Override
  public CompletionStage<Void> stepDown() {
    return on(
        () -> {
          resign();
          return null;
        });
  }

  @Override
  public CompletionStage<View> add(String name, String host, int port) {
    return on(() -> addNow(new RaftPeerAddress(name, host, port)));
  }

  @Override
  public CompletionStage<View> remove(String name) {
    return on(() -> removeNow(name));
  }

  @Override
  public List<String> otherNodes() {
    return node.membership().peers().stream()
        .filter(peer -> !peer.getId().toString().equals(settings.self()))
        .map(peer -> peer.getId() + " (" + peer.getAddress().replaceAll(":\\d+$", "") + ")")
        .sorted()
        .toList();
  }

  private <T> CompletionStage<T> on(Task<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            done.complete(task.run());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done.completeExceptionally(new RefusedException("this node is ending"));
          } catch (IOException e) {
            done.completeExceptionally(new RefusedException(reason(e)));
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private View addNow(RaftPeerAddress peer) throws IOException, InterruptedException {
    if (!node.membership().isVoter()) {
      throw new RefusedException("this node does not take part itself yet; ask another one");
    }
    for (RaftPeer known : node.membership().peers()) {
      boolean sameName = known.getId().toString().equals(peer.name());
      boolean sameAddress = known.getAddress().equals(peer.address());
      if (sameName != sameAddress) {
        throw new RefusedException(
            "node " + known.getId() + " is at " + known.getAddress() + "; remove it first");
      }
    }
    if (!node.membership().contains(peer.name())) {
      check(peer);
      membershipChange.change(peer.name(), peer);
    }
    long end = System.nanoTime() + JOIN_NANOS;
    View view = survey.view();
    while (!view.isActive(peer.name()) && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      view = survey.view();
    }
    return view;
  }

  /** Waits until the node is in no other cluster and has found this one, or has been added. */
  private void check(RaftPeerAddress peer) throws InterruptedException {
    long started = System.nanoTime();
    String why = findObstacle(peer, 0);
    while (why != null && !node.membership().contains(peer.name())) {
      long waited = System.nanoTime() - started;
      if (waited >= JOIN_NANOS) {
        throw new RefusedException(
            node.leader() == null ? MembershipChange.NO_MAJORITY : "node " + peer.name() + why);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      why = findObstacle(peer, waited);
    }
  }

  /**
   * A transient reason why the node cannot be added yet, as on a busy machine it may answer late;
   * null if there is none.
   */
  private @Nullable String findObstacle(RaftPeerAddress peer, long waited) {
    RaftGroupId ours = node.group().getGroupId();
    try {
      List<UUID> theirs = node.peerClient().groups(peer.toRaft());
      if (theirs.contains(ours.getUuid())) {
        checkName(peer, node.peerClient().info(peer.toRaft(), ours));
        return null;
      }
      if (!theirs.isEmpty()) {
        throw new RefusedException(
            "node " + peer.name() + " has data of another cluster; empty its folder first");
      }
      return " does not find this cluster; look at its cluster.peers";
    } catch (IOException e) {
      if (e instanceof UnknownHostException) {
        throw new RefusedException("no host " + peer.host());
      }
      String silent =
          " does not answer at " + peer.address() + "; start it first, or look at the network";
      if (e instanceof ConnectException && waited >= RESTART_NANOS) {
        throw new RefusedException("node " + peer.name() + silent);
      }
      LOG.debug("node {} does not answer yet", peer.name(), e);
      return silent;
    }
  }

  private static void checkName(RaftPeerAddress peer, GroupInfoReply info) {
    String name = info.getRoleInfoProto().getSelf().getId().toStringUtf8();
    if (!name.equals(peer.name())) {
      throw new RefusedException(
          "at " + peer.address() + " is node " + name + ", not " + peer.name());
    }
  }

  private View removeNow(String name) throws InterruptedException {
    if (!node.membership().contains(name)) {
      throw new RefusedException("no node " + name);
    }
    if (node.membership().peers().size() == 1) {
      throw new RefusedException("node " + name + " is the only one");
    }
    membershipChange.change(name, null);
    // This node may be the removed one, or may not know of the removal yet.
    return survey.view().without(name);
  }

  private static String reason(IOException e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return text.lines().findFirst().orElse(text);
  }
}
