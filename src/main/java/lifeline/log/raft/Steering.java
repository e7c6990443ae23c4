package lifeline.log.raft;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
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
import org.apache.ratis.proto.RaftProtos.LogInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.RaftGroupId;
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
  private final Function<List<String>, CompletionStage<Map<String, Integer>>> runs;
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

  /** What a node has answered; null if nothing. */
  private record Found(RaftPeer peer, GroupInfoReply info, boolean answers) {}

  /**
   * @param runs numbers of the runs of nodes, by name, for those that have one
   */
  Steering(
      RaftSettings settings,
      Station station,
      Function<List<String>, CompletionStage<Map<String, Integer>>> runs) {
    this.settings = settings;
    this.station = station;
    this.runs = runs;
  }

  void close() {
    threads.shutdownNow();
  }

  Executor threads() {
    return threads;
  }

  @Override
  public CompletionStage<View> view() {
    return on(this::look);
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

  private View look() {
    List<CompletableFuture<Found>> asked = new ArrayList<>();
    for (RaftPeer peer : known()) {
      asked.add(CompletableFuture.supplyAsync(() -> ask(peer), threads));
    }
    List<Found> found = asked.stream().map(CompletableFuture::join).toList();
    List<String> names = found.stream().map(one -> one.peer().getId().toString()).toList();
    Map<String, Integer> running = runs.apply(names).toCompletableFuture().join();
    long committed = found.stream().mapToLong(Steering::committed).max().orElse(-1);
    List<Member> members = new ArrayList<>();
    for (Found one : found) {
      members.add(member(one, running, committed));
    }
    RaftPeerId leader = station.leader();
    long voters = members.stream().filter(m -> m.answers() && !m.role().equals(JOINING)).count();
    return new View(
        settings.self(),
        members,
        leader == null ? null : leader.toString(),
        2 * voters > members.size());
  }

  /** The nodes of the cluster, and this one. */
  private Collection<RaftPeer> known() {
    Map<String, RaftPeer> all = new HashMap<>();
    station.nodes().forEach(peer -> all.put(peer.getId().toString(), peer));
    if (all.isEmpty()) {
      settings.peers().forEach(peer -> all.put(peer.name(), peer.toRaft()));
    }
    all.putIfAbsent(settings.self(), settings.own().toRaft());
    return all.values().stream().sorted(Comparator.comparing(p -> p.getId().toString())).toList();
  }

  private Found ask(RaftPeer peer) {
    try {
      List<UUID> groups = station.calls().groups(peer);
      return groups.isEmpty()
          ? new Found(peer, null, true)
          : new Found(peer, station.calls().info(peer, RaftGroupId.valueOf(groups.get(0))), true);
    } catch (IOException e) {
      LOG.debug("node {} does not answer: {}", peer.getId(), e.toString());
      return new Found(peer, null, false);
    }
  }

  private Member member(Found one, Map<String, Integer> running, long committed) {
    String name = one.peer().getId().toString();
    LogInfoProto log = one.info() == null ? null : one.info().getLogInfoProto();
    long applied = log == null ? -1 : log.getApplied().getIndex();
    return new Member(
        name,
        one.peer().getAddress(),
        one.answers(),
        role(one),
        running.getOrDefault(name, 0),
        applied,
        applied < 0 ? -1 : Math.max(0, committed - applied));
  }

  private static String role(Found one) {
    if (one.info() == null) {
      return JOINING;
    }
    RaftPeerRole role = one.info().getRoleInfoProto().getRole();
    boolean votes =
        one.info().getGroup().getPeers().stream()
            .anyMatch(peer -> peer.getId().equals(one.peer().getId()));
    return role == RaftPeerRole.LEADER ? "leader" : votes ? "follower" : JOINING;
  }

  private static long committed(Found one) {
    return one.info() == null ? -1 : one.info().getLogInfoProto().getCommitted().getIndex();
  }

  private String transferNow(String to) throws IOException {
    View view = look();
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
    View view = look();
    while (!takesPart(view, peer.name()) && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      view = look();
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
      List<UUID> theirs;
      try {
        theirs = station.calls().groups(peer.toRaft());
      } catch (IOException e) {
        throw new RefusedException(
            "node " + peer.name() + " does not answer at " + peer.address() + "; start it first");
      }
      if (theirs.contains(ours)) {
        return;
      }
      if (!theirs.isEmpty()) {
        throw new RefusedException(
            "node " + peer.name() + " has data of another cluster; empty its folder first");
      }
      if (System.nanoTime() - end >= 0) {
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
    return look();
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
