package lifeline.it.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import lifeline.it.support.CpuLimit;
import lifeline.it.support.Program;
import lifeline.it.support.TestCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is cut off again and again for a short time, and one whose connections stand still,
 * take part again when the links are whole, and nothing is lost. {@code -Dfaults=N} makes N cycles,
 * drawn from {@code -Dseed}, with less than a core for all nodes together.
 */
class NodeIsolationIT {
  private static final int CYCLES = 3;
  private static final int PERCENT_OF_A_CORE = 60;

  /** Far longer than a busy machine needs, and far shorter than for ever. */
  private static final long SECONDS_TO_RETURN = 90;

  private static NetworkCluster net;
  private static TestCluster cluster;
  private static CpuLimit cpu;
  @TempDir private static Path folder;

  /** Each says three lines at a time, one on each node: nine people together. */
  private final List<NetworkLoad> loads = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    cpu = CpuLimit.create();
    net = new NetworkCluster(folder, 3, cpu::in);
    cluster = net.nodes();
    cluster.start();
  }

  @BeforeEach
  void load() {
    for (int i = 0; i < 3; i++) {
      loads.add(net.load());
    }
  }

  @AfterEach
  void check() {
    loads.forEach(NetworkLoad::close);
    net.check();
  }

  @AfterAll
  static void stop() {
    if (net != null) {
      net.close();
    }
    cpu.close();
  }

  /**
   * After a cut the requests of an old and of a new connection come at a time. Ratis failed one of
   * them, and then all later ones: in 1 of some 30 cycles, with 40 % of a core.
   */
  @Test
  void shouldTakePartAgainAfterEachIsolation() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.getLogger("faults").log(System.Logger.Level.INFO, "-Dseed=" + seed);
    Random random = new Random(seed);
    int cycles = Integer.getInteger("faults", CYCLES);
    if (cycles > CYCLES) {
      run(TimeUnit.SECONDS.toMillis(20));
      cpu.set(PERCENT_OF_A_CORE);
    }
    for (int cycle = 1; cycle <= cycles; cycle++) {
      int node = random.nextInt(10) < 6 ? cluster.leader() : 1 + random.nextInt(3);
      for (int times = 1 + random.nextInt(3); times > 0; times--) {
        net.network().cutOff(node);
        run(500 + random.nextInt(2700));
        net.network().heal();
        run(100 + random.nextInt(1100));
      }
      untilAllAccept("cycle " + cycle + ", node n" + node);
    }
    cpu.set(100 * Runtime.getRuntime().availableProcessors());
    verify();
  }

  @Test
  void shouldRestartWhenConnectionsStallOnAWholeNetwork() {
    int node = cluster.leader();
    Program reader = net.nc(node).send("/name reader").send("/join quiet");
    reader.skipToMatching("\\* joined: quiet.*");
    String before = cluster.node(node).output();
    net.network().cutOffData(node);
    String begins = "a part of this node has stopped: it has heard of no leader";
    until(() -> said(node, before).contains(begins), "node n" + node + " begins again");
    reader.skipToMatching("\\* bye: .*").close();
    net.network().heal();
    untilAllAccept("node n" + node);
    assertTrue(cluster.node(node).isAlive());
    verify();
  }

  private static String said(int node, String before) {
    return cluster.node(node).output().substring(before.length());
  }

  private void verify() {
    loads.forEach(NetworkLoad::awaitAnswers);
    loads.forEach(load -> load.verify());
  }

  private void untilAllAccept(String who) {
    List<Integer> before = receipts().toList();
    until(
        () -> {
          List<Integer> now = receipts().toList();
          return Stream.iterate(0, i -> i + 1)
              .limit(now.size())
              .allMatch(i -> now.get(i) > before.get(i) + 5);
        },
        who + ": all accept");
  }

  private Stream<Integer> receipts() {
    return loads.stream()
        .flatMap(load -> Stream.of(1, 2, 3).map(node -> load.publisher(node).receipts()));
  }

  private void until(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_RETURN);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "not in time: " + what + "\n" + loads + status());
      run(50);
    }
  }

  private static String status() {
    return Stream.of(1, 2, 3)
        .map(node -> cluster.command(node, "cluster", "status").text() + tail(node))
        .reduce("", (all, one) -> all + "\n" + one);
  }

  private static String tail(int node) {
    List<String> lines = cluster.node(node).output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  private void run(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      loads.forEach(load -> load.step(true));
    }
  }
}
