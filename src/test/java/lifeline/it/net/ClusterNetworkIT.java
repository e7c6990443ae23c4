package lifeline.it.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import lifeline.Seed;
import lifeline.it.support.FullDisk;
import lifeline.it.support.Program;
import lifeline.it.support.TestCluster;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three nodes in network namespaces of their own, under load while the network, or a node, is not
 * what it should be; every line is accounted for afterwards. {@code -Dfaults=N} adds what takes
 * long, and N random faults.
 */
class ClusterNetworkIT {
  private static final String LONG = "faults";

  /** Longer than a node may be silent, and than an election. */
  private static final long FAULT_MILLIS = 3500;

  private static NetworkCluster net;
  private static Network network;
  private static FullDisk disk;
  private static TestCluster cluster;
  @TempDir private static Path folder;
  private NetworkLoad load;
  private int leader;

  @BeforeAll
  static void start() throws IOException {
    net = new NetworkCluster(folder, 3);
    network = net.network();
    cluster = net.nodes();
    Path first = TestServerProcess.newFolder();
    disk = new FullDisk(Files.createDirectory(first.resolve("data")), 256);
    cluster.startWith(first);
  }

  @BeforeEach
  void load() {
    leader = cluster.leader();
    load = net.load();
  }

  @AfterEach
  void check() {
    net.check();
  }

  @AfterAll
  static void stop() {
    if (disk != null) {
      disk.close();
    }
    if (net != null) {
      net.close();
    }
  }

  /** Which one-way link is cut. */
  enum Link {
    FROM_LEADER,
    TO_LEADER,
    BETWEEN_FOLLOWERS
  }

