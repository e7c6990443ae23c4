package lifeline.bench;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Lines through a group of workers that confirm each of them. */
final class GroupThroughput {
  private static final int WORKERS = 4;
  private static final int WINDOW = 16;

  private static final int SAID_AT_ONCE = 100;
  private static final String TEXT = "x".repeat(100);

  private final WorkQueue jobs;
  private final int backlog;
  private final ClientThreads threads = new ClientThreads();

  /**
   * @param backlog lines said and not done, at most: the workers never wait, and no queue grows
   */
  GroupThroughput(WorkQueue jobs, int backlog) {
    this.jobs = jobs;
    this.backlog = backlog;
  }

  ClientThreads.Figures measure(double warmup, double seconds)
      throws IOException, InterruptedException {
    for (int i = 0; i < WORKERS; i++) {
      WorkQueue.Worker worker = jobs.worker(WINDOW);
      threads.add(worker.socket(), () -> work(worker));
    }
    LineSocket publisher = jobs.publisher();
    threads.add(publisher, () -> publish(publisher));
    threads.add(publisher, () -> readAnswers(publisher));
    return threads.run(jobs.process()::cpuSeconds, warmup, seconds);
  }

  private void work(WorkQueue.Worker worker) throws IOException {
    StringBuilder words = new StringBuilder();
    while (!threads.isOver()) {
      long lines = 0;
      do {
        worker.done(worker.next(), words);
        lines++;
      } while (worker.socket().hasLine() && lines < WINDOW);
      worker.complete(words);
      worker.socket().send(words);
      words.setLength(0);
      threads.done(lines);
    }
  }

  private void publish(LineSocket publisher) throws IOException {
    String batch = jobs.publish(TEXT).repeat(SAID_AT_ONCE);
    long said = 0;
    while (!threads.isOver()) {
      if (said - threads.done() > backlog - SAID_AT_ONCE) {
        LockSupport.parkNanos(100_000);
      } else {
        publisher.send(batch);
        said += SAID_AT_ONCE;
      }
    }
  }

  private void readAnswers(LineSocket publisher) throws IOException {
    while (!threads.isOver()) {
      // Throws if a line was refused; how many one answer accepts does not matter here.
      jobs.accepted(publisher.line());
    }
  }
}
