package lifeline.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import lifeline.it.support.Client;
import lifeline.it.support.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients see of a node that cannot reach a majority. */
class MinorityIT {
  private static final String WHY = "no majority of the nodes can be reached";

  @RegisterExtension static final TestCluster CLUSTER = new TestCluster("accept-timeout=4s");

  @Test
  void shouldAcceptNothingSaySoAndGoOnAfterwards() {
    // One that leads has handed to itself what it can't commit.
    int alone = CLUSTER.leader();
    int second = TestCluster.otherThan(alone);
    Client alice = CLUSTER.named(alone, "alice", "ops").send("/receipts on");
    alice.skipTo("* receipts: on").send("before").expectMatching("\\* ok ops#1 .*");
    Client bob = CLUSTER.named(alone, "bob", "ops");
    CLUSTER.kill(second);
    CLUSTER.kill(TestCluster.otherThan(alone, second));
    alice.send("one").send("two");
    bob.send("/join war").send("three").send("/history ops");
    Client early = CLUSTER.connect(alone).send("/history ops");
    early.skipTo("! unavailable " + WHY + "; /history ROOM shows what this node has");
    early.skipToMatching("\\* stale: .*");
    early.expect("[ops] alice: before", "* history: ops 1 lines");
    Client late = CLUSTER.connect(alone);
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
    Client ending = CLUSTER.connect(alone).closeOutput();
    ending.skipTo("* bye: peer-closed");
    ending.expectEnd();

    CLUSTER.restart(second);
    late.skipToMatching("\\* welcome: you are guest-\\d+ on n" + alone + "; .*");
    late.skipTo("* you-are: late").skipToMatching("\\* joined: ops .*\\blate.*");
    late.skipToMatching("\\* joined: war .*\\blate.*");
    bob.skipToMatching("\\* joined: war .*");
    early.skipToMatching("\\* welcome: you are guest-\\d+ on n" + alone + "; .*");
    early.send("/say ops after");
    late.skipToMatching("\\[ops] guest-\\d+: after");
    CLUSTER.node(second).awaitReady();
    Client other = CLUSTER.named(second, "carol", "ops").send("/receipts on");
    other.skipTo("* receipts: on").send("later").skipToMatching("\\* ok ops#\\d+ .*");
    Client back = CLUSTER.named(alone, "dan", "ops").send("/history ops");
    back.skipTo("[ops] alice: before").skipTo("[ops] carol: later");
    assertDrains(alone);
  }

  @Test
  void shouldAnswerWhoHasAcknowledgedLinesMeanwhile() {
    int alone = CLUSTER.leader();
    int second = TestCluster.otherThan(alone);
    Client worker = CLUSTER.named(alone, "worker", "jobs as crew").send("/confirm ack");
    worker.skipTo("* confirm: ack");
    CLUSTER.client(alone).send("/say jobs task");
    worker.skipToMatching("\\[jobs] .*: task");
    CLUSTER.kill(second);
    CLUSTER.kill(TestCluster.otherThan(alone, second));
    worker.send("/ack jobs#1").send("/history jobs").send("/say jobs more").send("/rooms");
    worker.skipToMatching("\\* stale: .*").skipTo("* history: jobs 1 lines");
    worker.skipTo("! unavailable 1 lines refused: " + WHY).skipToMatching("\\* rooms: \\d+");

    CLUSTER.restart(second);
    worker.send("/part jobs").skipTo("* parted: jobs");
    worker.send("/stats").skipToMatching("\\* queue: jobs group crew, accepted 1, confirmed 1,.*");
    CLUSTER.node(second).awaitReady();
  }

  @Test
  void shouldEndAtOnceWhenAskedAndLetClientsInWhenItStartsAlone() {
    Client client = CLUSTER.named(1, "alice", "alone").send("/receipts on");
    client.skipTo("* receipts: on").send("before").skipToMatching("\\* ok alone#1 .*");
    CLUSTER.kill(2);
    CLUSTER.kill(3);
    Client stranger = CLUSTER.connect(1);
    stranger.skipToMatching("! unavailable .*");
    client.send("one").send("/join closed").send("two").send("/history alone 1");
    stranger.send("/history alone 1").skipTo("[alone] alice: before");
    assertDrains(1);
    client.expectMatching("! unavailable 1 lines (refused|unknown): " + WHY);
    client.skipToMatching("\\* bye: server-draining; .*");
    stranger.skipToMatching("\\* bye: server-draining; .*");

    CLUSTER.restart(1);
    CLUSTER.node(1).awaitReady();
    Client asking = CLUSTER.connect(1);
    asking.expect("! unavailable " + WHY + "; /history ROOM shows what this node has");
    asking.send("/history alone").send("/quit");
    asking.expectMatching("\\* stale: .*");
    asking.expect("[alone] alice: before", "* history: alone 1 lines", "* bye: quit");
    asking.expectEnd();
    Client patient = CLUSTER.connect(1).send("/join alone");
    CLUSTER.restart(2);
    patient.skipToMatching("\\* welcome: .*").skipToMatching("\\* joined: alone .*");
    patient.send("/say alone after").send("/ping x").skipTo("* pong: x");
    CLUSTER.node(2).awaitReady();
    Client other = CLUSTER.client(2).send("/history alone 1");
    other.expectMatching("\\[alone] guest-\\d+: after");
  }

  @Test
  void shouldShowAllThatWasAcceptedWhenItStartsAloneAfterAKill() {
    Client client = CLUSTER.named(1, "alice", "kept").send("/receipts on");
    client.skipTo("* receipts: on").send("one").send("two").skipToMatching("\\* ok kept#2 .*");
    // Asked there, it waits until that node has told what was accepted before.
    CLUSTER.client(2).send("/history kept").skipTo("* history: kept 2 lines");
    for (int node = 1; node <= 3; node++) {
      CLUSTER.kill(node);
    }
    CLUSTER.restart(2);
    CLUSTER.node(2).awaitReady();
    Client asking = CLUSTER.connect(2).send("/history kept");
    asking.skipToMatching("\\* stale: .*");
    asking.expect("[kept] alice: one", "[kept] alice: two", "* history: kept 2 lines");
  }

  private void assertDrains(int node) {
    assertEquals(0, CLUSTER.node(node).stop());
    assertFalse(CLUSTER.node(node).output().contains("after drain-timeout"), "drained in time");
  }
}
