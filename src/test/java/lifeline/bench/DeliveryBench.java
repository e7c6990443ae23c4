package lifeline.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import lifeline.bench.ClientThreads.Figures;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures what delivery promises on running servers and prints a line for each figure. Exit code 1
 * if a figure falls short.
 */
@Command(name = "delivery-bench", mixinStandardHelpOptions = true)
public final class DeliveryBench implements Callable<Integer> {
  private static final double MOST_HAND_OVER_MILLIS = 10;
  private static final double MOST_COMEBACK_SECONDS = 2;
  private static final double MOST_POLLING_PERCENT = 3;
  private static final int FULL_POLLING = 10_000;
  private static final int SETTLE_SECONDS = 4;

  /** Lines that wait for a group that keeps up. */
  private static final int FEW_WAITING = 2000;

  /** For one that does not: 8 MB of text, more than is kept in memory, less than is dropped. */
  private static final int MANY_WAITING = 80_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--case",
      required = true,
      description = "handover, group, backlog, comeback or polling.")
  private String name;

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--pid", required = true, description = "The server's process.")
  private long pid;

  @Option(names = "--beanstalkd-port", description = "To compare with; 0 for not at all.")
  private int beanstalkdPort;

  @Option(names = "--beanstalkd-pid")
  private long beanstalkdPid;

  @Option(names = "--trials")
  private int trials = 200;

  @Option(names = "--rounds")
  private int rounds = 5;

  @Option(names = "--seconds", description = "Of each round.")
  private double seconds = 5;

  @Option(names = "--warmup", description = "Seconds.")
  private double warmup = 3;

  @Option(names = "--connections")
  private int connections = FULL_POLLING;

  @Option(names = "--named", description = "The connections of polling have names, not guests.")
  private boolean named;

  private boolean failed;

  public static void main(String[] args) {
    System.exit(new CommandLine(new DeliveryBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    switch (name) {
      case "handover" -> handOver();
      case "group" -> group(FEW_WAITING);
      case "backlog" -> group(MANY_WAITING);
      case "comeback" -> comeback();
      case "polling" -> polling();
      default -> throw new IllegalArgumentException("no such case: " + name);
    }
    return failed ? 1 : 0;
  }

  private WorkQueue lifeline() {
    return new LifelineQueue(port, new BenchServer(pid));
  }

  private WorkQueue beanstalkd() {
    return new BeanstalkdQueue(beanstalkdPort, new BenchServer(beanstalkdPid));
  }

  private void handOver() throws IOException {
    double p99 = handOver(lifeline());
    String condition = String.format("p99 <= %.0f ms", MOST_HAND_OVER_MILLIS);
    verdict(p99 <= MOST_HAND_OVER_MILLIS, condition);
    if (beanstalkdPort > 0) {
      handOver(beanstalkd());
    }
  }

  private double handOver(WorkQueue jobs) throws IOException {
    long[] micros = new RedeliveryTrial(jobs).trials(trials);
    double p99 = quantile(micros, 0.99);
    print(
        "hand-over   %-10s  p50 %.2f ms  p99 %.2f ms  max %.2f ms  (%d trials, RST)",
        jobs.name(), quantile(micros, 0.5), p99, quantile(micros, 1), trials);
    return p99;
  }

  private static double quantile(long[] sorted, double part) {
    return sorted[(int) Math.ceil(part * sorted.length) - 1] / 1000.0;
  }

  private void group(int waiting) throws IOException, InterruptedException {
    Figures[] ours = new Figures[rounds];
    Figures[] theirs = new Figures[rounds];
    new GroupThroughput(lifeline(), waiting).measure(warmup, 1);
    for (int i = 0; i < rounds; i++) {
      ours[i] = round(lifeline(), waiting);
      if (beanstalkdPort > 0) {
        theirs[i] = round(beanstalkd(), waiting);
      }
    }
    double rate = medians("lifeline", waiting, ours);
    if (beanstalkdPort > 0) {
      double other = medians("beanstalkd", waiting, theirs);
      verdict(
          rate >= other, String.format(Locale.ROOT, "%.2f of beanstalkd, 1 asked", rate / other));
    }
  }

  private Figures round(WorkQueue jobs, int waiting) throws IOException, InterruptedException {
    Figures figures = new GroupThroughput(jobs, waiting).measure(1, seconds);
    print("  round     %-10s  %,.0f lines/s  %.2f us", jobs.name(), figures.rate(), figures.cpu());
    return figures;
  }

  private double medians(String peer, int waiting, Figures... figures) {
    double rate = median(Arrays.stream(figures).mapToDouble(Figures::rate).toArray());
    double cpu = median(Arrays.stream(figures).mapToDouble(Figures::cpu).toArray());
    print(
        "group of 4  %-10s  %,.0f lines/s  server %.2f us a line  (median of %d, window 16,"
            + " %,d waiting)",
        peer, rate, cpu, rounds, waiting);
    return rate;
  }

  private void comeback() throws IOException {
    double[] all = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      all[i] = new NameReturn(port).seconds("away" + i);
    }
    double most = Arrays.stream(all).max().orElseThrow();
    print(
        "comeback    lifeline    90,000 lines of 100 bytes in %.2f s, at most %.2f s  (%d times)",
        median(all), most, rounds);
    verdict(most < MOST_COMEBACK_SECONDS, String.format("most < %.0f s", MOST_COMEBACK_SECONDS));
  }

  private void polling() throws IOException {
    double[] received = new double[rounds];
    double[] written = new double[rounds];
    double[] differences = new double[rounds];
    try (PollBench polling = new PollBench(port, new BenchServer(pid), connections, named)) {
      polling.percent("received", warmup, 1);
      for (int i = 0; i < rounds; i++) {
        written[i] = polling.percent("written", SETTLE_SECONDS, seconds);
        received[i] = polling.percent("received", SETTLE_SECONDS, seconds);
        differences[i] = received[i] - written[i];
        print("  round     written %.2f %%, received %.2f %%", written[i], received[i]);
      }
    }
    double share = median(differences);
    print(
        "polling     lifeline    %,d %s, 1 line/s: received %.2f %% of a core, written"
            + " %.2f %%, difference %.2f %%  (medians of %d)",
        connections, named ? "names" : "guests", median(received), median(written), share, rounds);
    double most = MOST_POLLING_PERCENT * connections / FULL_POLLING;
    // As far below zero it would say only that other processes disturbed the measurement.
    verdict(Math.abs(share) < most, String.format(Locale.ROOT, "difference within %.2f %%", most));
  }

  private static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
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
