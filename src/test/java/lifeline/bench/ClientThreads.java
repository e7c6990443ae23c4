package lifeline.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Clients that each work in a thread of their own, until the time is over or one has failed. */
final class ClientThreads {
  private final List<Thread> threads = new ArrayList<>();
  private final List<LineSocket> sockets = new ArrayList<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final CountDownLatch failing = new CountDownLatch(1);
  private volatile boolean measuring;
  private volatile boolean over;

  /** What a client does; it returns when the crew is over. */
  interface Task {
    void run() throws IOException;
  }

  /** User and system time so far, of all that serves. */
  interface Cpu {
    double seconds() throws IOException;
  }

  /**
   * @param rate lines done in a second
   * @param cpu of the server for each, microseconds
   */
  record Figures(double rate, double cpu) {}

  /**
   * @param socket is closed when the time is over
   */
  void add(LineSocket socket, Task task) {
    sockets.add(socket);
    threads.add(new Thread(() -> work(task)));
  }

  private void work(Task task) {
    try {
      task.run();
    } catch (IOException | RuntimeException e) {
      if (!over) {
        failure.compareAndSet(null, e);
        failing.countDown();
      }
    }
  }

  void done(long lines) {
    done.addAndGet(lines);
  }

  /** Lines done so far. */
  long done() {
    return done.get();
  }

  boolean isMeasuring() {
    return measuring;
  }

  boolean isOver() {
    return over;
  }

  /** Runs all of it. */
  Figures run(Cpu cpu, double warmup, double seconds) throws IOException, InterruptedException {
    threads.forEach(Thread::start);
    pause(warmup);
    double cpuBefore = cpu.seconds();
    long start = System.nanoTime();
    long before = done.get();
    measuring = true;
    pause(seconds);
    measuring = false;
    long lines = done.get() - before;
    double took = (System.nanoTime() - start) / 1e9;
    double used = cpu.seconds() - cpuBefore;
    over = true;
    for (LineSocket socket : sockets) {
      socket.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IOException("a client has failed", failure.get());
    }
    return new Figures(lines / took, used * 1e6 / lines);
  }

  /** Returns early when somebody has failed. */
  private void pause(double seconds) throws InterruptedException {
    boolean failed = failing.await((long) (seconds * 1000), TimeUnit.MILLISECONDS);
    assert failed == (failure.get() != null);
  }
}
