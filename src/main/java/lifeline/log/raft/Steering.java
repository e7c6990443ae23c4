package lifeline.log.raft;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Comparator;
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
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks and tells the cluster what an operator wants, on threads of its own. */
final class Steering implements Members {
  private static final Logger LOG = LoggerFactory.getLogger(Steering.class);

  /** How long a node that has been added is waited for. */
  private static final long BEGIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** How long a change of nodes is tried again, while another one goes on. */
  private static final long CHANGE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long PAUSE_MILLIS = 200;

  private final RaftSettings settings;
  private final Station station;
  private final Survey survey;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "raft-members");
            thread.setDaemon(true);
            return thread;
          });

  /** What an operator's command does; may block. */
  @FunctionalInterface
  private interface Task<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * @param runs numbers of the runs of nodes, by name, for those that have one
   */
  Steering(
      RaftSettings settings,
      Station station,
      Function<List<String>, CompletionStage<Map<String, Integer>>> runs) {
    this.settings = settings;
    this.station = station;
    this.survey = new Survey(settings, station, runs, threads);
  }

  void close() {
    threads.shutdownNow();
  }

  Executor threads() {
    return threads;
  }

  @Override
  public CompletionStage<View> view() {
    return on(survey::view);
  }

  @Override
  public CompletionStage<String> transfer(String to) {
    return on(() -> transferNow(to));
  }

  @Override
  public CompletionStage<Void> leave() {
    return on(
        () -> {
          if (station.leads()) {
            Orders.leave(station.server(), station.division());
          }
          return null;
        });
  }

  @Override
  public CompletionStage<View> add(String name, String host, int port) {
    return on(() -> addNow(new Peer(name, host, port)));
  }

  @Override
  public CompletionStage<View> remove(String name) {
    return on(() -> removeNow(name));
  }

  @Override
  public List<String> others() {
    return station.nodes().stream()
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

  private String transferNow(String to) throws IOException {
    View view = survey.view();
    if (view.leader() == null) {
      throw new RefusedException("nobody leads");
    }
    if (view.leader().equals(to)) {
      return to;
    }
    List<Member> able =
        view.members().stream()
            .filter(m -> to == null ? m.role().equals("follower") : m.name().equals(to))
            .sorted(Comparator.comparingLong(Member::behind))
            .toList();
    if (able.isEmpty()) {
      throw new RefusedException(to == null ? "no other node can lead" : "no node " + to);
    }
    IOException why = null;
    for (Member member : able) {
      try {
        station
            .calls()
            .transfer(RaftPeerId.valueOf(view.leader()), RaftPeerId.valueOf(member.name()));
        return member.name();
      } catch (IOException e) {
        why = e;
      }
    }
    throw why;
  }

  private View addNow(Peer peer) throws IOException, InterruptedException {
    if (!station.takesPart()) {
      throw new RefusedException("this node does not take part itself yet; ask another one");
    }
    for (RaftPeer there : station.nodes()) {
      boolean same = there.getId().toString().equals(peer.name());
      if (same && !there.getAddress().equals(peer.address())) {
        throw new RefusedException(
            "node " + peer.name() + " is at " + there.getAddress() + "; remove it first");
      }
    }
    if (!station.has(peer.name())) {
      check(peer);
      change(peer.name(), peer);
    }
    long end = System.nanoTime() + BEGIN_NANOS;
    View view = survey.view();
    while (!takesPart(view, peer.name()) && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      view = survey.view();
    }
    return view;
  }

  private static boolean takesPart(View view, String name) {
    return view.members().stream()
        .anyMatch(m -> m.name().equals(name) && m.run() > 0 && !m.role().equals(JOINING));
  }

  /** A node that is in no other cluster and has found this one. */
  private void check(Peer peer) throws IOException, InterruptedException {
    UUID ours = station.group().getGroupId().getUuid();
    long end = System.nanoTime() + BEGIN_NANOS;
    while (true) {
      boolean late = System.nanoTime() - end >= 0;
      List<UUID> theirs;
      try {
        theirs = station.calls().groups(peer.toRaft());
      } catch (IOException e) {
        if (late || e instanceof ConnectException) {
          throw new RefusedException(
              "node " + peer.name() + " does not answer at " + peer.address() + "; start it first");
        }
        // One that has just been started on a busy machine may be slow.
        LOG.info("node {} does not answer yet: {}", peer.name(), e.toString());
        continue;
      }
      if (theirs.contains(ours)) {
        return;
      }
      if (!theirs.isEmpty()) {
        throw new RefusedException(
            "node " + peer.name() + " has data of another cluster; empty its folder first");
      }
      if (late) {
        throw new RefusedException(
            "node " + peer.name() + " does not find this cluster; look at its cluster.peers");
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  private View removeNow(String name) throws IOException, InterruptedException {
    if (!station.has(name)) {
      throw new RefusedException("no node " + name);
    }
    if (station.nodes().size() == 1) {
      throw new RefusedException("node " + name + " is the only one");
    }
    if (station.leader() != null && station.leader().toString().equals(name)) {
      transferNow(null);
    }
    change(name, null);
    return survey.view();
  }

  /** Puts a node in, or takes it out; by the leader, when no other change goes on. */
  private void change(String name, Peer to) throws IOException, InterruptedException {
    long end = System.nanoTime() + CHANGE_NANOS;
    while (true) {
      RaftPeerId leader = station.leader();
      List<RaftPeer> before = List.copyOf(station.nodes());
      List<RaftPeer> now = new ArrayList<>(before);
      now.removeIf(peer -> peer.getId().toString().equals(name));
      if (to != null) {
        now.add(to.toRaft());
      }
      try {
        if (leader == null || (to == null && leader.toString().equals(name))) {
          throw new IOException("nobody leads who could do that");
        }
        station.calls().configure(leader, before, now);
        LOG.info("the nodes are {}", now);
        return;
      } catch (IOException e) {
        LOG.info("the nodes can't be changed yet: {}", e.toString());
        if (System.nanoTime() - end >= 0) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static String reason(IOException e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return text.lines().findFirst().orElse(text);
  }
}
