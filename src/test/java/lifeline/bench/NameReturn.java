package lifeline.bench;

import java.io.IOException;

/** How long a name that was away waits for all that was said meanwhile. */
record NameReturn(int port) {
  private static final int LINES = 90_000;
  private static final int SIZE = 100;

  /** Seconds from the connect to the last line; they must come in order and only once. */
  double seconds(String name) throws IOException {
    String room = "room-of-" + name;
    String hello = "/name " + name + "\n/join " + room + "\n";
    try (LineSocket first = new LineSocket(port)) {
      first.send(hello).skipTo("* joined: ");
      first.send("/quit\n").skipTo("* bye");
    }
    say(room);
    long start = System.nanoTime();
    try (LineSocket again = new LineSocket(port)) {
      again.send(hello).skipTo("* " + LINES + " lines while you were away");
      for (int i = 1; i <= LINES; i++) {
        String line = again.line();
        if (!line.endsWith(text(i)) || line.contains(" again]")) {
          throw new IOException("instead of line " + i + ": " + line);
        }
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private void say(String room) throws IOException {
    try (LineSocket speaker = new LineSocket(port)) {
      speaker.send("/join " + room + "\n").skipTo("* joined: ");
      StringBuilder block = new StringBuilder();
      for (int i = 1; i <= LINES; i++) {
        block.append(text(i)).append('\n');
        if (i % 1000 == 0) {
          speaker.send(block);
          block.setLength(0);
        }
      }
      speaker.send(block).send("/ping said\n").skipTo("* pong: said");
    }
  }

  private static String text(int i) {
    return String.format("%0" + SIZE + "d", i);
  }
}
