package lifeline.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lifeline.it.support.Client;
import lifeline.it.support.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes that stay alive. */
class ClusterIT {
  @RegisterExtension static final TestCluster CLUSTER = new TestCluster();

  @Test
  void shouldLetAllNodesHearOneOrder() {
    List<Client> hearers = new ArrayList<>();
    List<Client> speakers = new ArrayList<>();
    for (int node = 1; node <= 3; node++) {
      hearers.add(CLUSTER.named(node, "hearer" + node, "order"));
    }
    for (int node = 1; node <= 3; node++) {
      speakers.add(CLUSTER.client(node));
    }
    for (int i = 0; i < 100; i++) {
      for (Client speaker : speakers) {
        speaker.send("/say order line " + i);
      }
    }
    List<String> first = TestCluster.readLines(hearers.get(0), "[order] ", 300);
    assertEquals(first, TestCluster.readLines(hearers.get(1), "[order] ", 300));
    assertEquals(first, TestCluster.readLines(hearers.get(2), "[order] ", 300));
  }

  @Test
  void shouldKeepANamesPlaceForAllNodes() {
    Client before = CLUSTER.named(1, "alice", "away");
    before.send("/quit").rest();
    Client bob = CLUSTER.named(2, "bob", "away").send("/receipts on");
    bob.skipTo("* receipts: on").send("one").send("two");
    bob.skipToMatching("\\* ok away#2 to 0, 1 waiting.*");
    Client after = CLUSTER.client(3).send("/name alice");
    after.skipTo("* places: away 2 waiting").send("/join away");
    after.skipToMatching("\\* 2 lines while you were away");
    after.expect("[away] bob: one", "[away] bob: two");
  }

  @Test
  void shouldGiveEachLineOfAGroupToOneMemberOnWhateverNode() {
    List<Client> members = new ArrayList<>();
    for (int node = 1; node <= 3; node++) {
      members.add(CLUSTER.named(node, "worker" + node, "jobs as crew"));
    }
    Client speaker = CLUSTER.client(1);
    for (int i = 0; i < 30; i++) {
      speaker.send("/say jobs job " + i);
    }
    Set<String> heard = new HashSet<>();
    for (Client member : members) {
      List<String> own = TestCluster.readLines(member, "[jobs] ", 10);
      heard.addAll(own);
      assertEquals(10, own.size());
    }
    assertEquals(30, heard.size(), "none twice");
  }

  @Test
  void shouldTellReceiptsPresenceAndWhoOfAllNodes() {
    Client carol = CLUSTER.named(1, "carol", "all");
    Client dave = CLUSTER.named(2, "dave", "all");
    carol.skipTo("* dave joined all");
    dave.send("/receipts on").skipTo("* receipts: on");
    dave.send("hello").expect("* ok all#1 to 1, 0 waiting");
    dave.send("/who all");
    dave.expectMatching(
        "\\* who: carol 127.0.0.1:\\d+ node n1, healthy, idle unknown, rtt unknown,.*");
    dave.expectMatching("\\* who: dave 127.0.0.1:\\d+ node n2, healthy, idle \\d+s, rtt .*ms,.*");
    carol.skipTo("[all] dave: hello").send("/quit").rest();
    dave.skipTo("* carol left all: quit");
    dave.send("/why carol").expectMatching("\\* end: carol quit by peer at .*, 0 lines kept");
  }

  @Test
  void shouldCarryDirectLinesAndOnceKeysAcrossNodes() {
    Client erin = CLUSTER.client(1).send("/name erin").skipTo("* you-are: erin");
    Client frank = CLUSTER.client(3).send("/receipts on").skipTo("* receipts: on");
    frank.send("/msg erin psst").expectMatching("\\* ok @erin#1 to 1, 0 waiting");
    erin.skipToMatching("\\[@erin] guest-\\d+: psst");
    frank.send("/once k1 once first").expectMatching("\\* ok once#1 .*");
    Client grace = CLUSTER.client(2).send("/receipts on").skipTo("* receipts: on");
    grace.send("/once k1 once second").expectMatching("\\* ok once#1 .*");
    grace.send("/history once").expectMatching("\\[once] guest-\\d+: first");
    grace.expect("* history: once 1 lines");
  }
}
