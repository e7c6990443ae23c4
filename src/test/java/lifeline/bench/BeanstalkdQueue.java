package lifeline.bench;

import java.io.IOException;

/**
 * The default tube. A worker keeps as many {@code reserve} commands under way as its window is
 * large and sends each {@code delete} together with the next of them.
 */
record BeanstalkdQueue(int port, BenchServer process) implements WorkQueue {
  @Override
  public String name() {
    return "beanstalkd";
  }

  @Override
  public Worker worker(int window) throws IOException {
    LineSocket socket = new LineSocket(port);
    socket.send("reserve\r\n".repeat(window));
    return new Reserver(socket);
  }

  @Override
  public void awaitWaiting(int workers) throws IOException {
    try (LineSocket asking = new LineSocket(port)) {
      String waiting;
      do {
        asking.send("stats-tube default\r\n").skipTo("OK");
        waiting = asking.skipTo("current-waiting: ");
        asking.skipTo("cmd-delete");
      } while (!waiting.equals("current-waiting: " + workers));
    }
  }

  @Override
  public LineSocket publisher() throws IOException {
    return new LineSocket(port);
  }

  @Override
  public String publish(String text) {
    return "put 0 0 60 " + text.length() + "\r\n" + text + "\r\n";
  }

  @Override
  public int accepted(String answer) throws IOException {
    if (answer.startsWith("INSERTED ")) {
      return 1;
    }
    throw new IOException(answer);
  }

  private record Reserver(LineSocket socket) implements Worker {
    @Override
    public String next() throws IOException {
      for (String line = socket.line(); ; line = socket.line()) {
        if (line.startsWith("RESERVED ")) {
          socket.line();
          return line.substring("RESERVED ".length(), line.lastIndexOf(' '));
        }
        if (!line.equals("DELETED")) {
          throw new IOException(line);
        }
      }
    }

    @Override
    public void done(String line, StringBuilder words) {
      words.append("delete ").append(line).append("\r\nreserve\r\n");
    }

    @Override
    public void complete(StringBuilder words) {
      // Every line has its own command.
    }
  }
}
