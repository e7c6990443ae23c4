package lifeline.loadgen;

import org.HdrHistogram.Histogram;

/**
 * Latencies of the lines sent within the measured interval, in ns. Owned by the receiving thread
 * but for the interval's ends, which any thread may set.
 */
final class Latencies {
  private static final int DIGITS = 3;

  private final long mask;
  private final Histogram histogram = new Histogram(DIGITS);
  private volatile long from = Long.MAX_VALUE;
  private volatile long to = Long.MAX_VALUE;
  private long now;
  private long first;
  private long last;

  /** Records one line in {@code every}, a power of two, by seq. */
  Latencies(int every) {
    this.mask = every - 1L;
  }

  void begin(long time) {
    from = time;
  }

  void end(long time) {
    to = time;
  }

  /** The lines that follow arrived at {@code time}. */
  void arrived(long time) {
    now = time;
    first = from;
    last = to;
  }

  void record(long seq, long sent) {
    if ((seq & mask) == 0 && sent >= first && sent < last) {
      histogram.recordValue(Math.max(0, now - sent));
    }
  }

  /** To be read when the receiving thread has ended. */
  Histogram histogram() {
    return histogram;
  }
}
