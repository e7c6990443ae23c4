package lifeline.bench;

import java.io.IOException;
import java.util.Arrays;

/** How soon others in a room are told of the end of a connection. */
record EndNotices(int port, int trials) {
  private static final int WARMUP = 200;

  /** How a connection ends. */
  interface End {
    void of(LineSocket victim) throws IOException;
  }

  /** Microseconds from the end to the notice of it, the shortest first. */
  long[] micros(String name, String cause, End end) throws IOException {
    String room = "room-of-" + name;
    long[] micros = new long[trials];
    try (LineSocket witness = new LineSocket(port)) {
      witness.send("/join " + room + "\n").skipTo("* joined: ");
      for (int i = -WARMUP; i < trials; i++) {
        String victim = name + "-" + (i + WARMUP);
        try (LineSocket socket = new LineSocket(port)) {
          socket.send("/name " + victim + "\n/join " + room + "\n").skipTo("* joined: ");
          witness.skipTo("* " + victim + " joined " + room);
          long start = System.nanoTime();
          end.of(socket);
          witness.skipTo("* " + victim + " left " + room + ": " + cause);
          if (i >= 0) {
            micros[i] = (System.nanoTime() - start) / 1000;
          }
        }
      }
    }
    Arrays.sort(micros);
    return micros;
  }
}
