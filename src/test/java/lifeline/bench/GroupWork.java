package lifeline.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Lines through a group of workers that confirm each of them. */
final class GroupWork {
  private static final int WORKERS = 4;
  private static final int WINDOW = 16;

  /** Lines said and not done, at most: the workers never wait, and no queue grows. */
  private static final int BACKLOG = 2000;

  private static final int SAID_AT_ONCE = 100;
  private static final String TEXT = "x".repeat(100);

  private final Jobs jobs;
  private final AtomicLong done = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final CountDownLatch failing = new CountDownLatch(1);
  private final List<Talker> talkers = new ArrayList<>();
  private volatile boolean over;

  /** Lines done in a second, and the server's CPU for each, in microseconds. */
  record Figures(double rate, double cpu) {}

  GroupWork(Jobs jobs) {
    this.jobs = jobs;
  }

  Figures measure(double warmup, double seconds) throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      Jobs.Worker worker = jobs.worker(WINDOW);
      talkers.add(worker.talker());
      threads.add(new Thread(() -> orFail(() -> work(worker))));
    }
    Talker publisher = jobs.publisher();
    talkers.add(publisher);
    AtomicLong accepted = new AtomicLong();
    threads.add(new Thread(() -> orFail(() -> publish(publisher))));
    threads.add(new Thread(() -> orFail(() -> readAnswers(publisher, accepted))));
    threads.forEach(Thread::start);
    pause(warmup);
    double cpu = jobs.process().cpuSeconds();
    long start = System.nanoTime();
    long before = done.get();
    pause(seconds);
    long lines = done.get() - before;
    double took = (System.nanoTime() - start) / 1e9;
    double used = jobs.process().cpuSeconds() - cpu;
    over = true;
    for (Talker talker : talkers) {
      talker.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IOException(jobs.name(), failure.get());
    }
    return new Figures(lines / took, used * 1e6 / lines);
  }

  private void work(Jobs.Worker worker) throws IOException {
    StringBuilder words = new StringBuilder();
    while (!over) {
      long lines = 0;
      do {
        worker.done(worker.next(), words);
        lines++;
      } while (worker.talker().hasLine() && lines < WINDOW);
      worker.complete(words);
      worker.talker().send(words);
      words.setLength(0);
      done.addAndGet(lines);
    }
  }

  private void publish(Talker publisher) throws IOException {
    String batch = jobs.said(TEXT).repeat(SAID_AT_ONCE);
    long said = 0;
    while (!over) {
      if (said - done.get() > BACKLOG - SAID_AT_ONCE) {
        LockSupport.parkNanos(100_000);
      } else {
        publisher.send(batch);
        said += SAID_AT_ONCE;
      }
    }
  }

  private void readAnswers(Talker publisher, AtomicLong accepted) throws IOException {
    while (!over) {
      accepted.addAndGet(jobs.accepted(publisher.line()));
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private void orFail(Task task) {
    try {
      task.run();
    } catch (IOException | RuntimeException e) {
      if (!over) {
        failure.compareAndSet(null, e);
        failing.countDown();
      }
    }
  }

  /** Returns early when something has failed. */
  private void pause(double seconds) throws InterruptedException {
    boolean failed = failing.await((long) (seconds * 1000), TimeUnit.MILLISECONDS);
    assert failed == (failure.get() != null);
  }
}
