package lifeline.log.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClusterDiscoveryTest {
  private static final UUID TOGETHER = new UUID(1, 1);
  private static final UUID OTHER = new UUID(2, 2);
  private static final List<UUID> NONE = List.of();

  private final ClusterDiscovery discovery = new ClusterDiscovery(TOGETHER, 2, 5);

  @Test
  void shouldStartAClusterIfAllNodesAreWithoutData() {
    assertEquals(Optional.of(TOGETHER), discovery.decide(Map.of("n2", NONE, "n3", NONE), 5));
  }

  @Test
  void shouldJoinAnExistingCluster() {
    assertEquals(Optional.of(OTHER), discovery.decide(Map.of("n2", List.of(OTHER)), 5));
    assertEquals(Optional.of(OTHER), discovery.decide(Map.of("n2", NONE, "n3", List.of(OTHER)), 5));
  }

  @Test
  void shouldWaitForASilentNodeButNotForEver() {
    Map<String, List<UUID>> most = Map.of("n2", NONE);
    assertEquals(Optional.empty(), discovery.decide(most, 5 + ClusterDiscovery.GRACE_NANOS - 1));
    assertEquals(Optional.of(TOGETHER), discovery.decide(most, 5 + ClusterDiscovery.GRACE_NANOS));
  }

  @Test
  void shouldNotStartAClusterWithoutAMajority() {
    assertEquals(Optional.empty(), discovery.decide(Map.of(), Long.MAX_VALUE));
    ClusterDiscovery four = new ClusterDiscovery(TOGETHER, 3, 5);
    assertEquals(Optional.empty(), four.decide(Map.of("n2", NONE), Long.MAX_VALUE));
  }

  @Test
  void shouldNotChooseBetweenTwoClusters() {
    assertEquals(
        Optional.empty(),
        discovery.decide(Map.of("n2", List.of(OTHER), "n3", List.of(TOGETHER)), Long.MAX_VALUE));
  }

  @Test
  void shouldStartAClusterOfOneIfThereAreNoOtherNodes() {
    assertEquals(Optional.of(TOGETHER), new ClusterDiscovery(TOGETHER, 0, 5).decide(Map.of(), 5));
  }
}
