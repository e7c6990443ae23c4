package lifeline.it.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import lifeline.it.storm.KillRounds;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.Test;

/**
 * The server is killed with SIGKILL under load, again and again, and started on what it left. More
 * rounds, and a seed again: {@code -Dkill.rounds=500 -Dkill.seed=7}.
 */
class KillIT {
  private static final System.Logger LOG = System.getLogger(KillIT.class.getName());

  @Test
  void shouldKeepEveryReceiptedLineAndEveryPlaceWhenKilled() {
    long seed = Long.getLong("kill.seed", System.nanoTime());
    int rounds = Integer.getInteger("kill.rounds", 20);
    LOG.log(System.Logger.Level.INFO, "{0} kills, -Dkill.seed={1}", rounds, "" + seed);
    Path folder = TestServerProcess.newFolder();
    try {
      KillRounds killing = new KillRounds(folder, new Random(seed));
      for (int round = 1; round <= rounds; round++) {
        killing.round(round);
      }
      List<String> wrong = killing.verdict();
      LOG.log(System.Logger.Level.INFO, "{0}", killing);
      assertEquals(
          List.of(),
          wrong.subList(0, Math.min(20, wrong.size())),
          () -> wrong.size() + " faults with -Dkill.seed=" + seed + ": " + killing);
    } finally {
      TestServerProcess.delete(folder);
    }
  }
}
