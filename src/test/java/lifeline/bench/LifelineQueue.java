package lifeline.bench;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A group of a room with {@code /confirm ack}. */
record LifelineQueue(int port, BenchServer process) implements WorkQueue {
  private static final Pattern SEVERAL = Pattern.compile("\\((\\d+) lines\\)$");

  @Override
  public String name() {
    return "lifeline";
  }

  @Override
  public Worker worker(int window) throws IOException {
    LineSocket socket = new LineSocket(port);
    socket.send("/format tsv\n/confirm ack\n/window " + window + "\n/join jobs as workers\n");
    socket.skipTo("*\tjoined\t");
    return new Member(socket);
  }

  @Override
  public void awaitWaiting(int workers) {
    // The answer to /join has said so.
  }

  @Override
  public LineSocket publisher() throws IOException {
    LineSocket socket = new LineSocket(port);
    socket.send("/receipts on\n/name boss\n").skipTo("* you-are: boss");
    return socket;
  }

  @Override
  public String publish(String text) {
    return "/say jobs " + text + "\n";
  }

  @Override
  public int accepted(String answer) throws IOException {
    if (!answer.startsWith("* ok ")) {
      return refusedOrOther(answer);
    }
    Matcher several = SEVERAL.matcher(answer);
    return several.find() ? Integer.parseInt(several.group(1)) : 1;
  }

  private static int refusedOrOther(String answer) throws IOException {
    if (answer.startsWith("!")) {
      throw new IOException(answer);
    }
    return 0;
  }

  private record Member(LineSocket socket) implements Worker {
    @Override
    public String next() throws IOException {
      for (String line = socket.line(); ; line = socket.line()) {
        if (!line.startsWith("*\t")) {
          refusedOrOther(line);
          return line.substring(0, line.indexOf('\t'));
        }
      }
    }

    @Override
    public void done(String line, StringBuilder words) {
      words.append(words.length() == 0 ? "/ack " : " ").append(line);
    }

    @Override
    public void complete(StringBuilder words) {
      words.append('\n');
    }
  }
}
