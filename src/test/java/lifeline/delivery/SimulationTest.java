package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/**
 * Thousands of random histories. A failure prints its seed and story; {@code -Dseed=N} runs that
 * one alone, {@code -DfirstSeed=N -Dhistories=M} others.
 */
class SimulationTest {
  private static final int HISTORIES = 12_000;

  @Test
  void shouldKeepTheContractInRandomHistories() {
    Long seed = Long.getLong("seed");
    long first = seed != null ? seed : Long.getLong("firstSeed", 1);
    long last = seed != null ? seed : first + Integer.getInteger("histories", HISTORIES) - 1;
    for (long s = first; s <= last; s++) {
      try {
        new History(s).run();
      } catch (AssertionError e) {
        fail("seed " + s + ": " + e.getMessage(), e);
      }
    }
  }
}
