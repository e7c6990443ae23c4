package lifeline.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lifeline.Programs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three nodes in network namespaces of their own, under load while the network, or a node, is not
 * what it should be; every line is accounted for afterwards. A long run, by hand: {@code
 * -Dfaults=N}, which ends with N faults drawn from {@code -Dseed}.
 */
@EnabledIfSystemProperty(named = "faults", matches = "\\d+")
class ClusterNetworkIT {
  /** Longer than a node may be silent, and than an election. */
  private static final long FAULT_MILLIS = 3500;

  private static Network network;
  private static TestCluster cluster;
  private static Path clock;
  private static int rooms;
  private FarLoad load;
  private int leader;

  @BeforeAll
  static void start() throws IOException {
    Programs.need("nc.openbsd");
    Path faketime = faketime();
    network = Network.create();
    clock = Files.createTempFile("lifeline-it", "clock");
    setClock("+0");
    List<String> skewed =
        List.of(
            "env",
            "LD_PRELOAD=" + faketime,
            "FAKETIME_TIMESTAMP_FILE=" + clock,
            "FAKETIME_CACHE_DURATION=1",
            "DONT_FAKE_MONOTONIC=1",
            "NO_FAKE_STAT=1");
    cluster =
        new TestCluster(
            node -> command -> network.inside(node, node == 3 ? joined(skewed, command) : command),
            List.of(peer(1), peer(2), peer(3)),
            "cluster.allow-plaintext=true",
            "listeners=[{kind: line, host: 127.0.0.1, port: 6666}]",
            "accept-timeout=2s");
    cluster.start();
  }

  @BeforeEach
  void load() {
    leader = cluster.leader();
    rooms++;
    load = new FarLoad("r" + rooms, ClusterNetworkIT::nc);
    load.run(300);
  }

  @AfterEach
  void check() {
    network.heal();
    load.close();
    cluster.assertNoErrors();
  }

