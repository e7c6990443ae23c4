package lifeline.it.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.it.support.Program;

/** Hears a room on one node, and remembers which of its connections was given what. */
final class NetworkReader {
  private static final Pattern LINE =
      Pattern.compile("\\S+#(\\d+)\t[^\t]*\t[^\t]*\t[^\t]*\t(\\d+)\t(.*)");

  private final String name;
  private final ReconnectingClient wire;
  private final List<Received> received = new ArrayList<>();
  private boolean joined;

  /** A line as it came; {@code connection} counts this reader's. */
  record Received(long seq, int attempt, String text, String name, int connection) {}

  NetworkReader(String name, String join, Supplier<Program> connect) {
    this.name = name;
    this.wire = new ReconnectingClient(connect, "/format tsv", "/name " + name, "/join " + join);
  }

  /** Reads what there is. */
  void step() {
    for (String line : wire.drain()) {
      joined |= line.startsWith("*\tjoined\t");
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        received.add(
            new Received(
                Long.parseLong(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                matcher.group(3),
                name,
                wire.count()));
      }
    }
    if (wire.hasEnded()) {
      wire.reconnectWhenDue();
    }
  }

  List<Received> received() {
    return received;
  }

  /** Whether it has a place in the room. */
  boolean joined() {
    return joined;
  }

  int connections() {
    return wire.count();
  }

  /** Whether that connection is the one it has. */
  boolean isLive(Received line) {
    return line.connection() == wire.count();
  }

  /** What a name alone must not hear, or should have heard; {@code log} by seq, from 1. */
  List<String> check(List<String> log) {
    List<String> wrong = new ArrayList<>();
    Map<Long, Integer> times = new HashMap<>();
    long last = 0;
    int lastConnection = 0;
    for (Received line : received) {
      if (!line.text().equals(log.get((int) line.seq() - 1))) {
        wrong.add(name + " heard another text: " + line);
      }
      boolean again = times.merge(line.seq(), 1, Integer::sum) > 1;
      if (again && line.attempt() == 1) {
        wrong.add(name + " heard it again without a mark: " + line);
      }
      if (line.connection() != lastConnection) {
        lastConnection = line.connection();
        last = 0;
      }
      if (line.attempt() == 1) {
        if (line.seq() < last) {
          wrong.add(name + " heard it out of order: " + line);
        }
        last = line.seq();
      }
    }
    for (long seq = 1; seq <= log.size(); seq++) {
      if (!times.containsKey(seq)) {
        wrong.add(name + " has not heard " + seq + ": " + log.get((int) seq - 1));
      }
    }
    return wrong;
  }

  void close() {
    wire.close();
  }
}
