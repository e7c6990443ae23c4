package lifeline.loadgen;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The result of a run. Lines, deliveries and latencies are those of the measured interval; lost,
 * duplicates, disorder and damaged count all lines of the run, including the warm-up.
 *
 * @param lines lines sent
 * @param lost deliveries that never came
 * @param duplicates deliveries of a line that the subscriber had already
 * @param disorder deliveries that came after a later line of the same publisher
 * @param damaged deliveries that were cut or changed
 * @param closed subscribers whose connection ended before the run did
 * @param latencies from the time at which a line was due to its arrival, in ns
 */
public record Result(
    double seconds,
    long lines,
    long deliveries,
    long lost,
    long duplicates,
    long disorder,
    long damaged,
    long closed,
    Histogram latencies) {

  public double linesPerSecond() {
    return lines / seconds;
  }

  public double deliveriesPerSecond() {
    return deliveries / seconds;
  }

  /** Whether each line came to each subscriber once, whole and in order. */
  public boolean clean() {
    return lost + duplicates + disorder + damaged + closed == 0;
  }

  /** Latency in microseconds at {@code percentile}, 0 to 100; 0 if none was recorded. */
  public double micros(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e3;
  }

  /** A few lines for people. */
  String text() {
    return String.format(
        Locale.ROOT,
        """
        lines       %,15.0f /s   (%,d in %.2f s)
        deliveries  %,15.0f /s   (%,d)
        latency us  p50 %.0f  p90 %.0f  p99 %.0f  p99.9 %.0f  max %.0f
        lost %d, duplicates %d, disorder %d, damaged %d, subscribers closed %d
        """,
        linesPerSecond(),
        lines,
        seconds,
        deliveriesPerSecond(),
        deliveries,
        micros(50),
        micros(90),
        micros(99),
        micros(99.9),
        micros(100),
        lost,
        duplicates,
        disorder,
        damaged,
        closed);
  }

  /** One JSON object on one line. */
  String json() {
    return String.format(
        Locale.ROOT,
        "{\"seconds\":%.3f,\"lines\":%d,\"linesPerSecond\":%.1f,\"deliveries\":%d,"
            + "\"deliveriesPerSecond\":%.1f,\"latencyMicros\":{\"p50\":%.1f,\"p90\":%.1f,"
            + "\"p99\":%.1f,\"p99.9\":%.1f,\"max\":%.1f},\"lost\":%d,\"duplicates\":%d,"
            + "\"disorder\":%d,\"damaged\":%d,\"closed\":%d}%n",
        seconds,
        lines,
        linesPerSecond(),
        deliveries,
        deliveriesPerSecond(),
        micros(50),
        micros(90),
        micros(99),
        micros(99.9),
        micros(100),
        lost,
        duplicates,
        disorder,
        damaged,
        closed);
  }
}
