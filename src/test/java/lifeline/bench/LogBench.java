package lifeline.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import lifeline.bench.PublishPipeline.Figures;
import lifeline.loadgen.LifelinePeer;
import lifeline.loadgen.Load;
import lifeline.loadgen.LoadRun;
import lifeline.loadgen.Result;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures, on running servers in turn, what keeping lines costs, and prints a line for each
 * figure. Exit code 1 if a figure falls short.
 */
@Command(name = "log-bench", mixinStandardHelpOptions = true)
public final class LogBench implements Callable<Integer> {
  private static final double LEAST_OF_REDIS_EVERYSEC = 2;
  private static final double LEAST_OF_REDIS_ALWAYS = 1.5;
  private static final double LEAST_OF_NATS = 2;
  private static final double MOST_MILLIS_ABOVE_REDIS = 0.5;
  private static final double MOST_P50_OF_MEMORY = 1.3;
  private static final double MOST_P99_OF_MEMORY = 1.5;
  private static final int PUBLISHERS = 8;
  private static final int PIPELINE = 128;
  private static final int LATENCY_RATE = 1000;
  private static final int LATENCY_SUBSCRIBERS = 100;

  @Spec private CommandSpec spec;

  @Option(names = "--case", required = true, description = "process, disk, single or latency.")
  private String name;

  @Option(
      names = "--server",
      required = true,
      description = "KIND-SETTING=PORT:PID, for each that runs.")
  private Map<String, String> servers = new LinkedHashMap<>();

  @Option(names = "--rounds")
  private int rounds = 5;

  @Option(names = "--seconds", description = "Of each round.")
  private double seconds = 5;

  @Option(names = "--warmup", description = "Seconds, before each round.")
  private double warmup = 2;

  private boolean failed;

  public static void main(String[] args) {
    System.exit(new CommandLine(new LogBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    switch (name) {
      case "process" -> {
        Map<String, Figures> all =
            turns(PUBLISHERS, PIPELINE, "lifeline-process", "redis-everysec");
        atLeast(all, "lifeline-process", "redis-everysec", LEAST_OF_REDIS_EVERYSEC);
      }
      case "disk" -> {
        Map<String, Figures> all =
            turns(PUBLISHERS, PIPELINE, "lifeline-disk", "redis-always", "nats-jetstream");
        atLeast(all, "lifeline-disk", "redis-always", LEAST_OF_REDIS_ALWAYS);
        atLeast(all, "lifeline-disk", "nats-jetstream", LEAST_OF_NATS);
      }
      case "single" -> single();
      case "latency" -> latency();
      default -> throw new IllegalArgumentException("no such case: " + name);
    }
    return failed ? 1 : 0;
  }

  /** Medians of all that run of these, measured in turn. */
  private Map<String, Figures> turns(int publishers, int atOnce, String... peers)
      throws IOException, InterruptedException {
    Map<String, Figures[]> all = new LinkedHashMap<>();
    for (int i = 0; i < rounds; i++) {
      for (String peer : peers) {
        if (servers.containsKey(peer)) {
          Figures figures = pipeline(peer).measure(publishers, atOnce, warmup, seconds);
          all.computeIfAbsent(peer, one -> new Figures[rounds])[i] = figures;
          print("  round   " + words(peer, figures));
        }
      }
    }
    Map<String, Figures> medians = new LinkedHashMap<>();
    all.forEach((peer, figures) -> medians.put(peer, median(figures)));
    medians.forEach((peer, figures) -> print("%-8s  %s", name, words(peer, figures)));
    return medians;
  }

  private static String words(String peer, Figures figures) {
    return String.format(
        Locale.ROOT,
        "%-17s  %,9.0f lines/s  server %.2f us a line  p50 %.3f ms  p99 %.3f ms",
        peer,
        figures.rate(),
        figures.cpu(),
        figures.p50(),
        figures.p99());
  }

  private PublishPipeline pipeline(String peer) {
    return new PublishPipeline(
        peer.substring(0, peer.indexOf('-')), List.of(port(peer)), process(peer)::cpuSeconds);
  }

  private int port(String peer) {
    return Integer.parseInt(servers.get(peer).replaceAll(":.*", ""));
  }

  private BenchServer process(String peer) {
    return new BenchServer(Long.parseLong(servers.get(peer).replaceAll(".*:", "")));
  }

  private void atLeast(Map<String, Figures> all, String ours, String other, double least) {
    if (all.containsKey(other)) {
      double ratio = all.get(ours).rate() / all.get(other).rate();
      verdict(ratio >= least, "%.2f of %s, %.1f asked", ratio, other, least);
    }
  }

  private void single() throws IOException, InterruptedException {
    Map<String, Figures> all = turns(1, 1, "lifeline-disk", "redis-always");
    if (all.containsKey("redis-always")) {
      double above = all.get("lifeline-disk").p50() - all.get("redis-always").p50();
      verdict(
          above <= MOST_MILLIS_ABOVE_REDIS,
          "p50 %.3f ms above redis-always, at most %.1f asked",
          above,
          MOST_MILLIS_ABOVE_REDIS);
    }
  }

  private void latency() throws IOException, InterruptedException {
    Result[] process = new Result[rounds];
    Result[] memory = new Result[rounds];
    for (int i = 0; i < rounds; i++) {
      process[i] = fanOut("lifeline-process");
      memory[i] = fanOut("lifeline-memory");
    }
    double p50 = micros(process, 50) / micros(memory, 50);
    double p99 = micros(process, 99) / micros(memory, 99);
    verdict(p50 <= MOST_P50_OF_MEMORY, "p50 %.2f of memory, %.1f asked", p50, MOST_P50_OF_MEMORY);
    verdict(p99 <= MOST_P99_OF_MEMORY, "p99 %.2f of memory, %.1f asked", p99, MOST_P99_OF_MEMORY);
  }

  private Result fanOut(String peer) throws IOException, InterruptedException {
    Load load =
        new Load(
            "127.0.0.1",
            port(peer),
            1,
            LATENCY_SUBSCRIBERS,
            100,
            LATENCY_RATE,
            4096,
            Duration.ofMillis((long) (warmup * 1000)),
            Duration.ofMillis((long) (seconds * 1000)),
            0);
    Result result = new LoadRun(load, new LifelinePeer("bench")).run();
    print(
        "  round   %-17s  p50 %.2f ms  p99 %.2f ms",
        peer, result.micros(50) / 1000, result.micros(99) / 1000);
    return result;
  }

  private static double micros(Result[] results, double percentile) {
    return median(Arrays.stream(results).mapToDouble(r -> r.micros(percentile)).toArray());
  }

  static Figures median(Figures... figures) {
    return new Figures(
        median(figures, Figures::rate),
        median(figures, Figures::cpu),
        median(figures, Figures::p50),
        median(figures, Figures::p99));
  }

  private static double median(Figures[] figures, ToDoubleFunction<Figures> figure) {
    return median(Arrays.stream(figures).mapToDouble(figure).toArray());
  }

  private static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void verdict(boolean good, String condition, Object... values) {
    failed |= !good;
    print("  %s (%s)", good ? "PASS" : "FAIL", String.format(Locale.ROOT, condition, values));
  }

  private void print(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
