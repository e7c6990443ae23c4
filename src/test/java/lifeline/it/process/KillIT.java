package lifeline.it.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import lifeline.Seed;
import lifeline.it.storm.KillRounds;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.Test;

/**
 * The server is killed with SIGKILL under load, again and again, and started on what it left; more
 * often with {@code -Dkill.rounds=500}.
 */
class KillIT {
  private static final System.Logger LOG = System.getLogger(KillIT.class.getName());
  private static final int ROUNDS = 20;

  @Test
  void shouldKeepEveryReceiptedLineAndEveryPlaceWhenKilled() {
    int rounds = Integer.getInteger("kill.rounds", ROUNDS);
    Seed seed = Seed.of(KillIT.class, "-Dkill.rounds=" + rounds);
    seed.run(() -> kill(rounds, seed.random()));
  }

  private static void kill(int rounds, Random random) {
    Path folder = TestServerProcess.newFolder();
    try {
      KillRounds killing = new KillRounds(folder, random);
      for (int round = 1; round <= rounds; round++) {
        killing.round(round);
      }
      List<String> wrong = killing.verdict();
      LOG.log(System.Logger.Level.INFO, "{0}", killing);
      assertEquals(
          List.of(),
          wrong.subList(0, Math.min(20, wrong.size())),
          () -> wrong.size() + " faults: " + killing);
    } finally {
      TestServerProcess.delete(folder);
    }
  }
}
