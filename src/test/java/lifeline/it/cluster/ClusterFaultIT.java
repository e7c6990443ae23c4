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
import lifeline.it.support.TestCluster;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes, some of which die. */
class ClusterFaultIT {
  private static final Pattern RECEIPT =
      Pattern.compile("\\* ok (\\S+) to .*?(?:\\((\\d+) lines\\))?");
  private static final int LINES = 1500;

  @RegisterExtension static final TestCluster CLUSTER = new TestCluster();

  @Test
  void shouldLoseNothingWhenTheLeaderIsKilled() {
    killUnderLoad("leader", CLUSTER.leader());
  }

  @Test
  void shouldLoseNothingWhenAFollowerIsKilled() {
    killUnderLoad("follower", TestCluster.otherThan(CLUSTER.leader()));
  }

  /** Receipted lines are all there, once, in one order, also on the node that comes back. */
  private static void killUnderLoad(String room, int victim) {
    int first = TestCluster.otherThan(victim);
    int second = TestCluster.otherThan(victim, first);
    Client hearer = CLUSTER.named(first, "hearer", room);
    Client other = CLUSTER.named(second, "other", room);
    Client speaker = CLUSTER.named(second, "speaker", room).send("/receipts on");
    speaker.skipTo("* receipts: on");
    for (int i = 0; i < LINES / 3; i++) {
      speaker.send("line " + i);
    }
    CLUSTER.kill(victim);
    for (int i = LINES / 3; i < LINES; i++) {
      speaker.send("line " + i);
    }
    assertEquals(LINES, receipted(speaker, LINES));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      expected.add("[" + room + "] speaker: line " + i);
    }
    assertEquals(expected, TestCluster.readLines(hearer, "[" + room + "] ", LINES));
    assertEquals(expected, TestCluster.readLines(other, "[" + room + "] ", LINES));

    CLUSTER.restart(victim);
    CLUSTER.node(victim).awaitReady();
    Client back = CLUSTER.client(victim).send("/history " + room + " " + LINES);
    assertEquals(expected, TestCluster.readLines(back, "[" + room + "] ", LINES));
  }

  @Test
  void shouldHandOverWhatAConnectionOfADeadNodeHad() {
    int victim = TestCluster.otherThan(CLUSTER.leader());
    int living = TestCluster.otherThan(victim);
    Client dying = CLUSTER.client(victim).send("/confirm ack");
    dying
        .skipToMatching("\\* confirm.*")
        .send("/join jobs as crew")
        .skipToMatching("\\* joined: .*");
    CLUSTER.client(living).send("/say jobs fragile");
    dying.skipToMatching("\\[jobs] .*: fragile");
    Client heir = CLUSTER.named(living, "heir", "jobs as crew");
    CLUSTER.kill(victim);
    heir.skipToMatching("\\[jobs again] .*: fragile");
    Client asking = CLUSTER.named(living, "asking", "jobs");
    asking.send("/who jobs");
    assertTrue(asking.beforeMarker().stream().noneMatch(line -> line.contains("node n" + victim)));
  }

  /**
   * Nothing gets into the log while the others stand still: the line is given to who is leaving.
   */
  @Test
  void shouldWriteNothingOfARoomToWhomHasSaidThatItLeaves() {
    int alive = CLUSTER.leader();
    int second = TestCluster.otherThan(alive);
    int third = TestCluster.otherThan(alive, second);
    Client leaving = CLUSTER.named(alive, "leaving", "work as crew");
    // So that each of the node's event loops has the lines of the room at hand.
    for (int i = 0; i < 8; i++) {
      CLUSTER.named(alive, "hearer" + i, "work");
    }
    Client speaker = CLUSTER.client(alive);
    leaving.send("/ping 0").skipTo("* pong: 0");
    CLUSTER.freeze(second);
    CLUSTER.freeze(third);
    speaker.send("/say work work");
    // Long enough for the line to be on its way to the others.
    for (int i = 1; i <= 50; i++) {
      leaving.send("/ping " + i).skipTo("* pong: " + i);
    }
    leaving.send("/part work");
    CLUSTER.resume(second);
    CLUSTER.resume(third);
    for (String line = leaving.line(); !line.equals("* parted: work"); line = leaving.line()) {
      assertFalse(line.contains("work"), line);
    }
    Client heir = CLUSTER.named(alive, "heir", "work as crew");
    heir.skipToMatching("\\[work] .*: work");
  }

  @Test
  void shouldResetTheConnectionsOfANodeThatWasHeldForDead() {
    int frozen = TestCluster.otherThan(CLUSTER.leader());
    int living = TestCluster.otherThan(frozen);
    Client sleeper = CLUSTER.named(frozen, "sleeper", "frozen-room");
    Client watcher = CLUSTER.named(living, "watcher", "frozen-room");
    String before = CLUSTER.node(frozen).output();
    CLUSTER.freeze(frozen);
    // On its way to the frozen node before that is given up.
    watcher.send("said at once");
    watcher.skipTo("* sleeper left frozen-room: node-lost");
    watcher.send("said meanwhile");
    CLUSTER.resume(frozen);
    String written = sleeper.untilReset();
    assertFalse(written.contains("said"), written);
    TestCluster.await(
        () ->
            CLUSTER
                .node(frozen)
                .output()
                .substring(before.length())
                .contains("has joined the cluster"),
        "another epoch");
    Client again = CLUSTER.named(frozen, "sleeper", "frozen-room");
    again.skipToMatching("\\[frozen-room again] watcher: said at once");
    again.skipToMatching("\\[frozen-room( again)?] watcher: said meanwhile");
  }

  @Test
  void shouldGiveEverythingToANodeWhoseDiskIsNew() {
    int renewed = TestCluster.otherThan(CLUSTER.leader());
    int living = TestCluster.otherThan(renewed);
    Client speaker = CLUSTER.named(living, "speaker", "renewed").send("/receipts on");
    speaker.skipTo("* receipts: on");
    for (int i = 0; i < 100; i++) {
      speaker.send("line " + i);
    }
    assertEquals(100, receipted(speaker, 100));
    CLUSTER.kill(renewed);
    TestServerProcess.delete(CLUSTER.node(renewed).folder().resolve("data"));
    CLUSTER.restart(renewed);
    CLUSTER.node(renewed).awaitReady();
    Client back = CLUSTER.client(renewed).send("/history renewed 100");
    assertEquals(
        "[renewed] speaker: line 99", TestCluster.readLines(back, "[renewed] ", 100).get(99));
  }

  @Test
  void shouldRefuseNothingWhileTheLeaderIsRestarted() {
    int leader = CLUSTER.leader();
    int other = TestCluster.otherThan(leader);
    Client hearer = CLUSTER.named(other, "hearer", "restart");
    Client speaker = CLUSTER.named(other, "speaker", "restart").send("/receipts on");
    speaker.skipTo("* receipts: on");
    for (int i = 0; i < LINES / 2; i++) {
      speaker.send("line " + i);
    }
    assertEquals(0, CLUSTER.node(leader).stop());
    CLUSTER.assertNoErrors();
    for (int i = LINES / 2; i < LINES; i++) {
      speaker.send("line " + i);
    }
    assertEquals(LINES, receipted(speaker, LINES));
    assertEquals(LINES, new HashSet<>(TestCluster.readLines(hearer, "[restart] ", LINES)).size());
    CLUSTER.restart(leader);
    CLUSTER.node(leader).awaitReady();
    Client back = CLUSTER.client(leader).send("/history restart 1");
    back.expect("[restart] speaker: line " + (LINES - 1));
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
