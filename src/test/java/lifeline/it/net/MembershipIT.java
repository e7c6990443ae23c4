package lifeline.it.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import lifeline.Seed;
import lifeline.it.support.TestCluster;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes are added and taken out while the network or other nodes fail, under load; every line is
 * accounted for. Each test finds n1 to n3 in the cluster, and n4 on an empty folder, and leaves
 * them so. {@code -Dfaults=N} adds what takes long, and N random faults.
 */
class MembershipIT {
  private static final String LONG = "faults";
  private static final String FOURTH = "n4=" + NetworkCluster.peer(4);

  private static NetworkCluster net;
  private static Network network;
  private static TestCluster cluster;
  @TempDir private static Path folder;
  private NetworkLoad load;
  private int leader;
  private int follower;
  private int other;

  @BeforeAll
  static void start() throws IOException {
    net = new NetworkCluster(folder, 4);
    network = net.network();
    cluster = net.nodes();
    cluster.start();
    cluster.startExtraNode();
  }

  @BeforeEach
  void load() {
    leader = cluster.leader();
    follower = TestCluster.otherThan(leader);
    other = TestCluster.otherThan(leader, follower);
    load = net.load();
  }

  @AfterEach
  void check() {
    net.check();
  }

  @AfterAll
  static void stop() {
    if (net != null) {
      net.close();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldAddANodeAlthoughTheLeaderFreezesMeanwhile() {
    String before = cluster.node(follower).output();
    TestServerProcess adding = cluster.startCommand(follower, "cluster", "add", FOURTH);
    load.until(
        () -> cluster.node(follower).output().substring(before.length()).contains("to be added"),
        "it has been asked");
    net.signal("STOP", leader);
    TestCluster.CommandResult said = end(adding);
    net.signal("CONT", leader);
    assertEquals(0, said.code(), said::text);
    assertTrue(said.text().startsWith("a cluster of 4 nodes"), said::text);
    load.untilAllAccept();
    load.verify(4);
    awaitFour(leader);
    takeOutTheFourth();
  }

  /**
   * What it has of the log and nobody else is dropped, and with it Ratis drops the records of the
   * same message that tell of the new node.
   */
  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldKnowANodeThatWasAddedWhileItLedAMinority() {
    network.cutOff(leader);
    int receipts = load.publisher(follower).receipts();
    load.until(() -> load.publisher(follower).receipts() > receipts + 20, "the others go on");
    addTheFourth();
    network.heal();
    load.untilAllAccept();
    // Who leads makes those the nodes that it knows.
    load.until(
        () -> cluster.command(follower, "cluster", "transfer", "n" + leader).code() == 0,
        "it leads again");
    awaitFour(leader);
    load.verify(4);
    takeOutTheFourth();
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldTellThatTheLeaderDoesNotReachANewNodeAndAddItLater() {
    network.cut(leader, 4);
    TestCluster.CommandResult said = end(cluster.startCommand(follower, "cluster", "add", FOURTH));
    assertEquals(1, said.code(), said::text);
    String why = "cluster add: node n4 does not answer node n" + leader + ", which leads";
    assertTrue(said.text().contains(why), said::text);
    network.heal();
    addTheFourth();
    load.untilAllAccept();
    load.verify(4);
    takeOutTheFourth();
  }

  /** The cluster could not go on, and nobody could change that, until the silent one is back. */
  @Test
  void shouldRefuseToTakeOutANodeWithoutWhichMostWouldBeSilent() {
    String before = cluster.node(leader).output();
    network.cutOff(other);
    load.until(
        () ->
            cluster
                .node(leader)
                .output()
                .substring(before.length())
                .contains("node n" + other + " does not answer"),
        "the leader knows");
    TestServerProcess cutOff = cluster.startCommand(other, "cluster", "remove", "n" + follower);
    TestCluster.CommandResult said =
        end(cluster.startCommand(leader, "cluster", "remove", "n" + follower));
    assertEquals(1, said.code(), said::text);
    assertTrue(
        said.text().contains("most of the nodes left would not answer: n" + other), said::text);
    int receipts = load.publisher(follower).receipts();
    load.until(() -> load.publisher(follower).receipts() > receipts + 20, "they go on");
    TestCluster.CommandResult alone = end(cutOff);
    assertEquals(1, alone.code(), alone::text);
    assertTrue(alone.text().contains("no majority of the nodes can be reached"), alone::text);
    network.heal();
    load.untilAllAccept();
    load.verify();
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldAddANodeWhoseCopyWasCutShort() {
    ReconnectingClient filler = new ReconnectingClient(() -> net.nc(leader), "/name filler");
    for (int i = 0; i < 1000; i++) {
      filler.send("/say filled " + "x".repeat(8000));
    }
    filler.close();
    // A backup takes a snapshot, which is what a new node is given.
    for (int node = 1; node <= 3; node++) {
      Path backup = cluster.node(node).folder().resolve("backup");
      assertEquals(0, cluster.command(node, "backup", backup.toString()).code());
    }
    network.slowTo(4);
    TestServerProcess adding = cluster.startCommand(follower, "cluster", "add", FOURTH);
    load.run(6000);
    network.cutOff(4);
    TestCluster.CommandResult said = end(adding);
    network.endSlowTo(4);
    assertEquals(1, said.code(), said::text);
    assertTrue(said.text().contains("node n4 does not answer"), said::text);
    network.heal();
    addTheFourth();
    load.untilAllAccept();
    assertTrue(cluster.node(4).output().contains("takes over a copy"), "it has got a copy");
    load.verify(4);
    takeOutTheFourth();
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldDoTheSameChangeForTwoWhoAskAtOnce() {
    TestServerProcess one = cluster.startCommand(follower, "cluster", "add", FOURTH);
    TestServerProcess two = cluster.startCommand(other, "cluster", "add", FOURTH);
    for (TestServerProcess asked : List.of(one, two)) {
      TestCluster.CommandResult said = end(asked);
      assertEquals(0, said.code(), said::text);
    }
    load.verify(4);
    takeOutTheFourth();
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "\\d+")
  void shouldEndEachChangeAndMakeItWhenAskedAgain() {
    Seed seed = Seed.of(MembershipIT.class, "-Dfaults=" + Integer.getInteger(LONG));
    seed.run(() -> changeUnderFaults(seed.random()));
  }

  private void changeUnderFaults(Random random) {
    for (int i = 0; i < Integer.getInteger(LONG); i++) {
      int asked = 1 + random.nextInt(3);
      TestServerProcess adding = cluster.startCommand(asked, "cluster", "add", FOURTH);
      load.run(random.nextInt(2500));
      net.injectFault(random, 4);
      end(adding);
      heal();
      addTheFourth();
      load.untilAllAccept();
      TestServerProcess removing = cluster.startCommand(asked, "cluster", "remove", "n4");
      load.run(random.nextInt(2500));
      net.injectFault(random, 4);
      end(removing);
      heal();
      load.verify();
      TestCluster.CommandResult again =
          end(cluster.startCommand(follower, "cluster", "remove", "n4"));
      assertTrue(again.code() == 0 || again.text().contains("no node n4"), again::text);
      emptyTheFourth();
    }
  }

  private void heal() {
    network.heal();
    load.untilAllAccept();
  }

  private void addTheFourth() {
    TestCluster.CommandResult in = end(cluster.startCommand(follower, "cluster", "add", FOURTH));
    assertEquals(0, in.code(), in::text);
  }

  private void awaitFour(int asked) {
    load.until(
        () -> cluster.command(asked, "cluster", "status").text().startsWith("a cluster of 4 nodes"),
        "it knows all nodes");
  }

  /** It waits on an empty folder to be added when this returns. */
  private void takeOutTheFourth() {
    TestCluster.CommandResult out = end(cluster.startCommand(follower, "cluster", "remove", "n4"));
    assertEquals(0, out.code(), out::text);
    emptyTheFourth();
  }

  private void emptyTheFourth() {
    assertEquals(0, cluster.node(4).exit(30), cluster.node(4)::output);
    TestServerProcess.delete(cluster.node(4).folder().resolve("data"));
    cluster.restart(4);
    cluster.awaitWaitsToBeAdded(4);
    load.untilAllAccept();
  }

  /** Waits for the end of a command while lines are said. */
  private TestCluster.CommandResult end(TestServerProcess command) {
    load.until(() -> !command.isAlive(), "the command ends");
    return TestCluster.awaitResult(command);
  }
}
