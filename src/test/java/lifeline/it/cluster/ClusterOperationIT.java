package lifeline.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import lifeline.it.support.Client;
import lifeline.it.support.TestCluster;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with a cluster, which has grown from one node that had data. */
class ClusterOperationIT {
  @RegisterExtension
  static final TestCluster CLUSTER =
      new TestCluster().startingOn(ClusterOperationIT::folderWithData);

  private static final Pattern LEADS = Pattern.compile("(?s)a cluster of 3 nodes, node n(\\d) .*");

  @TempDir private Path folder;

  private static Path folderWithData() {
    TestServerProcess alone = TestServerProcess.start("node=n1");
    try (Client ada = new Client(alone.ports().get("line"))) {
      ada.send("/name ada").send("/join old").skipToMatching("\\* joined: old .*");
    }
    try (Client bob = new Client(alone.ports().get("line"))) {
      bob.send("/name bob").send("/join old").send("/receipts on").skipTo("* receipts: on");
      bob.send("one").send("two").skipToMatching("\\* ok old#2 .*");
    }
    assertEquals(0, alone.stop(), alone::output);
    return alone.folder();
  }

  @Test
  void shouldHaveOnAllNodesWhatTheOneNodeHadAlone() {
    for (int node = 1; node <= 3; node++) {
      Client client = CLUSTER.client(node).send("/history old 2");
      client.expect("[old] bob: one", "[old] bob: two", "* history: old 2 lines");
      client.send("/why ada").skipToMatching("\\* end: ada .*");
    }
    Client ada = CLUSTER.client(3).send("/name ada").skipTo("* you-are: ada");
    ada.skipTo("* places: old 2 waiting").send("/join old");
    ada.skipTo("[old] bob: one").expect("[old] bob: two");
  }

  @Test
  void shouldTellHowAllNodesAreAndLetAnotherLead() {
    CLUSTER.awaitHealthy(3);
    int leader = leader();
    int next = TestCluster.otherThan(leader);
    TestCluster.CommandResult moved = CLUSTER.command(leader, "cluster", "transfer", "n" + next);
    assertEquals("node n" + next + " leads", moved.text().strip());
    assertEquals(0, moved.code());
    TestCluster.CommandResult status = CLUSTER.command(leader, "cluster", "status");
    assertEquals(0, status.code(), status::text);
    List<String> lines = status.text().lines().toList();
    assertEquals("a cluster of 3 nodes, node n" + next + " leads; healthy", lines.get(0));
    assertTrue(lines.get(1).matches("NODE +ADDRESS +STATE +ROLE +RUN +APPLIED +BEHIND"));
    for (int node = 1; node <= 3; node++) {
      String role = node == next ? "leader" : "follower";
      String self = node == leader ? " \\(this\\)" : "";
      assertTrue(
          lines
              .get(1 + node)
              .matches("n" + node + self + " +\\S+:\\d+ +answers +" + role + " +\\d+ +\\d+ +\\d+"),
          status::text);
    }
    TestCluster.CommandResult nobody = CLUSTER.command(next, "cluster", "transfer", "n9");
    assertEquals(1, nobody.code());
    assertTrue(nobody.text().contains("cluster transfer: no node n9"), nobody::text);
  }

  @Test
  void shouldLoseAndRefuseNothingWhileAllNodesAreRestartedInTurn() {
    List<Thread> threads = new ArrayList<>();
    List<RoamingPublisher> speakers = new ArrayList<>();
    for (int node = 1; node <= 3; node++) {
      RoamingPublisher speaker = new RoamingPublisher("speaker" + node, "rolling", CLUSTER, node);
      speakers.add(speaker);
      threads.add(new Thread(speaker));
    }
    threads.forEach(Thread::start);
    for (int node = 1; node <= 3; node++) {
      int from = node;
      await(speakers, 50, "before n" + from);
      CLUSTER.restartInOrder(node);
    }
    await(speakers, 50, "at last");
    speakers.forEach(RoamingPublisher::finish);
    for (int i = 0; i < 3; i++) {
      join(threads.get(i));
      assertEquals(List.of(), speakers.get(i).problems());
    }
    int said = speakers.stream().mapToInt(RoamingPublisher::receipted).sum();
    List<String> order = null;
    for (int node = 1; node <= 3; node++) {
      Client reader = CLUSTER.client(node).send("/history rolling " + said);
      List<String> lines = reader.upTo("\\* history: .*");
      lines.remove(lines.size() - 1);
      assertEquals(said, lines.size(), "each receipted line is there once");
      assertEquals(order == null ? lines : order, lines, "in one order");
      order = lines;
    }
    for (RoamingPublisher speaker : speakers) {
      String begin = "[rolling] " + speaker.name() + ": ";
      assertEquals(
          IntStream.range(0, speaker.receipted()).mapToObj(i -> begin + i).toList(),
          order.stream().filter(line -> line.startsWith(begin)).toList());
    }
    assertTrue(
        speakers.stream().allMatch(speaker -> speaker.lastGoodbye().matches(".*; others: n\\d.*")),
        () -> speakers.stream().map(RoamingPublisher::lastGoodbye).toList().toString());
  }

