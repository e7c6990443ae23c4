package lifeline.loadgen;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes in one thread: first probes until every subscriber receives, then the load until {@link
 * #stop}. The publishers send in turn. The slowest subscriber never lags more than the window.
 */
final class PublishLoop implements Runnable {
  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long PROBE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Without a rate, waits until one part in this number is free, so that writes stay large. */
  private static final int WINDOW_PARTS = 8;

  private final List<Publisher> publishers;
  private final Load load;
  private final Progress progress;
  private final Latencies.Clock clock;
  private volatile boolean started;
  private volatile boolean stopped;
  private volatile long last = Long.MAX_VALUE;
  private long sent;

  PublishLoop(List<Publisher> publishers, Load load, Progress progress, Latencies.Clock clock) {
    this.publishers = publishers;
    this.load = load;
    this.progress = progress;
    this.clock = clock;
  }

  /** Whether the probes are over and the load has started. */
  boolean hasStarted() {
    return started;
  }

  /** Stops; may be called by any thread. */
  void stop() {
    stopped = true;
  }

  /** Stops after {@code lines} more lines or a few more; returns the number of lines by then. */
  long stopAfter(long lines) {
    last = progress.sent() + lines;
    return last;
  }

  @Override
  public void run() {
    try {
      probe();
      started = true;
      if (load.paced()) {
        pace();
      } else {
        flood();
      }
    } catch (IOException | RuntimeException e) {
      progress.fail(e instanceof IOException io ? io : new IOException("publishing failed: " + e));
    }
  }

  private boolean isOver() {
    return stopped || sent >= last;
  }

  private void probe() throws IOException {
    long limit = clock.now() + PROBE_LIMIT_NANOS;
    while (!progress.allReceive() && !stopped) {
      if (clock.now() > limit) {
        throw new IOException("not every subscriber hears what is published");
      }
      publishers.get(0).addProbe();
      publishers.get(0).flush();
      LockSupport.parkNanos(this, PROBE_NANOS);
    }
  }

  private void flood() throws IOException {
    int step = Math.max(1, load.window() / WINDOW_PARTS);
    for (int next = 0; !isOver(); next = (next + 1) % publishers.size()) {
      long free = awaitFree(step);
      Publisher publisher = publishers.get(next);
      long count = Math.max(0, Math.min(Math.min(free, publisher.batch()), last - sent));
      long now = clock.now();
      for (long i = 0; i < count; i++) {
        publisher.add(now);
      }
      write(publisher, count);
    }
  }

  /** Each line carries the time at which it was due, even if it is sent later. */
  private void pace() throws IOException {
    long start = clock.now();
    while (!isOver()) {
      long due = start + dueAfter(sent);
      long early = due - clock.now();
      if (early > 0) {
        LockSupport.parkNanos(this, Math.min(early, WAIT_NANOS));
      } else if (awaitFree(1) > 0) {
        publishDue(start);
      }
    }
  }

  private void publishDue(long start) throws IOException {
    Publisher publisher = publishers.get((int) (sent % publishers.size()));
    long now = clock.now();
    long max = load.singleWrites() ? 1 : Math.min(publisher.batch(), load.window());
    long free = load.window() - (sent - progress.slowest());
    long count = 0;
    while (count < Math.min(max, free) && start + dueAfter(sent + count) <= now) {
      publisher.add(start + dueAfter(sent + count));
      count++;
    }
    write(publisher, count);
  }

  private long dueAfter(long lines) {
    return (long) (lines * (TimeUnit.SECONDS.toNanos(1) / (double) load.rate()));
  }

  private void write(Publisher publisher, long count) throws IOException {
    sent += count;
    progress.sent(sent);
    publisher.flush();
  }

  /** Waits until the window has room for {@code lines}; returns the room, or 0 after a stop. */
  private long awaitFree(int lines) throws IOException {
    while (true) {
      long free = load.window() - (sent - progress.slowest());
      if (free >= lines || isOver()) {
        return isOver() ? 0 : free;
      }
      for (Publisher publisher : publishers) {
        publisher.readAnswers();
      }
      progress.awaitSlowest(sent + lines - load.window(), WAIT_NANOS);
    }
  }
}
