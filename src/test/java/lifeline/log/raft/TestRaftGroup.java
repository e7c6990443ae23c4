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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import lifeline.codec.Sections;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.log.Log;
import lifeline.log.LogClock;
import lifeline.log.raft.ratis.RaftPeerAddress;
import lifeline.log.raft.ratis.RaftSettings;
import lifeline.protocol.LineBlock;

/** Three nodes in this process, on loopback. */
final class Trio implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration DEAD_AFTER = Duration.ofMillis(1500);
  private static final long DEADLINE_SECONDS = 30;

  final List<Node> nodes = new ArrayList<>();

  Trio(Path folder) throws IOException {
    List<RaftPeerAddress> peers = new ArrayList<>();
    List<ServerSocket> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      peers.add(new RaftPeerAddress("n" + (i + 1), "127.0.0.1", socket.getLocalPort()));
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    for (RaftPeerAddress peer : peers) {
      nodes.add(
          new Node(
              new RaftSettings(
                  peer.name(), peers, folder.resolve(peer.name()), null, PATIENCE, DEAD_AFTER)));
    }
  }

  void start() throws IOException {
    for (Node node : nodes) {
      node.start();
    }
    for (Node node : nodes) {
      await(() -> node.run != null, node.settings.self() + " begins");
    }
  }

  Node leader() {
    for (Node node : nodes) {
      if (node.log != null && node.log.proposes()) {
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

  @Override
  public void close() throws IOException {
    for (Node node : nodes) {
      node.stop();
    }
  }

  /** One of them. */
  static final class Node implements Log.Listener, RaftLog.Store {
    final RaftSettings settings;
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final List<String> started = Collections.synchronizedList(new ArrayList<>());
    final List<Long> times = Collections.synchronizedList(new ArrayList<>());
    final List<String> refused = Collections.synchronizedList(new ArrayList<>());
    final List<String> unknown = Collections.synchronizedList(new ArrayList<>());
    final List<String> disowned = Collections.synchronizedList(new ArrayList<>());
    final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    volatile NodeEpoch run;
    final AtomicInteger lost = new AtomicInteger();
    volatile boolean replaced;
    RaftLog log;
    volatile long clockShift;
    private long index;
    private ThreadPoolExecutor executor;

    Node(RaftSettings settings) {
      this.settings = settings;
    }

    void start() throws IOException {
      lines.clear();
      started.clear();
      times.clear();
      run = null;
      executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
      log =
          new RaftLog(
              settings,
              null,
              this,
              new LogClock(() -> System.currentTimeMillis() + clockShift, System::nanoTime),
              ThreadLocalRandom.current()::nextLong);
      log.start(this, executor);
    }

    void stop() throws IOException {
      if (log != null) {
        log.close();
        log = null;
        executor.shutdown();
      }
    }

    /** Does what the store does when it keeps a snapshot. */
    void keep() {
      executor.execute(
          () -> {
            log.save(new Sections());
            log.forget(index);
          });
    }

    /** Whether the first file of the log is gone. */
    boolean forgotten() {
      try (Stream<Path> files = Files.walk(settings.folder())) {
        return files.noneMatch(
            file -> file.getFileName().toString().matches("log_(inprogress_0|0-.*)"));
      } catch (IOException | UncheckedIOException e) {
        return false;
      }
    }

    /** What it is told waits until {@code until}. */
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

    /** Whether anything waits to be told to it. */
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
      NodeEpoch now = run;
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
            disowned.add(say.lines().text(0));
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
    public void onEpochStarted(NodeEpoch begun) {
      run = begun;
    }

    @Override
    public void onEpochLost() {
      run = null;
      lost.incrementAndGet();
    }
  }
}
