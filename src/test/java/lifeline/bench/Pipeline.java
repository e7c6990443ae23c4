package lifeline.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

/**
 * Publishers that each say so many lines at once, wait until all are kept, and begin again: what
 * redis-benchmark calls a pipeline.
 */
final class Pipeline {
  private static final int BYTES = 100;

  private final String kind;
  private final int port;
  private final ServerProcess process;
  private final AtomicLong kept = new AtomicLong();
  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private final CountDownLatch failing = new CountDownLatch(1);
  private final List<Talker> talkers = new ArrayList<>();
  private volatile boolean measuring;
  private volatile boolean over;

  /**
   * @param rate lines kept in a second
   * @param cpu of the server for each, microseconds
   * @param p50 milliseconds from saying as much as is said at once to the last answer
   */
  record Figures(double rate, double cpu, double p50, double p99) {}

  /**
   * @param kind of {@link Keeper}
   */
  Pipeline(String kind, int port, ServerProcess process) {
    this.kind = kind;
    this.port = port;
    this.process = process;
  }

  Figures measure(int publishers, int atOnce, double warmup, double seconds)
      throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<Times> times = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      Keeper keeper = Keeper.of(kind, i);
      Talker talker = new Talker(port);
      talkers.add(talker);
      talker.send(keeper.hello());
      if (!keeper.ready().isEmpty()) {
        talker.skipTo(keeper.ready());
      }
      Times own = new Times();
      times.add(own);
      threads.add(new Thread(() -> publish(talker, keeper, atOnce, own)));
    }
    threads.forEach(Thread::start);
    pause(warmup);
    double cpu = process.cpuSeconds();
    long start = System.nanoTime();
    long before = kept.get();
    measuring = true;
    pause(seconds);
    measuring = false;
    long lines = kept.get() - before;
    double took = (System.nanoTime() - start) / 1e9;
    double used = process.cpuSeconds() - cpu;
    over = true;
    for (Talker talker : talkers) {
      talker.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IOException(kind, failure.get());
    }
    long[] nanos = times.stream().flatMapToLong(Times::stream).sorted().toArray();
    return new Figures(
        lines / took, used * 1e6 / lines, quantile(nanos, 0.5), quantile(nanos, 0.99));
  }

  private static double quantile(long[] sorted, double part) {
    return sorted[(int) Math.ceil(part * sorted.length) - 1] / 1e6;
  }

  private void publish(Talker talker, Keeper keeper, int atOnce, Times times) {
    byte[] lines = keeper.said("x".repeat(BYTES)).repeat(atOnce).getBytes(ISO_8859_1);
    try {
      while (!over) {
        long start = System.nanoTime();
        talker.send(lines);
        for (int waiting = atOnce; waiting > 0; ) {
          waiting -= talker.lines(keeper::kept);
        }
        kept.addAndGet(atOnce);
        if (measuring) {
          times.add(System.nanoTime() - start);
        }
      }
    } catch (IOException e) {
      if (!over) {
        failure.compareAndSet(null, e);
        failing.countDown();
      }
    }
  }

  /** Returns early when a publisher has failed. */
  private void pause(double seconds) throws InterruptedException {
    boolean failed = failing.await((long) (seconds * 1000), TimeUnit.MILLISECONDS);
    assert failed == (failure.get() != null);
  }

  /** Nanoseconds; one thread's. */
  private static final class Times {
    private long[] nanos = new long[1024];
    private int count;

    void add(long took) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = took;
    }

    LongStream stream() {
      return Arrays.stream(nanos, 0, count);
    }
  }
}
