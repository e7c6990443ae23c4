package lifeline.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import lifeline.bench.PublishPipeline.Figures;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures running clusters of three nodes: how fast they keep lines, and what the death of a node
 * costs. Exit code 1 if a figure falls short.
 */
@Command(name = "cluster-bench", mixinStandardHelpOptions = true)
public final class ClusterBench implements Callable<Integer> {
  private static final double LEAST_RATE = 60_000;
  private static final double MOST_CPU_OF_NATS = 1.0;
  private static final int PUBLISHERS_A_NODE = 2;
  private static final int STREAM_SECONDS = 30;

  @Spec private CommandSpec spec;

  @Option(names = "--case", required = true, description = "rate, or death: one, its figures.")
  private String name;

  @Option(names = "--server", description = "KIND=PORT:PID,… of the three nodes, for rate.")
  private Map<String, String> servers = new LinkedHashMap<>();

  @Option(names = "--at-once", description = "Lines that a publisher says before it waits.")
  private int atOnce = 2000;

  @Option(names = "--rounds")
  private int rounds = 3;

  @Option(names = "--seconds", description = "Of each round.")
  private double seconds = 5;

  @Option(names = "--warmup", description = "Seconds, before the first round.")
  private double warmup = 20;

  @Option(names = "--victim", description = "PORT:PID of the node that is killed.")
  private String victim;

  @Option(names = "--speaker", description = "Port of the node that lines are said on.")
  private int speaker;

  @Option(names = "--heir", description = "Port of the node that takes over.")
  private int heir;

  @Option(names = "--lines-per-second", description = "When a node dies.")
  private int rate = 10_000;

  private boolean failed;

  public static void main(String[] args) {
    System.exit(new CommandLine(new ClusterBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    switch (name) {
      case "rate" -> rate();
      case "death" -> {
        String[] words = victim.split(":", -1);
        int port = Integer.parseInt(words[0]);
        long pid = Long.parseLong(words[1]);
        print("%s", new NodeFailure(rate).measure(port, pid, speaker, heir, warmup));
      }
      default -> throw new IllegalArgumentException("no such case: " + name);
    }
    return failed ? 1 : 0;
  }

  private void rate() throws IOException, InterruptedException {
    Map<String, Figures[]> all = new LinkedHashMap<>();
    for (int i = 0; i < rounds; i++) {
      for (String kind : servers.keySet()) {
        awaitStream(kind);
        Figures figures =
            new PublishPipeline(kind, ports(kind), () -> cpuSeconds(kind))
                .measure(
                    PUBLISHERS_A_NODE * ports(kind).size(), atOnce, i == 0 ? warmup : 1, seconds);
        all.computeIfAbsent(kind, one -> new Figures[rounds])[i] = figures;
        print("  round   %s", words(kind, figures));
      }
    }
    Map<String, Figures> medians = new LinkedHashMap<>();
    all.forEach((kind, figures) -> medians.put(kind, LogBench.median(figures)));
    medians.forEach((kind, figures) -> print("rate      %s", words(kind, figures)));
    Figures ours = medians.get("lifeline");
    verdict(ours.rate() >= LEAST_RATE, "%,.0f lines/s, %,.0f asked", ours.rate(), LEAST_RATE);
    if (medians.containsKey("nats-r3")) {
      double ratio = ours.cpu() / medians.get("nats-r3").cpu();
      verdict(
          ratio <= MOST_CPU_OF_NATS,
          "CPU a line %.2f of NATS, at most %.1f asked",
          ratio,
          MOST_CPU_OF_NATS);
    }
  }

  private static String words(String kind, Figures figures) {
    return String.format(
        Locale.ROOT,
        "%-9s  %,9.0f lines/s  all nodes %.2f us a line  p50 %.1f ms  p99 %.1f ms",
        kind,
        figures.rate(),
        figures.cpu(),
        figures.p50(),
        figures.p99());
  }

  /** NATS refuses to make a stream of three until its nodes have found each other. */
  private void awaitStream(String kind) throws IOException {
    if (kind.equals("lifeline")) {
      return;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STREAM_SECONDS);
    PublishProtocol protocol = PublishProtocol.of(kind, 0);
    String answer = "";
    while (!answer.contains("\"config\"")) {
      if (System.nanoTime() > deadline) {
        throw new IOException("no stream: " + answer);
      }
      try (LineSocket socket = new LineSocket(ports(kind).get(0))) {
        answer = socket.send(protocol.greeting()).skipTo(protocol.greetingAnswer());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  private List<Integer> ports(String kind) {
    return nodes(kind).map(node -> Integer.valueOf(node.replaceAll(":.*", ""))).toList();
  }

  /** Of all nodes. */
  private double cpuSeconds(String kind) throws IOException {
    double sum = 0;
    for (String node : nodes(kind).toList()) {
      sum += new BenchServer(Long.parseLong(node.replaceAll(".*:", ""))).cpuSeconds();
    }
    return sum;
  }

  private Stream<String> nodes(String kind) {
    return Arrays.stream(servers.get(kind).split(",", -1));
  }

  private void verdict(boolean good, String condition, Object... values) {
    failed |= !good;
    print("  %s (%s)", good ? "PASS" : "FAIL", String.format(Locale.ROOT, condition, values));
  }

  private void print(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