  @Test
  void shouldTakeANodeOutAndAnEmptyOneInUnderLoad() {
    int gone = TestCluster.otherThan(leader());
    int living = TestCluster.otherThan(gone);
    RoamingPublisher speaker = new RoamingPublisher("steady", "changing", CLUSTER, living);
    Thread thread = new Thread(speaker);
    thread.start();
    Client clientOfGone = CLUSTER.named(gone, "leaver", "changing");
    await(List.of(speaker), 50, "three nodes");
    TestCluster.CommandResult out = CLUSTER.command(living, "cluster", "remove", "n" + gone);
    assertEquals(0, out.code(), out::text);
    assertTrue(out.text().startsWith("a cluster of 2 nodes"), out::text);
    clientOfGone.skipToMatching("\\* bye: server-draining; back in \\ds; others: .*");
    assertEquals(0, CLUSTER.node(gone).exit(30), CLUSTER.node(gone)::output);
    await(List.of(speaker), 50, "two nodes");

    TestServerProcess.delete(CLUSTER.node(gone).folder().resolve("data"));
    CLUSTER.restart(gone);
    TestCluster.await(
        () -> CLUSTER.node(gone).output().contains("waiting to be added"), "it has found us");
    String address = CLUSTER.peers().replaceAll(".*n" + gone + ": ([0-9.:]+).*", "$1");
    TestCluster.CommandResult in =
        CLUSTER.command(living, "cluster", "add", "n" + gone + "=" + address);
    assertEquals(0, in.code(), in::text);
    assertTrue(in.text().contains("cluster.peers: {n1: '"), in::text);
    CLUSTER.node(gone).awaitReady();
    await(List.of(speaker), 50, "three nodes again");
    speaker.finish();
    join(thread);
    assertEquals(List.of(), speaker.problems());
    Client reader = CLUSTER.client(gone).send("/history changing " + speaker.receipted());
    assertEquals(speaker.receipted(), reader.upTo("\\* history: .*").size() - 1);
    reader.send("/who changing");
    assertTrue(reader.beforeMarker().stream().noneMatch(line -> line.contains("leaver")));
  }

  @Test
  void shouldBeginAgainFromABackup() {
    Path copy = folder.resolve("data");
    TestCluster.CommandResult made = CLUSTER.command(2, "backup", copy.toString());
    assertEquals(0, made.code(), made::text);
    refused("is of a node of a cluster, and cluster.peers is not set", "node=n2");
    String own = CLUSTER.peers().replaceAll(".*n2: ([0-9.:]+).*", "$1");
    String free = own.replaceAll("\\d+$", String.valueOf(TestCluster.freePorts(1).get(0)));
    TestServerProcess again =
        TestServerProcess.startOn(folder, "node=n2", "cluster.peers={n2: '" + free + "'}");
    try (again;
        Client client = new Client(again.ports().get("line"))) {
      client.send("/history old 2").skipTo("[old] bob: one");
      client.expect("[old] bob: two", "* history: old 2 lines");
      client.send("/receipts on").send("/say old three").skipToMatching("\\* ok old#3 .*");
    }
  }

  @Test
  void shouldRefuseDataThatARunningClusterHasBegunWithout() {
    TestServerProcess alone = TestServerProcess.startOn(folder, "node=n4");
    try (Client client = new Client(alone.ports().get("line"))) {
      client.send("/receipts on").send("/say ops mine").skipToMatching("\\* ok ops#1 .*");
    }
    assertEquals(0, alone.stop(), alone::output);
    int port = TestCluster.freePorts(1).get(0);
    String all = CLUSTER.peers().replace("}", ", n4: '127.0.0.1:" + port + "'}");
    refused("in a cluster that has begun without them", "node=n4", all);
    assertTrue(Files.exists(folder.resolve("data").resolve("log")), "the data are still there");
  }

  private void refused(String why, String... settings) {
    TestServerProcess server =
        TestServerProcess.startWithoutWaiting(UnaryOperator.identity(), folder, settings);
    assertEquals(4, server.exit(60), server::output);
    assertTrue(server.output().contains(why), server::output);
  }

  private static int leader() {
    TestCluster.CommandResult status = CLUSTER.command(1, "cluster", "status");
    Matcher matcher = LEADS.matcher(status.text());
    assertTrue(matcher.matches(), status::text);
    return Integer.parseInt(matcher.group(1));
  }

  /** Each of them has so many more receipts than now. */
  private static void await(List<RoamingPublisher> speakers, int more, String what) {
    for (RoamingPublisher speaker : speakers) {
      int until = speaker.receipted() + more;
      TestCluster.await(() -> speaker.receipted() >= until, speaker.name() + " " + what);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
