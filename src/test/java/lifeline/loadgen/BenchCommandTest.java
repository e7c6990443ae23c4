package lifeline.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class BenchCommandTest {
  private final CommandLine bench = new CommandLine(new BenchCommand());

  @Test
  void shouldReadDurationsAsTheConfigurationDoes() {
    bench.parseArgs("--duration", "500ms", "--warmup", "2m");

    ParameterException refused =
        assertThrows(ParameterException.class, () -> bench.parseArgs("--duration", "10"));
    assertEquals(
        "Invalid value for option '--duration': not a duration; write 500ms, 15s, 5m or 7d",
        refused.getMessage());
  }

  @Test
  void shouldShowDefaultsAsTheyAreWritten() {
    String usage = bench.getUsageMessage();

    assertEquals(1, usage.split("Default: 10s", -1).length - 1, usage);
    assertEquals(1, usage.split("Default: 2s", -1).length - 1, usage);
  }
}