  @AfterAll
  static void stop() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
    if (network != null) {
      network.close();
    }
    Files.deleteIfExists(clock);
  }

  /** Which one-way link is cut. */
  enum Link {
    FROM_LEADER,
    TO_LEADER,
    BETWEEN_FOLLOWERS
  }

  @ParameterizedTest
  @EnumSource
  void shouldLoseNothingWhenALinkIsCutOneWay(Link link) {
    int follower = TestCluster.otherThan(leader);
    int other = TestCluster.otherThan(leader, follower);
    switch (link) {
      case FROM_LEADER -> network.cutOneWay(leader, follower);
      case TO_LEADER -> network.cutOneWay(follower, leader);
      case BETWEEN_FOLLOWERS -> network.cutOneWay(follower, other);
    }
    load.run(FAULT_MILLIS);
    heal();
  }

  @Test
  void shouldAcceptNothingOnALeaderThatIsCutOffAndTakeItBack() {
    Program reader = nc(leader).send("/name reader").send("/join quiet");
    reader.skipToMatching("\\* joined: quiet.*");
    reader.send("/receipts on").send("before").skipToMatching("\\* ok quiet#1 .*");
    cutOff(leader);
    load.run(1000);
    int other = TestCluster.otherThan(leader);
    int before = load.speaker(other).receipts();
    FarSpeaker alone = load.speaker(leader);
    load.until(() -> load.speaker(other).receipts() > before + 50, "the others go on");
    int accepted = alone.receipts();
    load.until(() -> alone.refusals() > 0, "the one cut off refuses");
    reader.send("here").send("/history quiet");
    reader.skipToMatching("! unavailable 1 lines (refused|unknown): no majority .*");
    reader.skipToMatching("\\* stale: .*").expect("[quiet] reader: before");
    assertEquals(accepted, alone.receipts(), "it has accepted nothing");
    heal();
    // It was held for dead, and has noticed.
    reader.rest();
    reader.close();
  }

  @Test
  void shouldGoOnWithoutAFollowerThatIsCutOffAndTakeItBack() {
    int follower = TestCluster.otherThan(leader);
    cutOff(follower);
    load.run(FAULT_MILLIS);
    assertTrue(load.speaker(leader).receipts() > 100, load::toString);
    heal();
  }

  @Test
  void shouldAcceptNothingWithoutAMajorityAndGoOnWhenItIsBack() {
    for (int node = 1; node <= 3; node++) {
      cutOff(node);
    }
    load.run(FAULT_MILLIS);
    int[] before = {0, 0, 0};
    for (int node = 1; node <= 3; node++) {
      before[node - 1] = load.speaker(node).receipts();
    }
    load.run(1000);
    for (int node = 1; node <= 3; node++) {
      assertEquals(before[node - 1], load.speaker(node).receipts(), "node " + node);
    }
    heal();
  }

  @Test
  void shouldGoOnOverASlowLink() {
    int follower = TestCluster.otherThan(leader);
    network.slow(follower);
    load.run(FAULT_MILLIS);
    network.fastAgain(follower);
    heal();
  }

  @Test
  void shouldGoOnWhenANodeStandsStillNowAndThen() {
    int follower = TestCluster.otherThan(leader);
    for (int i = 0; i < 5; i++) {
      signal("STOP", follower);
      load.run(500);
      signal("CONT", follower);
      load.run(200);
    }
    heal();
  }

  @Test
  void shouldLoseNothingWhenAClockJumps() throws IOException {
    setClock("+3600");
    load.run(1500);
    setClock("-3600");
    load.run(1500);
    setClock("+0");
    heal();
  }

  @Test
  void shouldGiveANodeThatWasAwayAllItHasMissed() {
    int away = TestCluster.otherThan(leader);
    cluster.kill(away);
    load.run(FAULT_MILLIS);
    cluster.restart(away);
    heal();
  }

  @Test
  void shouldSurviveWhateverComesNext() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.getLogger("faults").log(System.Logger.Level.INFO, "-Dseed=" + seed);
    Random random = new Random(seed);
    int faults = Integer.getInteger("faults");
    for (int i = 0; i < faults; i++) {
      fault(random);
      load.run(random.nextInt(3000));
    }
    heal();
  }

  private void fault(Random random) throws IOException {
    int one = 1 + random.nextInt(3);
    int other = 1 + (one + random.nextInt(2)) % 3;
    switch (random.nextInt(8)) {
      case 0 -> network.cutOneWay(one, other);
      case 1 -> network.cut(one, other);
      case 2 -> cutOff(one);
      case 3 -> {
        signal("STOP", one);
        load.run(random.nextInt(4000));
        signal("CONT", one);
      }
      case 4 -> {
        cluster.kill(one);
        load.run(random.nextInt(3000));
        cluster.restart(one);
      }
      case 5 -> setClock(random.nextBoolean() ? "+600" : "-600");
      default -> {
        network.heal();
        load.untilAllAccept();
      }
    }
  }

  private void heal() {
    network.heal();
    load.untilAllAccept();
    load.verify();
  }

  private static void cutOff(int node) {
    int other = TestCluster.otherThan(node);
    network.cut(node, other);
    network.cut(node, TestCluster.otherThan(node, other));
  }

  private static Program nc(int node) {
    return Program.start(network.inside(node, List.of("nc.openbsd", "127.0.0.1", "6666")));
  }

  private static String peer(int node) {
    return Network.address(node) + ":6690";
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static void setClock(String offset) throws IOException {
    Files.writeString(clock, offset + "\n");
  }

  private static Path faketime() throws IOException {
    Programs.need("faketime");
    try (Stream<Path> files =
        Files.find(
            Path.of("/usr/lib"),
            3,
            (path, attributes) -> path.endsWith("faketime/libfaketime.so.1"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private static void signal(String signal, int node) {
    String pid = String.valueOf(cluster.node(node).pid());
    try (Program kill = Program.start(List.of("kill", "-" + signal, pid))) {
      assertEquals(0, kill.exit());
    }
  }
}
