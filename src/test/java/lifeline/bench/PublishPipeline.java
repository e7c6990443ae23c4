package lifeline.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Publishers that each say so many lines at once, wait until all are kept, and begin again: what
 * redis-benchmark calls a pipeline.
 */
final class PublishPipeline {
  private static final int BYTES = 100;

  private final String kind;
  private final List<Integer> ports;
  private final ClientThreads.Cpu cpu;
  private final ClientThreads threads = new ClientThreads();

  /**
   * @param rate lines kept in a second
   * @param cpu of the server for each, microseconds
   * @param p50 milliseconds from saying as much as is said at once to the last answer
   */
  record Figures(double rate, double cpu, double p50, double p99) {}

  /**
   * @param kind of {@link PublishProtocol}
   * @param ports publishers use them in turn
   */
  PublishPipeline(String kind, List<Integer> ports, ClientThreads.Cpu cpu) {
    this.kind = kind;
    this.ports = ports;
    this.cpu = cpu;
  }

  Figures measure(int publishers, int atOnce, double warmup, double seconds)
      throws IOException, InterruptedException {
    List<Times> all = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      PublishProtocol protocol = PublishProtocol.of(kind, i);
      LineSocket socket = new LineSocket(ports.get(i % ports.size()));
      socket.send(protocol.greeting());
      if (!protocol.greetingAnswer().isEmpty()) {
        socket.skipTo(protocol.greetingAnswer());
      }
      Times times = new Times();
      all.add(times);
      threads.add(socket, () -> publish(socket, protocol, atOnce, times));
    }
    ClientThreads.Figures figures = threads.run(cpu, warmup, seconds);
    long[] nanos = all.stream().flatMapToLong(Times::stream).sorted().toArray();
    return new Figures(figures.rate(), figures.cpu(), quantile(nanos, 0.5), quantile(nanos, 0.99));
  }

  private static double quantile(long[] sorted, double part) {
    return sorted[(int) Math.ceil(part * sorted.length) - 1] / 1e6;
  }

  private void publish(LineSocket socket, PublishProtocol protocol, int atOnce, Times times)
      throws IOException {
    byte[] lines = protocol.publish("x".repeat(BYTES)).repeat(atOnce).getBytes(ISO_8859_1);
    while (!threads.isOver()) {
      long start = System.nanoTime();
      socket.send(lines);
      for (int waiting = atOnce; waiting > 0; ) {
        waiting -= socket.lines(protocol::stored);
      }
      threads.done(atOnce);
      if (threads.isMeasuring()) {
        times.add(System.nanoTime() - start);
      }
    }
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
