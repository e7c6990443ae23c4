package lifeline.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lines in many rooms, and names that have places there.
 *
 * @param size bytes of a line
 */
record HistoryBench(int port, int rooms, int size) {
  private static final int THREADS = 4;
  private static final String AWAY = " lines while you were away";
  private static final int CROWD = 100;
  private static final int DIGITS = 16;
  private static final int BLOCK_BYTES = 1 << 20;

  /** What one thread does with its share. */
  @FunctionalInterface
  private interface Share {
    void run(int thread) throws IOException;
  }

  /** Names of that kind take a place each and end; what is said later waits for them. */
  void places(String kind, int count) throws IOException, InterruptedException {
    inThreads(
        thread -> {
          for (int i = thread; i < count; i += THREADS) {
            try (LineSocket name = join(kind + i, i)) {
              name.send("/quit\n").skipTo("* bye");
            }
          }
        });
  }

  /** Says so many bytes, the same in each room. */
  void fill(long bytes) throws IOException, InterruptedException {
    int lines = Math.max(1, BLOCK_BYTES / size);
    String block = block(lines);
    long rounds = Math.max(1, bytes / ((long) lines * size) / rooms);
    inThreads(
        thread -> {
          List<LineSocket> speakers = new ArrayList<>();
          for (int room = thread; room < rooms; room += THREADS) {
            speakers.add(join("speaker" + room, room));
          }
          for (long round = 0; round < rounds; round++) {
            for (LineSocket speaker : speakers) {
              speaker.send(block).send("/ping said\n").skipTo("* pong: said");
            }
          }
          for (LineSocket speaker : speakers) {
            speaker.close();
          }
        });
  }

  /** Gives many names a place each, a hundred in a room of theirs, by one connection after all. */
  void names(int count) throws IOException, InterruptedException {
    inThreads(
        thread -> {
          try (LineSocket one = new LineSocket(port)) {
            for (int crowd = thread; crowd < count / CROWD; crowd += THREADS) {
              StringBuilder some = new StringBuilder("/join crowd" + crowd + "\n");
              for (int i = 0; i < CROWD; i++) {
                some.append("/name many" + crowd + "-" + i + "\n");
              }
              some.append("/part crowd" + crowd + "\n");
              one.send(some).skipTo("* parted: crowd" + crowd);
            }
          }
        });
  }

  /** Names that were away join and read all that waits for them, all at once. */
  void read(String kind, int count) throws IOException, InterruptedException {
    inThreads(
        thread -> {
          List<LineSocket> readers = new ArrayList<>();
          for (int i = thread; i < count; i += THREADS) {
            readers.add(
                new LineSocket(port).send("/name " + kind + i + "\n/join " + room(i) + "\n"));
          }
          for (LineSocket reader : readers) {
            String away = reader.skipTo("* ");
            while (!away.endsWith(AWAY)) {
              away = reader.skipTo("* ");
            }
            String lines = away.substring(2, away.length() - AWAY.length());
            for (long left = Long.parseLong(lines); left > 0; left--) {
              reader.skipTo("[");
            }
            reader.close();
          }
        });
  }

  /** Lines of hexadecimal digits, which compress to little more than half. */
  private String block(int lines) {
    Random random = new Random(1);
    StringBuilder block = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      for (int left = size; left > 0; left -= DIGITS) {
        String digits = String.format("%016x", random.nextLong());
        block.append(digits, 0, Math.min(left, DIGITS));
      }
      block.append('\n');
    }
    return block.toString();
  }

  private LineSocket join(String name, int i) throws IOException {
    LineSocket socket = new LineSocket(port);
    socket.send("/name " + name + "\n/join " + room(i) + "\n").skipTo("* joined: ");
    return socket;
  }

  private String room(int i) {
    return "room" + i % rooms;
  }

  private static void inThreads(Share share) throws IOException, InterruptedException {
    AtomicReference<IOException> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      threads.add(
          new Thread(
              () -> {
                try {
                  share.run(thread);
                } catch (IOException e) {
                  failure.compareAndSet(null, e);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }
}
