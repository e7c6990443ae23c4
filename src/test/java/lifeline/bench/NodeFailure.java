package lifeline.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The death of one node of a cluster while lines are said on another: how long nothing is accepted,
 * and how soon what one of its connections had in doubt is with another connection.
 */
final class NodeFailure {
  private static final Pattern RECEIPT =
      Pattern.compile("\\* ok \\S+ to .* waiting(?: \\((\\d+) lines\\))?");
  private static final long TICK_NANOS = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long SECONDS_AFTER = 10;

  private final int rate;
  private final AtomicLong said = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private volatile boolean over;

  /** When a receipt came, and what was the longest time without one. */
  private volatile long lastReceipt;

  private volatile long longest;

  /** The number of the first line said after the death, once it is known. */
  private volatile long firstAfter = Long.MAX_VALUE;

  private volatile long againAt;
  private final AtomicLong refused = new AtomicLong();

  /**
   * In milliseconds from the death.
   *
   * @param again until a line said after it was accepted
   * @param pause the longest time between two receipts from then on
   * @param handOver until the lines in doubt were elsewhere
   */
  record Figures(double again, double pause, double handOver, long refused) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "again %.0f pause %.0f handover %.0f refused %d",
          again,
          pause,
          handOver,
          refused);
    }
  }

  NodeFailure(int rate) {
    this.rate = rate;
  }

  /**
   * @param victim port of the node that is killed, {@code pid} its process
   * @param speaker port of the one that lines are said on
   * @param heir port of the one that has the next member of the group
   */
  Figures measure(int victim, long pid, int speaker, int heir, double warmup)
      throws IOException, InterruptedException {
    try (LineSocket speaking = new LineSocket(speaker);
        LineSocket dying = new LineSocket(victim);
        LineSocket living = new LineSocket(heir)) {
      String room = "jobs-" + System.nanoTime();
      speaking.send("/receipts on\n/pipe load\n").skipTo("* pipe:");
      Thread hears = start("receipts", () -> hear(speaking));
      Thread speaks = start("speaker", () -> speak(speaking));
      dying.send("/confirm ack\n/join " + room + " as crew\n").skipTo("* joined:");
      dying.send("/say " + room + " fragile\n").skipTo("[" + room + "]");
      living.send("/join " + room + " as crew\n").skipTo("* joined:");
      LockSupport.parkNanos((long) (warmup * NANOS_PER_SECOND));

      ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
      long killed = System.nanoTime();
      process.destroyForcibly();
      longest = 0;
      firstAfter = said.get();
      living.skipTo("[" + room + " again]");
      long handOver = System.nanoTime() - killed;
      while (System.nanoTime() - killed < SECONDS_AFTER * NANOS_PER_SECOND || againAt == 0) {
        LockSupport.parkNanos(TICK_NANOS);
        if (failure.get() != null) {
          throw failure.get();
        }
      }
      over = true;
      speaks.join();
      speaking.closeOutput();
      hears.join();
      return new Figures((againAt - killed) / 1e6, longest / 1e6, handOver / 1e6, refused.get());
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private Thread start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                failure.compareAndSet(null, e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** At an even rate, as long as the server takes it. */
  private void speak(LineSocket socket) throws IOException {
    String text = "x".repeat(100) + "\n";
    long begin = System.nanoTime();
    while (!over) {
      long due = (System.nanoTime() - begin) * rate / NANOS_PER_SECOND - said.get();
      if (due > 0) {
        socket.send(text.repeat((int) due));
        said.addAndGet(due);
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void hear(LineSocket socket) throws IOException {
    lastReceipt = System.nanoTime();
    while (!over || answered.get() < said.get()) {
      String line = socket.line();
      Matcher receipt = RECEIPT.matcher(line);
      long now = System.nanoTime();
      if (receipt.matches()) {
        answered.addAndGet(receipt.group(1) == null ? 1 : Long.parseLong(receipt.group(1)));
        longest = Math.max(longest, now - lastReceipt);
        lastReceipt = now;
        if (againAt == 0 && answered.get() > firstAfter) {
          againAt = now;
        }
      } else if (line.startsWith("! unavailable ")) {
        long lines = Long.parseLong(line.split(" ", -1)[2]);
        answered.addAndGet(lines);
        refused.addAndGet(lines);
      }
    }
  }
}
