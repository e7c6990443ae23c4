package lifeline.simulation;

import lifeline.Seed;
import org.junit.jupiter.api.Test;

/**
 * Random histories of the real gateway, from decoder to outbound bytes. A failure prints the
 * command that replays its seed; {@code -Dhistories=N} runs another number.
 */
class GatewaySimulationTest {
  private static final int HISTORIES = 1_000;

  @Test
  void shouldKeepTheContractOverBadConnections() {
    Seed.runEach(GatewaySimulationTest.class, HISTORIES, seed -> new GatewayHistory(seed).run());
  }
}
