package lifeline.bench;

import java.io.IOException;
import java.util.Arrays;

/** How long a line that a killed worker held takes to the other worker of two. */
record RedeliveryTrial(WorkQueue jobs) {
  private static final int WARMUP = 20;

  /**
   * Microseconds of each trial, the shortest first. Who gets the line kills itself with RST as soon
   * as the other is known to wait; the other is the next to get a line.
   */
  long[] trials(int trials) throws IOException {
    long[] micros = new long[trials];
    WorkQueue.Worker holder = jobs.worker(1);
    try (LineSocket publisher = jobs.publisher()) {
      for (int i = -WARMUP; i < trials; i++) {
        publisher.send(jobs.publish("job " + i));
        String held = holder.next();
        WorkQueue.Worker other = jobs.worker(1);
        jobs.awaitWaiting(1);
        long start = System.nanoTime();
        holder.socket().reset();
        String given = other.next();
        long took = (System.nanoTime() - start) / 1000;
        if (!given.equals(held)) {
          throw new IOException("not the line that was held, " + held + ", but " + given);
        }
        if (i >= 0) {
          micros[i] = took;
        }
        StringBuilder words = new StringBuilder();
        other.done(given, words);
        other.complete(words);
        other.socket().send(words);
        holder = other;
      }
    }
    holder.socket().close();
    Arrays.sort(micros);
    return micros;
  }
}
