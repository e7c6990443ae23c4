package lifeline.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import lifeline.it.support.Client;
import lifeline.it.support.TestCluster;
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
    cluster.end();
  }

  @Test
  void shouldAcceptNothingSaySoAndGoOnAfterwards() {
    // One that leads has handed to itself what it can't commit.
    int alone = cluster.leader();
    int second = TestCluster.otherThan(alone);
    Client alice = cluster.named(alone, "alice", "ops").send("/receipts on");
    alice.skipTo("* receipts: on").send("before").expectMatching("\\* ok ops#1 .*");
    Client bob = cluster.named(alone, "bob", "ops");
    cluster.kill(second);
    cluster.kill(TestCluster.otherThan(alone, second));
    alice.send("one").send("two");
    bob.send("/join war").send("three").send("/history ops");
    Client early = cluster.connect(alone).send("/history ops");
    early.skipTo("! unavailable " + WHY + "; /history ROOM shows what this node has");
    early.skipToMatching("\\* stale: .*");
    early.expect("[ops] alice: before", "* history: ops 1 lines");
    Client late = cluster.connect(alone);
    late.expect("! unavailable " + WHY + "; /history ROOM shows what this node has");
    late.send("/name late")
        .send("/join ops")
        .send("/join war")
        .send("four")
        .send("five")
        .send("/who")
        .send("/say ops six");

    int answered = 0;
    while (answered < 2) {
      alice.skipToMatching("! unavailable \\d+ lines (refused|unknown): " + WHY);
      answered += Integer.parseInt(alice.lastLine().split(" ", -1)[2]);
    }
    assertEquals(2, answered);
    alice.send("/history ops").skipToMatching("\\* stale: .*");
    alice.expect("[ops] alice: before", "* history: ops 1 lines");
    bob.skipTo("! unavailable 1 lines refused: " + WHY).skipTo("[ops] alice: before");
    bob.expect("* history: ops 1 lines");
    late.expect("! unavailable 2 lines refused: " + WHY).skipToMatching("\\* who: alice .*");
    late.skipTo("! unavailable 1 lines refused: " + WHY);
    Client ending = cluster.connect(alone).closeOutput();
    ending.skipTo("* bye: peer-closed");
    ending.expectEnd();

    cluster.restart(second);
    late.skipToMatching("\\* welcome: you are guest-\\d+ on n" + alone + "; .*");
    late.skipTo("* you-are: late").skipToMatching("\\* joined: ops .*\\blate.*");
    late.skipToMatching("\\* joined: war .*\\blate.*");
    bob.skipToMatching("\\* joined: war .*");
    early.skipToMatching("\\* welcome: you are guest-\\d+ on n" + alone + "; .*");
    early.send("/say ops after");
    late.skipToMatching("\\[ops] guest-\\d+: after");
    cluster.node(second).awaitReady();
    Client other = cluster.named(second, "carol", "ops").send("/receipts on");
    other.skipTo("* receipts: on").send("later").skipToMatching("\\* ok ops#\\d+ .*");
    Client back = cluster.named(alone, "dan", "ops").send("/history ops");
    back.skipTo("[ops] alice: before").skipTo("[ops] carol: later");
    assertDrains(alone);
  }

  @Test
  void shouldAnswerWhoHasAcknowledgedLinesMeanwhile() {
    int alone = cluster.leader();
    int second = TestCluster.otherThan(alone);
    Client worker = cluster.named(alone, "worker", "jobs as crew").send("/confirm ack");
    worker.skipTo("* confirm: ack");
    cluster.client(alone).send("/say jobs task");
    worker.skipToMatching("\\[jobs] .*: task");
    cluster.kill(second);
    cluster.kill(TestCluster.otherThan(alone, second));
    worker.send("/ack jobs#1").send("/history jobs").send("/say jobs more").send("/rooms");
    worker.skipToMatching("\\* stale: .*").skipTo("* history: jobs 1 lines");
    worker.skipTo("! unavailable 1 lines refused: " + WHY).skipTo("* rooms: 1");

    cluster.restart(second);
    worker.send("/part jobs").skipTo("* parted: jobs");
    worker.send("/stats").skipToMatching("\\* queue: jobs group crew, accepted 1, confirmed 1,.*");
    cluster.node(second).awaitReady();
  }

  @Test
  void shouldEndAtOnceWhenAskedAndLetClientsInWhenItStartsAlone() {
    Client client = cluster.named(1, "alice", "ops").send("/receipts on");
    client.skipTo("* receipts: on").send("before").skipToMatching("\\* ok ops#1 .*");
    cluster.kill(2);
    cluster.kill(3);
    Client stranger = cluster.connect(1);
    stranger.skipToMatching("! unavailable .*");
    client.send("one").send("/join war").send("two").send("/history ops 1");
    stranger.send("/history ops 1").skipTo("[ops] alice: before");
    assertDrains(1);
    client.expectMatching("! unavailable 1 lines (refused|unknown): " + WHY);
    client.skipToMatching("\\* bye: server-draining; .*");
    stranger.skipToMatching("\\* bye: server-draining; .*");

    cluster.restart(1);
    cluster.node(1).awaitReady();
    Client asking = cluster.connect(1);
    asking.expect("! unavailable " + WHY + "; /history ROOM shows what this node has");
    asking.send("/history ops").send("/quit");
    asking.expectMatching("\\* stale: .*");
    asking.expect("[ops] alice: before", "* history: ops 1 lines", "* bye: quit");
    asking.expectEnd();
    Client patient = cluster.connect(1).send("/join ops");
    cluster.restart(2);
    patient.skipToMatching("\\* welcome: .*").skipToMatching("\\* joined: ops .*");
    patient.send("/say ops after").send("/ping x").skipTo("* pong: x");
    cluster.node(2).awaitReady();
    Client other = cluster.client(2).send("/history ops 1");
    other.expectMatching("\\[ops] guest-\\d+: after");
  }

  @Test
  void shouldShowAllThatWasAcceptedWhenItStartsAloneAfterAKill() {
    Client client = cluster.named(1, "alice", "ops").send("/receipts on");
    client.skipTo("* receipts: on").send("one").send("two").skipToMatching("\\* ok ops#2 .*");
    // Asked there, it waits until that node has told what was accepted before.
    cluster.client(2).send("/history ops").skipTo("* history: ops 2 lines");
    for (int node = 1; node <= 3; node++) {
      cluster.kill(node);
    }
    cluster.restart(2);
    cluster.node(2).awaitReady();
    Client asking = cluster.connect(2).send("/history ops");
    asking.skipToMatching("\\* stale: .*");
    asking.expect("[ops] alice: one", "[ops] alice: two", "* history: ops 2 lines");
  }

  private void assertDrains(int node) {
    assertEquals(0, cluster.node(node).stop());
    assertFalse(cluster.node(node).output().contains("after drain-timeout"), "drained in time");
  }
}
