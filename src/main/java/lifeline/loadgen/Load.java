package lifeline.loadgen;

import java.time.Duration;

/**
 * A load: its connections, its lines and its duration.
 *
 * @param publishers from 1
 * @param subscribers from 1
 * @param size bytes of a line without what the protocol adds, from {@link #MIN_SIZE}
 * @param rate lines/s of all publishers together; 0 for as fast as the window allows
 * @param window lines that the slowest subscriber may lag behind, from 1
 * @param warmup time before the measured interval
 * @param duration length of the measured interval, unless {@code lines} is set
 * @param lines the measured interval ends when this number of lines was sent in it and all have
 *     arrived; 0 if it ends after {@code duration}
 */
public record Load(
    String host,
    int port,
    int publishers,
    int subscribers,
    int size,
    long rate,
    int window,
    Duration warmup,
    Duration duration,
    long lines) {
  public static final int MIN_SIZE = Payload.MIN_SIZE;
  public static final int MAX_SIZE = 65_535;

  /** Up to this rate every line is a write of its own; above it, lines due together share one. */
  private static final long SINGLE_WRITES_TO = 10_000;

  /** Without a rate, only one line in this number has its latency recorded. */
  private static final int UNPACED_SAMPLE = 16;

  /** Checks the numbers; the message of the exception says which one is wrong. */
  public Load {
    check(publishers >= 1 && publishers <= 10_000, "publishers must be 1 to 10,000");
    check(subscribers >= 1, "subscribers must be at least 1");
    check(size >= MIN_SIZE, "size must be at least " + MIN_SIZE + ", for number and time");
    check(size <= MAX_SIZE, "size must be at most " + MAX_SIZE);
    check(rate >= 0, "rate must not be negative");
    check(window >= 1, "window must be at least 1");
    check(!warmup.isNegative(), "warmup must not be negative");
    check(lines > 0 || duration.toMillis() > 0, "duration must be more than 0");
  }

  private static void check(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }

  boolean paced() {
    return rate > 0;
  }

  boolean singleWrites() {
    return paced() && rate <= SINGLE_WRITES_TO;
  }

  /** One line in this number has its latency recorded; a power of two. */
  int sampleEvery() {
    return paced() ? 1 : UNPACED_SAMPLE;
  }
}
