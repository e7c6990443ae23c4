package lifeline.cli.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import lifeline.cluster.Members;
import org.junit.jupiter.api.Test;

class ClusterReportTest {
  private static final Members.Member LEADER =
      new Members.Member("n1", "10.0.0.1:6690", true, "leader", 3, 2918, 0);
  private static final Members.Member FOLLOWER =
      new Members.Member("n2", "10.0.0.2:6690", true, "follower", 12, 2900, 18);
  private static final Members.Member GONE =
      new Members.Member("n3", "[fd00::3]:6690", false, Members.JOINING, 0, -1, -1);

  @Test
  void shouldAlignAHealthyCluster() {
    assertEquals(
        List.of(
            "a cluster of 2 nodes, node n1 leads; healthy",
            "NODE       ADDRESS        STATE    ROLE      RUN  APPLIED  BEHIND",
            "n1         10.0.0.1:6690  answers  leader    3    2918     0",
            "n2 (this)  10.0.0.2:6690  answers  follower  12   2900     18"),
        ClusterReport.of(new Members.View("n2", List.of(LEADER, FOLLOWER), "n1", true)));
  }

  @Test
  void shouldShowWhichNodeIsSilent() {
    List<String> text =
        ClusterReport.of(new Members.View("n1", List.of(LEADER, FOLLOWER, GONE), "n1", true));
    assertEquals("a cluster of 3 nodes, node n1 leads; not healthy", text.get(0));
    assertEquals("n3         [fd00::3]:6690  silent   -         -    -        -", text.get(4));
  }

  @Test
  void shouldShowThatThereIsNoMajority() {
    assertEquals(
        "a cluster of 1 node, nobody leads; no majority: nothing is accepted; not healthy",
        ClusterReport.of(new Members.View("n3", List.of(GONE), null, false)).get(0));
  }

  @Test
  void shouldGiveThePeersForTheConfiguration() {
    List<String> text =
        ClusterReport.changed(new Members.View("n1", List.of(LEADER, GONE), "n1", true));
    assertEquals(
        "write into the configuration of every node: "
            + "cluster.peers: {n1: '10.0.0.1:6690', n3: '[fd00::3]:6690'}",
        text.get(text.size() - 1));
  }
}
