package lifeline.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.it.support.Client;
import lifeline.it.support.Program;
import lifeline.it.support.TestCluster;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes, some of which die. */
class ClusterFaultIT {
  private static final Pattern RECEIPT =
      Pattern.compile("\\* ok (\\S+) to .*?(?:\\((\\d+) lines\\))?");
  private static final int LINES = 1500;

  private final TestCluster cluster = new TestCluster();

  @BeforeEach
  void start() {
    cluster.start();
  }

  @AfterEach
  void stop() {
    cluster.end();
  }

  @Test
  void shouldLoseNothingWhenTheLeaderIsKilled() {
    killUnderLoad(cluster.leader());
  }

  @Test
  void shouldLoseNothingWhenAFollowerIsKilled() {
    killUnderLoad(TestCluster.otherThan(cluster.leader()));
  }

  /** Receipted lines are all there, once, in one order, also on the node that comes back. */
  private void killUnderLoad(int victim) {
    int first = TestCluster.otherThan(victim);
    int second = TestCluster.otherThan(victim, first);
    Client hearer = cluster.named(first, "hearer", "ops");
    Client other = cluster.named(second, "other", "ops");
    Client speaker = cluster.named(second, "speaker", "ops").send("/receipts on");
    speaker.skipTo("* receipts: on");
    for (int i = 0; i < LINES / 3; i++) {
      speaker.send("line " + i);
    }
    cluster.kill(victim);
    for (int i = LINES / 3; i < LINES; i++) {
      speaker.send("line " + i);
    }
    assertEquals(LINES, receipted(speaker, LINES));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      expected.add("[ops] speaker: line " + i);
    }
    assertEquals(expected, ClusterIT.hear(hearer, "[ops] ", LINES));
    assertEquals(expected, ClusterIT.hear(other, "[ops] ", LINES));

