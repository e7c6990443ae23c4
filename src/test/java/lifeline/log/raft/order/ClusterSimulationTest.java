package lifeline.log.raft.order;

import lifeline.Seed;
import org.junit.jupiter.api.Test;

/** Thousands of random histories of three nodes. */
class ClusterSimulationTest {
  private static final int HISTORIES = 2_000;

  @Test
  void shouldAcceptEachLineOnceOnAllNodesInRandomHistories() {
    Seed.runEach(ClusterSimulationTest.class, HISTORIES, value -> new ClusterHistory(value).run());
  }
}
