package lifeline.bench;

import java.io.IOException;

/**
 * The default tube. A worker keeps as many {@code reserve} commands under way as its window is
 * large and sends each {@code delete} together with the next of them.
 */
record BeanstalkdJobs(int port, BenchServer process) implements Jobs {
  @Override
  public String name() {
    return "beanstalkd";
  }

  @Override
  public Worker worker(int window) throws IOException {
    Talker talker = new Talker(port);
    talker.send("reserve\r\n".repeat(window));
    return new Reserver(talker);
  }

  @Override
  public void awaitWaiting(int workers) throws IOException {
    try (Talker asking = new Talker(port)) {
      String waiting;
      do {
        asking.send("stats-tube default\r\n").skipTo("OK");
        waiting = asking.skipTo("current-waiting: ");
        asking.skipTo("cmd-delete");
      } while (!waiting.equals("current-waiting: " + workers));
    }
  }

  @Override
  public Talker publisher() throws IOException {
    return new Talker(port);
  }

  @Override
  public String said(String text) {
    return "put 0 0 60 " + text.length() + "\r\n" + text + "\r\n";
  }

  @Override
  public int accepted(String answer) throws IOException {
    if (answer.startsWith("INSERTED ")) {
      return 1;
    }
    throw new IOException(answer);
  }

  private record Reserver(Talker talker) implements Worker {
    @Override
    public String next() throws IOException {
      for (String line = talker.line(); ; line = talker.line()) {
        if (line.startsWith("RESERVED ")) {
          talker.line();
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