    cluster.restart(victim);
    cluster.node(victim).awaitReady();
    Client back = cluster.client(victim).send("/history ops " + LINES);
    assertEquals(expected, ClusterIT.hear(back, "[ops] ", LINES));
  }

  @Test
  void shouldHandOverWhatAConnectionOfADeadNodeHad() {
    int victim = TestCluster.otherThan(cluster.leader());
    int living = TestCluster.otherThan(victim);
    Client dying = cluster.client(victim).send("/confirm ack");
    dying
        .skipToMatching("\\* confirm.*")
        .send("/join jobs as crew")
        .skipToMatching("\\* joined: .*");
    cluster.client(living).send("/say jobs fragile");
    dying.skipToMatching("\\[jobs] .*: fragile");
    Client heir = cluster.named(living, "heir", "jobs as crew");
    cluster.kill(victim);
    heir.skipToMatching("\\[jobs again] .*: fragile");
    Client asking = cluster.named(living, "asking", "jobs");
    asking.send("/who jobs");
    assertTrue(asking.beforeMarker().stream().noneMatch(line -> line.contains("node n" + victim)));
  }

  /**
   * Nothing gets into the log while the others stand still: the line is given to who is leaving.
   */
  @Test
  void shouldWriteNothingOfARoomToWhomHasSaidThatItLeaves() {
    int alive = cluster.leader();
    int second = TestCluster.otherThan(alive);
    int third = TestCluster.otherThan(alive, second);
    Client leaving = cluster.named(alive, "leaving", "jobs as crew");
    // So that each of the node's event loops has the lines of the room at hand.
    for (int i = 0; i < 8; i++) {
      cluster.named(alive, "hearer" + i, "jobs");
    }
    Client speaker = cluster.client(alive);
    leaving.send("/ping 0").skipTo("* pong: 0");
    signal("-STOP", second);
    signal("-STOP", third);
    speaker.send("/say jobs work");
    // Long enough for the line to be on its way to the others.
    for (int i = 1; i <= 50; i++) {
      leaving.send("/ping " + i).skipTo("* pong: " + i);
    }
    leaving.send("/part jobs");
    signal("-CONT", second);
    signal("-CONT", third);
    for (String line = leaving.line(); !line.equals("* parted: jobs"); line = leaving.line()) {
      assertFalse(line.contains("work"), line);
    }
    Client heir = cluster.named(alive, "heir", "jobs as crew");
    heir.skipToMatching("\\[jobs] .*: work");
  }

  @Test
  void shouldResetTheConnectionsOfANodeThatWasHeldForDead() {
    int frozen = TestCluster.otherThan(cluster.leader());
    int living = TestCluster.otherThan(frozen);
    Client sleeper = cluster.named(frozen, "sleeper", "ops");
    Client watcher = cluster.named(living, "watcher", "ops");
    signal("-STOP", frozen);
    // On its way to the frozen node before that is given up.
    watcher.send("said at once");
    watcher.skipTo("* sleeper left ops: node-lost");
    watcher.send("said meanwhile");
    signal("-CONT", frozen);
    String written = sleeper.untilReset();
    assertFalse(written.contains("said"), written);
    TestCluster.await(
        () -> cluster.node(frozen).output().split("has joined the cluster", -1).length > 2,
        "another run");
    Client again = cluster.named(frozen, "sleeper", "ops");
    again.skipToMatching("\\[ops again] watcher: said at once");
    again.skipToMatching("\\[ops( again)?] watcher: said meanwhile");
  }

  @Test
  void shouldGiveEverythingToANodeWhoseDiskIsNew() {
    int renewed = TestCluster.otherThan(cluster.leader());
    int living = TestCluster.otherThan(renewed);
    Client speaker = cluster.named(living, "speaker", "ops").send("/receipts on");
    speaker.skipTo("* receipts: on");
    for (int i = 0; i < 100; i++) {
      speaker.send("line " + i);
    }
    assertEquals(100, receipted(speaker, 100));
    cluster.kill(renewed);
    TestServerProcess.delete(cluster.node(renewed).folder().resolve("data"));
    cluster.restart(renewed);
    cluster.node(renewed).awaitReady();
    Client back = cluster.client(renewed).send("/history ops 100");
    assertEquals("[ops] speaker: line 99", ClusterIT.hear(back, "[ops] ", 100).get(99));
  }

  @Test
  void shouldRefuseNothingWhileTheLeaderIsRestarted() {
    int leader = cluster.leader();
    int other = TestCluster.otherThan(leader);
    Client hearer = cluster.named(other, "hearer", "ops");
    Client speaker = cluster.named(other, "speaker", "ops").send("/receipts on");
    speaker.skipTo("* receipts: on");
    for (int i = 0; i < LINES / 2; i++) {
      speaker.send("line " + i);
    }
    assertEquals(0, cluster.node(leader).stop());
    cluster.assertNoErrors();
    for (int i = LINES / 2; i < LINES; i++) {
      speaker.send("line " + i);
    }
    assertEquals(LINES, receipted(speaker, LINES));
    assertEquals(LINES, new HashSet<>(ClusterIT.hear(hearer, "[ops] ", LINES)).size());
    cluster.restart(leader);
    cluster.node(leader).awaitReady();
    Client back = cluster.client(leader).send("/history ops 1");
    back.expect("[ops] speaker: line " + (LINES - 1));
  }

  private void signal(String signal, int node) {
    try (Program kill =
        Program.start(List.of("kill", signal, String.valueOf(cluster.node(node).pid())))) {
      assertEquals(0, kill.exit());
    }
  }

  /** Reads receipts until they cover so many lines; none may be for a line that was refused. */
  private static int receipted(Client client, int count) {
    int lines = 0;
    HashSet<String> ids = new HashSet<>();
    while (lines < count) {
      String line = client.line();
      Matcher matcher = RECEIPT.matcher(line);
      assertTrue(!line.startsWith("!"), line);
      if (matcher.matches()) {
        assertTrue(ids.add(matcher.group(1)), line);
        lines += matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
      }
    }
    return lines;
  }
}
