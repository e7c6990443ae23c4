package lifeline.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PeersReportTest {
  private final PeersReport report = new PeersReport();

  @Test
  void shouldTakeTheMedianOfTheRounds() {
    add("nats", "latency", "p50=3", "p50=100", "p50=1");
    add("ncat", "latency", "p50=4", "p50=2");
    assertEquals(3, report.median("latency", "p50", "nats"));
    assertEquals(3, report.median("latency", "p50", "ncat"));
  }

  @Test
  void shouldJudgeTheRatioOfTheMedians() {
    add("nats", "latency", "p50=100\tp99=100");
    add("lifeline", "latency", "p50=101\tp99=119");
    assertTrue(verdict("latency p50").startsWith("FAIL"));
    assertTrue(verdict("latency p99").startsWith("PASS"));
  }

  @Test
  void shouldNotJudgeWhatWasNotMeasured() {
    add("lifeline", "throughput-10", "cpu=0.1");
    assertTrue(verdict("throughput-10 cpu").startsWith("SKIP"));
  }

  @Test
  void shouldReadProcessorTimeBehindANameWithBrackets() {
    String stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 5 0 100 1 1";
    assertEquals(3.0, BenchServer.cpuSeconds(stat));
  }

  private void add(String peer, String name, String... rounds) {
    for (String figures : rounds) {
      report.add("peer=" + peer + "\tcase=" + name + "\t" + figures);
    }
  }

  private String verdict(String what) {
    return report.verdicts().stream().filter(line -> line.contains(what)).findFirst().orElseThrow();
  }
}
