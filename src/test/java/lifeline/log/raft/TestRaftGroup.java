package lifeline.log.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import lifeline.codec.Sections;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.log.ClusterListener;
import lifeline.log.Log;
import lifeline.log.LogClock;
import lifeline.log.raft.ratis.RaftPeerAddress;
import lifeline.log.raft.ratis.RaftSettings;
import lifeline.protocol.LineBlock;

/** The nodes of a cluster in this process, on loopback. */
final class TestRaftGroup implements AutoCloseable {
  static final Duration ACCEPT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FAILURE_TIMEOUT = Duration.ofMillis(1500);
  private static final long DEADLINE_SECONDS = 30;
  private static final AtomicInteger GROUPS = new AtomicInteger();

  final List<Node> nodes = new ArrayList<>();

  /** Three nodes. */
  TestRaftGroup(Path folder) throws IOException {
    for (RaftSettings settings : settings(3, folder, ACCEPT_TIMEOUT, FAILURE_TIMEOUT)) {
      nodes.add(new Node(settings, System::currentTimeMillis, System::nanoTime));
    }
  }

  /** Settings with free ports, and with names that no other group has: Ratis registers them. */
  static List<RaftSettings> settings(
      int count, Path folder, Duration acceptTimeout, Duration failureTimeout) throws IOException {
    int group = GROUPS.incrementAndGet();
    List<RaftPeerAddress> peers = new ArrayList<>();
    List<ServerSocket> held = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      peers.add(new RaftPeerAddress("g" + group + "n" + i, "127.0.0.1", socket.getLocalPort()));
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    return peers.stream()
        .map(
            peer ->
                new RaftSettings(
                    peer.name(),
                    peers,
                    folder.resolve(peer.name()),
                    null,
                    acceptTimeout,
                    failureTimeout))
        .toList();
  }

  void start() {
    for (Node node : nodes) {
      node.start();
    }
    for (Node node : nodes) {
      await(() -> node.epoch != null, node.settings.self() + " has an epoch");
    }
  }

  Node leader() {
    for (Node node : nodes) {
      if (node.log != null && node.log.isProposer()) {
        return node;
      }
    }
    return null;
  }

  List<Node> followers() {
    Node leader = leader();
    return nodes.stream().filter(node -> node != leader && node.log != null).toList();
  }

  static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + DEADLINE_SECONDS + " s: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** The followers at once, as Ratis takes up to a second for each, and then the leader. */
  @Override
  public void close() {
    Node leader = leader();
    CompletableFuture.allOf(
            nodes.stream()
                .filter(node -> node != leader)
                .map(node -> CompletableFuture.runAsync(node::stop))
                .toArray(CompletableFuture[]::new))
        .join();
    if (leader != null) {
      leader.stop();
    }
  }

  /** One of them. */
  static final class Node implements Log.Listener, ClusterListener, RaftLog.Store {
    final RaftSettings settings;
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final List<String> started = Collections.synchronizedList(new ArrayList<>());
    final List<Long> times = Collections.synchronizedList(new ArrayList<>());
    final List<String> refused = Collections.synchronizedList(new ArrayList<>());
    final List<String> unknown = Collections.synchronizedList(new ArrayList<>());
    final List<String> reportedUnknown = Collections.synchronizedList(new ArrayList<>());
    final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    volatile NodeEpoch epoch;
    final AtomicInteger lost = new AtomicInteger();
    volatile boolean replaced;
    RaftLog log;
    volatile long clockShift;
    private final LongSupplier clock;
    private final LongSupplier steady;
    private long index;
    private ThreadPoolExecutor executor;

    /**
     * @param clock ms since the epoch
     * @param steady ns of a clock that is never set
     */
    Node(RaftSettings settings, LongSupplier clock, LongSupplier steady) {
      this.settings = settings;
      this.clock = clock;
      this.steady = steady;
    }

    void start() {
      lines.clear();
      started.clear();
      times.clear();
      epoch = null;
      executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
      log =
          new RaftLog(
              settings,
              null,
              this,
              new LogClock(() -> clock.getAsLong() + clockShift, steady),
              ThreadLocalRandom.current()::nextLong);
      log.listen(this);
      log.start(this, executor);
    }

    void stop() {
      if (log != null) {
        log.close();
        log = null;
        executor.shutdown();
      }
    }

    /** Does what a dispatcher does after it has stored a snapshot. */
    void takeSnapshot() {
      executor.execute(
          () -> {
            log.save(new Sections());
            log.discard(index);
          });
    }

    /** Whether the first file of the log is gone. */
    boolean isPurged() {
      try (Stream<Path> files = Files.walk(settings.folder())) {
        return files.noneMatch(
            file -> file.getFileName().toString().matches("log_(inprogress_0|0-.*)"));
      } catch (IOException | UncheckedIOException e) {
        return false;
      }
    }

    /** Nothing is reported to it until {@code until}. */
    void hold(CountDownLatch until) {
      executor.execute(
          () -> {
            try {
              until.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }

    /** Whether anything waits to be reported to it. */
    boolean waits() {
      return !executor.getQueue().isEmpty();
    }

    /** Forgets all there was. */
    void wipe() throws IOException {
      try (Stream<Path> files = Files.walk(settings.folder())) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }

    void say(String text) {
      NodeEpoch now = epoch;
      long id = ConnectionId.of(now == null ? 0 : now.node(), now == null ? 0 : now.epoch(), 0, 1);
      log.append(List.of(new Entry.Say(id, "ops", false, null, LineBlock.of(text))));
    }

    @Override
    public void onCommitted(Log.Batch batch) {
      times.add(batch.time());
      index = batch.index();
      for (Entry entry : batch.entries()) {
        if (entry instanceof Entry.NodeStarted node) {
          started.add(node.node() + "." + node.epoch());
        } else if (entry instanceof Entry.Say say) {
          lines.add(say.lines().text(0));
          if (batch.reportedUnknown()) {
            reportedUnknown.add(say.lines().text(0));
          }
        }
      }
    }

    @Override
    public void onRemoteCommitted(Log.Batch batch) {
      onCommitted(batch);
    }

    @Override
    public void copyTo(Path target) throws IOException {
      Files.createDirectory(target);
      Files.write(target.resolve("lines"), lines);
    }

    @Override
    public Path replacement() {
      return settings.folder().resolveSibling(settings.self() + "-next");
    }

    @Override
    public void onLeaseExpired() {}

    @Override
    public void onLeaseRenewed() {}

    @Override
    public void onUnavailable(String reason) {}

    @Override
    public void onAvailable() {}

    @Override
    public void onRemoved() {}

    @Override
    public void onRestartRequired() {
      replaced = true;
    }

    @Override
    public void onRefused(List<Entry> entries, Log.Refusal refusal) {
      for (Entry entry : entries) {
        (refusal.unknown() ? unknown : refused).add(((Entry.Say) entry).lines().text(0));
      }
    }

    @Override
    public void onFailed(Throwable failure) {
      failures.add(failure);
    }

    @Override
    public void onEpochStarted(NodeEpoch started) {
      epoch = started;
    }

    @Override
    public void onEpochLost() {
      epoch = null;
      lost.incrementAndGet();
    }
  }
}
