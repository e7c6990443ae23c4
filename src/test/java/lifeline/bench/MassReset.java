package lifeline.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * How long lines take to those who stay in a room while a great many connections in the same room
 * are reset at once.
 */
final class MassReset {
  private static final String ROOM = "deaths";
  private static final int LISTENERS = 20;

  /** Each line is a write to each victim too, and that is not what is to be measured. */
  private static final long PAUSE_NANOS = 40_000_000;

  private static final int LINES = 65;

  /** The line with which the victims begin to die; what follows is said in 0.6 s. */
  private static final int AT = 50;

  private final int port;
  private final BenchServer process;
  private final int victims;

  MassReset(int port, BenchServer process, int victims) {
    this.port = port;
    this.process = process;
    this.victims = victims;
  }

  /** Times of deliveries, in milliseconds. */
  record Times(double p50, double p99, double most) {
    static Times of(long... micros) {
      Arrays.sort(micros);
      return new Times(
          EndsBench.quantile(micros, 0.5),
          EndsBench.quantile(micros, 0.99),
          EndsBench.quantile(micros, 1));
    }
  }

  /**
   * What was measured.
   *
   * @param before of the lines said before the deaths
   * @param meanwhile of those said in the 0.6 s from the first death on
   * @param killing how long it took to reset all of them, ms
   * @param cpu what the server used in the 0.6 s, ms; in the same time before them {@code usual}
   */
  record Figures(Times before, Times meanwhile, double killing, double cpu, double usual) {}

  Figures measure() throws IOException, InterruptedException {
    ExecutorService threads = Executors.newCachedThreadPool();
    List<LineSocket> listeners = new ArrayList<>();
    try (LineSocket speaker = new LineSocket(port)) {
      for (int i = 0; i < LISTENERS; i++) {
        LineSocket listener = new LineSocket(port);
        listeners.add(listener);
        listener.send("/join " + ROOM + "\n").skipTo("* joined: ");
      }
      List<Socket> dying = join();
      await(speaker, victims + LISTENERS);
      long[] said = new long[LINES];
      List<Future<long[]>> heard = new ArrayList<>();
      for (LineSocket listener : listeners) {
        heard.add(threads.submit(() -> listen(listener)));
      }
      double[] cpu = new double[LINES + 1];
      long killing = publish(speaker, said, cpu, dying, threads);
      long[] before = new long[LISTENERS * AT];
      long[] meanwhile = new long[LISTENERS * (LINES - AT)];
      for (int i = 0; i < LISTENERS; i++) {
        long[] times = heard.get(i).get();
        for (int line = 0; line < LINES; line++) {
          long micros = (times[line] - said[line]) / 1000;
          if (line < AT) {
            before[i * AT + line] = micros;
          } else {
            meanwhile[i * (LINES - AT) + line - AT] = micros;
          }
        }
      }
      int span = LINES - AT;
      return new Figures(
          Times.of(before),
          Times.of(meanwhile),
          killing / 1000.0,
          (cpu[LINES] - cpu[AT]) * 1000,
          (cpu[AT] - cpu[AT - span]) * 1000);
    } catch (ExecutionException e) {
      throw new IOException(e);
    } finally {
      threads.shutdownNow();
      for (LineSocket listener : listeners) {
        listener.close();
      }
    }
  }

  private List<Socket> join() throws IOException {
    List<Socket> joined = new ArrayList<>(victims);
    for (int i = 0; i < victims; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write(("/join " + ROOM + "\n").getBytes(ISO_8859_1));
      joined.add(socket);
    }
    return joined;
  }

  /** Waits until so many others hear the speaker. */
  private static void await(LineSocket speaker, int others) throws IOException {
    speaker.send("/receipts on\n").skipTo("* receipts: on");
    while (!speaker.send("/say " + ROOM + " ready\n").skipTo("* ok ").contains(" to " + others)) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    speaker.send("/receipts off\n").skipTo("* receipts: off");
  }

  private long publish(
      LineSocket speaker, long[] said, double[] cpu, List<Socket> dying, ExecutorService threads)
      throws IOException, ExecutionException, InterruptedException {
    Future<Long> killed = null;
    long due = System.nanoTime();
    for (int i = 0; i < LINES; i++) {
      cpu[i] = process.cpuSeconds();
      if (i == AT) {
        killed = threads.submit(() -> reset(dying));
      }
      due += PAUSE_NANOS;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      said[i] = System.nanoTime();
      speaker.send("/say " + ROOM + " line " + i + "\n");
    }
    LockSupport.parkNanos(PAUSE_NANOS);
    cpu[LINES] = process.cpuSeconds();
    return killed.get();
  }

  /** Answers how long it took, µs. */
  private static long reset(List<Socket> dying) throws IOException {
    long start = System.nanoTime();
    for (Socket socket : dying) {
      socket.close();
    }
    return (System.nanoTime() - start) / 1000;
  }

  private static long[] listen(LineSocket listener) throws IOException {
    long[] heard = new long[LINES];
    for (int i = 0; i < LINES; i++) {
      String line;
      do {
        line = listener.line();
      } while (!line.contains(": line "));
      if (!line.endsWith(": line " + i)) {
        throw new IOException("instead of line " + i + ": " + line);
      }
      heard[i] = System.nanoTime();
    }
    return heard;
  }
}
