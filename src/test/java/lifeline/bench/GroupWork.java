package lifeline.bench;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Lines through a group of workers that confirm each of them. */
final class GroupWork {
  private static final int WORKERS = 4;
  private static final int WINDOW = 16;

  private static final int SAID_AT_ONCE = 100;
  private static final String TEXT = "x".repeat(100);

  private final Jobs jobs;
  private final int backlog;
  private final Crew crew = new Crew();

  /**
   * @param backlog lines said and not done, at most: the workers never wait, and no queue grows
   */
  GroupWork(Jobs jobs, int backlog) {
    this.jobs = jobs;
    this.backlog = backlog;
  }

  Crew.Figures measure(double warmup, double seconds) throws IOException, InterruptedException {
    for (int i = 0; i < WORKERS; i++) {
      Jobs.Worker worker = jobs.worker(WINDOW);
      crew.add(worker.talker(), () -> work(worker));
    }
    Talker publisher = jobs.publisher();
    crew.add(publisher, () -> publish(publisher));
    crew.add(publisher, () -> readAnswers(publisher));
    return crew.run(jobs.process()::cpuSeconds, warmup, seconds);
  }

  private void work(Jobs.Worker worker) throws IOException {
    StringBuilder words = new StringBuilder();
    while (!crew.over()) {
      long lines = 0;
      do {
        worker.done(worker.next(), words);
        lines++;
      } while (worker.talker().hasLine() && lines < WINDOW);
      worker.complete(words);
      worker.talker().send(words);
      words.setLength(0);
      crew.done(lines);
    }
  }

  private void publish(Talker publisher) throws IOException {
    String batch = jobs.said(TEXT).repeat(SAID_AT_ONCE);
    long said = 0;
    while (!crew.over()) {
      if (said - crew.done() > backlog - SAID_AT_ONCE) {
        LockSupport.parkNanos(100_000);
      } else {
        publisher.send(batch);
        said += SAID_AT_ONCE;
      }
    }
  }

  private void readAnswers(Talker publisher) throws IOException {
    while (!crew.over()) {
      // Throws if a line was refused; how many one answer accepts does not matter here.
      jobs.accepted(publisher.line());
    }
  }
}
