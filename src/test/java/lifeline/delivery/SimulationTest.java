package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random histories. A failure prints its seed and story; {@code -Dseed=N} runs that
 * one alone, {@code -DfirstSeed=N -Dhistories=M} others.
 */
class SimulationTest {
  private static final int HISTORIES = 10_000;

  @Test
  void shouldKeepTheContractInRandomHistories() {
    Long seed = Long.getLong("seed");
    long first = seed != null ? seed : Long.getLong("firstSeed", 1);
    long last = seed != null ? seed : first + Integer.getInteger("histories", HISTORIES) - 1;
    ConcurrentSkipListMap<Long, AssertionError> failures = new ConcurrentSkipListMap<>();
    LongAdder sums = new LongAdder();
    LongAdder compared = new LongAdder();
    LongStream.rangeClosed(first, last)
        .parallel()
        .forEach(
            s -> {
              History history = new History(s);
              try {
                history.run();
              } catch (AssertionError e) {
                failures.put(s, e);
              }
              sums.add(history.known);
              compared.add(history.compared);
            });
    if (!failures.isEmpty()) {
      Map.Entry<Long, AssertionError> one = failures.firstEntry();
      fail(
          failures.size() + " fail; seed " + one.getKey() + ": " + one.getValue().getMessage(),
          one.getValue());
    }
    assertTrue(compared.sum() * 10 > sums.sum() * 9, "the model knows too little: " + compared);
  }
}