  @Test
  void shouldLoseNothingWhenTheLeaderIsNotHeard() {
    cutOneWay(Link.FROM_LEADER);
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldLoseNothingWhenALinkIsCutOneWay(Link link) {
    cutOneWay(link);
  }

  private void cutOneWay(Link link) {
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
    int other = TestCluster.otherThan(leader);
    Program reader = net.nc(leader).send("/name reader").send("/join quiet");
    reader.skipToMatching("\\* joined: quiet.*");
    reader.send("/receipts on").send("before").skipToMatching("\\* ok quiet#1 .*");
    Program watcher = net.nc(other).send("/name watcher").send("/join quiet");
    watcher.skipToMatching("\\* joined: quiet.*");
    network.cutOff(leader);
    acceptNothing(leader);
    reader.send("here").send("/history quiet");
    reader.skipToMatching("! unavailable 1 lines (refused|unknown): no majority .*");
    reader.skipToMatching("\\* stale: .*").expect("[quiet] reader: before");
    int before = load.publisher(other).receipts();
    load.until(() -> load.publisher(other).receipts() > before + 50, "the others go on");
    watcher.skipTo("* reader left quiet: node-lost").close();
    heal();
    // It was held for dead, and has noticed.
    reader.rest();
    reader.close();
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldGoOnWithoutAFollowerThatIsCutOffAndTakeItBack() {
    network.cutOff(TestCluster.otherThan(leader));
    load.run(FAULT_MILLIS);
    int before = load.publisher(leader).receipts();
    load.until(() -> load.publisher(leader).receipts() > before + 50, "the others go on");
    heal();
  }

  @Test
  void shouldAcceptNothingWithoutAMajorityAndGoOnWhenItIsBack() {
    for (int node = 1; node <= 3; node++) {
      network.cutOff(node);
    }
    for (int node = 1; node <= 3; node++) {
      acceptNothing(node);
    }
    heal();
  }

  /** Receipts and refusals come in order, so behind a first refusal no receipt is late. */
  private void acceptNothing(int node) {
    NetworkPublisher alone = load.publisher(node);
    int refused = alone.refusals();
    load.until(() -> alone.refusals() > refused, "node " + node + " refuses");
    int accepted = alone.receipts();
    int more = alone.refusals() + 20;
    load.until(() -> alone.refusals() > more, "node " + node + " refuses again");
    assertEquals(accepted, alone.receipts(), "receipts of node " + node);
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldGoOnOverASlowLink() {
    int follower = TestCluster.otherThan(leader);
    network.slow(follower);
    load.run(FAULT_MILLIS);
    network.endSlow(follower);
    heal();
  }

  @Test
  void shouldGoOnWhenANodeStandsStillNowAndThen() {
    int follower = TestCluster.otherThan(leader);
    for (int i = 0; i < 5; i++) {
      net.signal("STOP", follower);
      load.run(500);
      net.signal("CONT", follower);
      load.run(200);
    }
    heal();
  }

  @Test
  void shouldGoOnInTimeWhenClocksJump() {
    int follower = TestCluster.otherThan(leader);
    Program worker = net.nc(follower).send("/name worker").send("/confirm ack").send("/join jobs");
    worker.skipToMatching("\\* joined: jobs.*");
    net.faults(leader).shiftClock(3600);
    load.run(500);
    net.faults(follower).shiftClock(-3600);
    load.run(500);
    net.faults(leader).shiftClock(-60);
    net.nc(leader).send("/say jobs fragile").send("/quit").skipToMatching("\\* bye: .*");
    worker.skipToMatching("\\[jobs] .*: fragile").send("/nack jobs#1");
    worker.skipToMatching("\\[jobs again] .*: fragile").close();
    heal();
  }

  @Test
  void shouldGoOnWithoutALeaderWhoseDiskIsFull() {
    if (leader != 1) {
      transfer(1);
    }
    fillTheDisk();
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldGoOnWithoutAFollowerWhoseDiskIsFull() {
    if (leader == 1) {
      transfer(2);
    }
    fillTheDisk();
  }

  private void fillTheDisk() {
    disk.fill();
    ReconnectingClient flood = new ReconnectingClient(() -> net.nc(2), "/name flood");
    String line = "/say flood " + "x".repeat(8000);
    load.until(
        () -> {
          flood.send(line);
          return !cluster.node(1).isAlive();
        },
        "the node with the full disk ends");
    flood.close();
    assertEquals(5, cluster.node(1).exit(1));
    assertTrue(cluster.node(1).output().contains("No space left"), cluster.node(1)::output);
    load.run(500);
    disk.free();
    cluster.restart(1);
    heal();
  }

  @Test
  void shouldGoOnWhenADiskIsSlow() {
    net.faults(leader).delaySyncs(300);
    load.run(1500);
    net.faults(leader).clear();
    net.faults(TestCluster.otherThan(leader)).delaySyncs(3000);
    load.run(1500);
    heal();
  }

  private void transfer(int node) {
    TestCluster.CommandResult said = cluster.command(node, "cluster", "transfer", "n" + node);
    assertEquals(0, said.code(), said::text);
    leader = node;
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldGiveANodeThatWasAwayAllItHasMissed() {
    int away = TestCluster.otherThan(leader);
    cluster.kill(away);
    load.run(FAULT_MILLIS);
    cluster.restart(away);
    heal();
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldTakeANodeOutThatIsCutOffAndAddItAgain() {
    int gone = leader == 3 ? 2 : 3;
    network.cutOff(gone);
    load.run(500);
    TestCluster.CommandResult out = cluster.command(leader, "cluster", "remove", "n" + gone);
    assertEquals(0, out.code(), out::text);
    assertTrue(out.text().startsWith("a cluster of 2 nodes"), out::text);
    acceptNothing(gone);
    int before = load.publisher(leader).receipts();
    load.until(() -> load.publisher(leader).receipts() > before + 50, "the others go on");
    network.heal();
    // It does not know, and can neither accept anything nor disturb the others.
    acceptNothing(gone);
    // A backup takes a snapshot, which is what a new node is given.
    Path backup = cluster.node(leader).folder().resolve("backup");
    assertEquals(0, cluster.command(leader, "backup", backup.toString()).code());
    cluster.kill(gone);
    TestServerProcess.delete(cluster.node(gone).folder().resolve("data"));
    cluster.restart(gone);
    cluster.awaitWaitsToBeAdded(gone);
    TestCluster.CommandResult in =
        cluster.command(leader, "cluster", "add", "n" + gone + "=" + NetworkCluster.peer(gone));
    assertEquals(0, in.code(), in::text);
    assertTrue(cluster.node(gone).output().contains("takes over a copy"), "it has got a copy");
    heal();
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldSurviveWhateverComesNext() {
    Seed seed = Seed.of(ClusterNetworkIT.class, "-Dfaults=" + Integer.getInteger(LONG));
    seed.run(() -> survive(seed.random()));
  }

  private void survive(Random random) {
    int faults = Integer.getInteger(LONG);
    for (int i = 0; i < faults; i++) {
      fault(random);
      load.run(random.nextInt(3000));
    }
    heal();
  }

  private void fault(Random random) {
    switch (random.nextInt(8)) {
      case 0 -> net.faults(1 + random.nextInt(3)).shiftClock(random.nextInt(1200) - 600);
      case 1, 2 -> {
        network.heal();
        load.untilAllAccept();
      }
      default -> net.injectFault(random, 3);
    }
  }

  private void heal() {
    net.heal();
    load.untilAllAccept();
    load.verify();
  }
}
