package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.LongAdder;
import lifeline.Seed;
import org.junit.jupiter.api.Test;

/** Thousands of random histories. */
class SimulationTest {
  private static final int HISTORIES = 10_000;

  @Test
  void shouldKeepTheContractInRandomHistories() {
    LongAdder sums = new LongAdder();
    LongAdder compared = new LongAdder();
    Seed.runEach(
        SimulationTest.class,
        HISTORIES,
        value -> {
          History history = new History(value);
          history.run();
          sums.add(history.known);
          compared.add(history.compared);
        });
    assertTrue(compared.sum() * 10 > sums.sum() * 9, "the model knows too little: " + compared);
  }
}
