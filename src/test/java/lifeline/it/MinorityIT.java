package lifeline.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see of a node that cannot reach a majority. */
class MinorityIT {
  private static final String WHY = "no majority of the nodes can be reached";

  private final TestCluster cluster = new TestCluster("accept-timeout=4s");

  @BeforeEach
  void start() {
    cluster.start();
  }

  @AfterEach
  void stop() {
    try (cluster) {
      cluster.closeClients();
      cluster.assertNoErrors();
    }
  }

  @Test
  void shouldAcceptNothingInAMinorityAndGoOnAfterwards() {
    int alone = cluster.leader();
    int second = TestCluster.otherThan(alone);
    int third = TestCluster.otherThan(alone, second);
    Client client = cluster.named(alone, "alice", "ops").send("/receipts on");
    client.skipTo("* receipts: on").send("before").expectMatching("\\* ok ops#1 .*");
    cluster.kill(second);
    cluster.kill(third);
    client.send("one").send("two");
    int answered = 0;
    while (answered < 2) {
      client.skipToMatching("! unavailable \\d+ lines (refused|unknown): no majority.*");
      answered += Integer.parseInt(client.lastLine().split(" ", -1)[2]);
    }
    assertEquals(2, answered);
    client.send("/history ops");
    client.skipToMatching("\\* stale: .*");
    client.expect("[ops] alice: before", "* history: ops 1 lines");

    cluster.restart(second);
    cluster.node(second).awaitReady();
    Client later = cluster.named(second, "bob", "ops").send("/receipts on");
    later.skipTo("* receipts: on").send("after").skipToMatching("\\* ok ops#\\d+ .*");
    Client back = cluster.named(alone, "carol", "ops").send("/history ops");
    back.skipToMatching("\\[ops] bob: after");
  }

  @Test
  void shouldTellNewConnectionsAndTakeThemInAfterwards() {
    cluster.named(1, "alice", "ops").send("before").send("/ping x").skipTo("* pong: x");
    cluster.kill(2);
    cluster.kill(3);
    Client early = cluster.stranger(1).send("/history ops");
    early.skipTo("! unavailable " + WHY + "; /history ROOM shows what this node has");
    early.skipToMatching("\\* stale: .*");
    early.expect("[ops] alice: before", "* history: ops 1 lines");
    Client late = cluster.stranger(1);
    late.expect("! unavailable " + WHY + "; /history ROOM shows what this node has");
    late.send("one").send("two").send("/join ops").send("/who").send("/say ops three");
    late.expect("! unavailable 2 lines refused: " + WHY);
    late.expect("! unavailable /join refused: " + WHY);
    late.skipToMatching("\\* who: alice .*");
    late.expect("! unavailable 1 lines refused: " + WHY);
    Client ending = cluster.stranger(1).closeOutput();
    ending.skipTo("* bye: peer-closed");
    ending.expectEnd();

    cluster.restart(2);
    late.skipToMatching("\\* welcome: you are guest-\\d+ on n1; .*");
    late.send("/join ops").skipToMatching("\\* joined: ops .*");
    early.skipToMatching("\\* welcome: you are guest-\\d+ on n1; .*");
    early.send("/say ops after");
    late.skipToMatching("\\[ops] guest-\\d+: after");
    late.send("/history ops 3").skipTo("[ops] alice: before");
    late.expectMatching("\\[ops] guest-\\d+: after");
    late.expect("* history: ops 2 lines");
  }

  @Test
  void shouldRefuseWhatComesBehindACommandThatWaits() {
    Client client = cluster.named(1, "alice", "ops").send("before");
    client.send("/ping x").skipTo("* pong: x");
    cluster.kill(2);
    cluster.kill(3);
    client.send("/join war").send("one").send("/history ops");
    client.skipTo("! unavailable 1 lines refused: " + WHY);
    client.skipTo("[ops] alice: before");
    client.expect("* history: ops 1 lines");
    cluster.restart(3);
    client.skipToMatching("\\* joined: war .*");
    client.send("/receipts on").skipTo("* receipts: on");
    client.send("two").skipToMatching("\\* ok war#1 .*");
  }

  @Test
  void shouldEndAtOnceWhenAsked() {
    Client client = cluster.named(1, "alice", "ops").send("/receipts on");
    client.skipTo("* receipts: on").send("before").skipToMatching("\\* ok ops#1 .*");
    cluster.kill(2);
    cluster.kill(3);
    Client stranger = cluster.stranger(1);
    stranger.skipToMatching("! unavailable .*");
    client.send("one").send("/join war").send("two").send("/history ops 1");
    stranger.send("/history ops 1").skipTo("[ops] alice: before");
    assertEquals(0, cluster.node(1).stop());
    assertTrue(cluster.node(1).output().contains(" ended"), "drained in time");
    assertFalse(cluster.node(1).output().contains("after drain-timeout"), "drained in time");
    client.expectMatching("! unavailable 1 lines (refused|unknown): " + WHY);
    client.skipToMatching("\\* bye: server-draining; .*");
    stranger.skipToMatching("\\* bye: server-draining; .*");
  }

  @Test
  void shouldLetClientsInOnANodeThatStartsAlone() {
    cluster.named(1, "alice", "ops").send("before").send("/ping x").skipTo("* pong: x");
    cluster.closeClients();
    for (int node = 3; node >= 1; node--) {
      assertEquals(0, cluster.node(node).stop());
    }
    cluster.restart(1);
    cluster.node(1).awaitReady();
    Client client = cluster.stranger(1);
    client.expect("! unavailable " + WHY + "; /history ROOM shows what this node has");
    client.send("/history ops").send("/quit");
    client.expectMatching("\\* stale: .*");
    client.expect("[ops] alice: before", "* history: ops 1 lines", "* bye: quit");
    client.expectEnd();
    Client patient = cluster.stranger(1);
    cluster.restart(2);
    patient.skipToMatching("\\* welcome: .*");
    patient.send("/join ops").skipToMatching("\\* joined: ops .*");
    patient.send("/say ops after").send("/ping x").skipTo("* pong: x");
    cluster.node(2).awaitReady();
    Client other = cluster.client(2).send("/history ops 1");
    other.expectMatching("\\[ops] guest-\\d+: after");
  }
}
