package lifeline.loadgen;

import org.HdrHistogram.Histogram;

/**
 * Latencies of the lines sent within the measured interval, in ns. Owned by the receiving thread,
 * except the ends of the interval, which any thread may set.
 */
final class Latencies {
  private static final int SIGNIFICANT_DIGITS = 3;

  private final long mask;
  private final Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
  private volatile long from = Long.MAX_VALUE;
  private volatile long to = Long.MAX_VALUE;
  private long now;
  private long first;
  private long last;

  /** Records one line in {@code every}, which is a power of two. */
  Latencies(int every) {
    this.mask = every - 1L;
  }

  void start(long time) {
    from = time;
  }

  void end(long time) {
    to = time;
  }

  /** Sets the arrival time of the lines recorded from now on. */
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

  /** May be read only after the receiving thread has ended. */
  Histogram histogram() {
    return histogram;
  }

  /** Nanoseconds since the start of the run; fits {@link Payload.Digits} for three days. */
  static final class Clock {
    private final long origin = System.nanoTime();

    long now() {
      return System.nanoTime() - origin;
    }
  }
}
