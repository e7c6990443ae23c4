package lifeline.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures how soon ends of connections are noticed, and what many at once cost the others, on a
 * running server. Exit code 1 if a figure falls short.
 */
@Command(name = "ends-bench", mixinStandardHelpOptions = true)
public final class EndsBench implements Callable<Integer> {
  private static final double MOST_NOTICE_MILLIS = 5;
  private static final double MOST_AFTER_FIN_MILLIS = 1000;
  private static final double MOST_LATENCY_MILLIS = 50;

  @Spec private CommandSpec spec;

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--pid", required = true, description = "The server's process.")
  private long pid;

  @Option(names = "--trials")
  private int trials = 1000;

  @Option(names = "--victims")
  private int victims = 2000;

  @Option(names = "--rounds", description = "Of many deaths; the first warms up.")
  private int rounds = 4;

  private boolean failed;

  public static void main(String[] args) {
    System.exit(new CommandLine(new EndsBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    EndNotices notices = new EndNotices(port, trials);
    notice("RST", notices.micros("rst", "peer-reset", LineSocket::reset), MOST_NOTICE_MILLIS);
    notice(
        "FIN and gone",
        notices.micros("fin", "peer-closed", LineSocket::close),
        MOST_NOTICE_MILLIS);
    notice(
        "RST after FIN",
        notices.micros(
            "late",
            "peer-closed",
            victim -> {
              victim.closeOutput();
              victim.skipTo("* half-closed: ");
              victim.reset();
            }),
        MOST_AFTER_FIN_MILLIS);
    for (int i = 0; i < rounds; i++) {
      deaths(i == 0);
    }
    return failed ? 1 : 0;
  }

  private void notice(String what, long[] micros, double most) {
    double p99 = quantile(micros, 0.99);
    print(
        "%-14s told to the room after p50 %.2f ms  p99 %.2f ms  max %.2f ms  (%d trials)",
        what, quantile(micros, 0.5), p99, quantile(micros, 1), trials);
    verdict(p99 <= most, String.format(Locale.ROOT, "p99 <= %.0f ms", most));
  }

  private void deaths(boolean warmup) throws IOException, InterruptedException {
    MassReset.Figures figures = new MassReset(port, new BenchServer(pid), victims).measure();
    double p99 = figures.meanwhile().p99();
    print(
        "%d deaths in %.0f ms: others' p50 %.2f ms  p99 %.2f ms  max %.2f ms; before: p50 %.2f ms"
            + "  p99 %.2f ms; server used %.0f ms, usually %.0f ms%s",
        victims,
        figures.killing(),
        figures.meanwhile().p50(),
        p99,
        figures.meanwhile().most(),
        figures.before().p50(),
        figures.before().p99(),
        figures.cpu(),
        figures.usual(),
        warmup ? "  (warm-up)" : "");
    if (!warmup) {
      verdict(
          p99 < MOST_LATENCY_MILLIS,
          String.format(Locale.ROOT, "p99 < %.0f ms", MOST_LATENCY_MILLIS));
    }
  }

  /** In milliseconds. */
  static double quantile(long[] sorted, double part) {
    return sorted[(int) Math.ceil(part * sorted.length) - 1] / 1000.0;
  }

  private void verdict(boolean good, String condition) {
    failed |= !good;
    print("  %s (%s)", good ? "PASS" : "FAIL", condition);
  }

  private void print(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
