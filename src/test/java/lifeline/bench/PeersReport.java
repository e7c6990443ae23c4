package lifeline.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the lines that {@link PeersBench} printed and prints the medians, the ratios and whether
 * the figures asked for are reached.
 */
public final class PeersReport {
  private static final double MAX_RSS_KIB = 512 * 1024;

  private final Map<String, List<Double>> values = new TreeMap<>();

  public static void main(String[] args) throws IOException {
    PeersReport report = new PeersReport();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      report.add(line);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    report.table().forEach(out::println);
    report.verdicts().forEach(out::println);
  }

  /** Takes {@code peer=P TAB case=C TAB figure=value…}. */
  void add(String line) {
    Map<String, String> fields = new TreeMap<>();
    for (String field : line.split("\t", -1)) {
      int equals = field.indexOf('=');
      fields.put(field.substring(0, equals), field.substring(equals + 1));
    }
    String name = fields.remove("case") + " ";
    String peer = " " + fields.remove("peer");
    fields.forEach(
        (figure, value) ->
            values
                .computeIfAbsent(name + figure + peer, key -> new ArrayList<>())
                .add(Double.valueOf(value)));
  }

  /** Median of the rounds; NaN if the case was not run on that peer. */
  double median(String name, String figure, String peer) {
    return median(values.getOrDefault(name + " " + figure + " " + peer, List.of()));
  }

  private static double median(Collection<Double> of) {
    double[] sorted = of.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /** One line for each case, figure and peer: the median, its ratio to nats and to ncat, rounds. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(row("case", "figure", "peer", "median", "/nats", "/ncat", "rounds"));
    for (Map.Entry<String, List<Double>> entry : values.entrySet()) {
      List<String> key = Arrays.asList(entry.getKey().split(" ", -1));
      double value = median(entry.getValue());
      double nats = value / median(key.get(0), key.get(1), "nats");
      double ncat = value / median(key.get(0), key.get(1), "ncat");
      lines.add(
          row(
              key.get(0),
              key.get(1),
              key.get(2),
              number(value),
              number(nats),
              number(ncat),
              String.valueOf(entry.getValue().size())));
    }
    return lines;
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-16s %-8s %-10s %14s %10s %10s %7s", cells);
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.3f" : "%,.0f", value);
  }

  /** PASS, FAIL or SKIP for each figure that is asked of Lifeline. */
  List<String> verdicts() {
    List<String> lines = new ArrayList<>();
    for (String name : List.of("throughput-10", "throughput-100", "throughput-1000")) {
      lines.add(atMost(name + " cpu / nats", ratio(name, "cpu", "nats"), 0.35));
      lines.add(atLeast(name + " rate / nats", ratio(name, "rate", "nats"), 1.5));
      if (!name.equals("throughput-10")) {
        lines.add(atMost(name + " cpu / ncat", ratio(name, "cpu", "ncat"), 1.3));
      }
    }
    lines.add(atMost("latency p50 / nats", ratio("latency", "p50", "nats"), 1));
    lines.add(atMost("latency p99 / nats", ratio("latency", "p99", "nats"), 1.2));
    lines.add(atMost("idle KiB each", median("idle-5000", "idle", "lifeline"), 16));
    lines.add(atMost("stopped RSS KiB", median("stopped", "rss", "lifeline"), MAX_RSS_KIB));
    double stopped =
        median("stopped", "rate", "lifeline") / median("unstopped", "rate", "lifeline");
    lines.add(atLeast("stopped rate / unstopped", stopped, 0.95));
    return lines;
  }

  private double ratio(String name, String figure, String to) {
    return median(name, figure, "lifeline") / median(name, figure, to);
  }

  private static String atMost(String what, double value, double limit) {
    return verdict(what, value, value <= limit, "at most " + number(limit));
  }

  private static String atLeast(String what, double value, double limit) {
    return verdict(what, value, value >= limit, "at least " + number(limit));
  }

  private static String verdict(String what, double value, boolean reached, String limit) {
    String word = Double.isNaN(value) ? "SKIP" : reached ? "PASS" : "FAIL";
    return String.format(Locale.ROOT, "%s  %-28s %10s  (%s)", word, what, number(value), limit);
  }
}
