package lifeline.log.raft.order;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random histories of three nodes. A failure prints its seed and story; {@code
 * -Dseed=N} runs that one alone, {@code -DfirstSeed=N -Dhistories=M} others.
 */
class ClusterSimulationTest {
  private static final int HISTORIES = 2_000;

  @Test
  void shouldTakeEachLineOnceOnAllNodesAlikeInRandomHistories() {
    Long seed = Long.getLong("seed");
    long first = seed != null ? seed : Long.getLong("firstSeed", 1);
    long last = seed != null ? seed : first + Integer.getInteger("histories", HISTORIES) - 1;
    ConcurrentSkipListMap<Long, AssertionError> failures = new ConcurrentSkipListMap<>();
    LongStream.rangeClosed(first, last)
        .parallel()
        .forEach(
            s -> {
              try {
                new ClusterHistory(s).run();
              } catch (AssertionError e) {
                failures.put(s, e);
              }
            });
    if (!failures.isEmpty()) {
      Map.Entry<Long, AssertionError> one = failures.firstEntry();
      fail(
          failures.size() + " fail; seed " + one.getKey() + ": " + one.getValue().getMessage(),
          one.getValue());
    }
  }
}
