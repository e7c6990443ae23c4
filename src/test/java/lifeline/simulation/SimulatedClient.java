package lifeline.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.config.HalfClose;
import lifeline.gateway.FakeWire;
import lifeline.gateway.client.ClientConnection;
import lifeline.protocol.Framing;
import lifeline.protocol.in.LineDecoder;

/** A client that reads {@code /format tsv}, with the connection at the other end of its wire. */
final class SimulatedClient {
  private static final Pattern LINE =
      Pattern.compile("(\\S+)#(\\d+)\\t[^\\t]*\\t[^\\t]*\\t[^\\t]*\\t(\\d+)\\t.*");
  private static final Pattern PONG = Pattern.compile("\\*\\tpong\\tpong: (\\d+)");

  /** A line in the bytes that were written to the client, which end at {@code end}. */
  record Written(String room, long seq, int attempt, int end) {}

  final FakeWire wire;
  final ClientConnection connection;

  /** As the log knows it. */
  String name = "";

  boolean acks;

  /** Rooms that it is in, with their groups; empty for a plain join. */
  final Map<String, String> rooms = new LinkedHashMap<>();

  /** Lines that it was written, in this order. */
  final List<Written> written = new ArrayList<>();

  /** Tokens of pings without a pong. */
  final Deque<Integer> pings = new ArrayDeque<>();

  private int parsed;

  SimulatedClient(SimulatedNode node, Random random) {
    wire = new FakeWire(node.loop, 16 + random.nextInt(200), 32 + random.nextInt(200));
    connection =
        new ClientConnection(
            "line", HalfClose.AUTO, Framing.LF, new LineDecoder(8192), node.gateway, wire);
    wire.listen(connection);
  }

  /** The lines and pongs written since the last call. */
  List<Written> parse() {
    List<Written> lines = new ArrayList<>();
    String text = wire.written(parsed);
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      String one = text.substring(from, end);
      from = end + 1;
      Matcher line = LINE.matcher(one);
      Matcher pong = PONG.matcher(one);
      if (line.matches()) {
        lines.add(
            new Written(
                line.group(1),
                Long.parseLong(line.group(2)),
                Integer.parseInt(line.group(3)),
                parsed + from));
      } else if (pong.matches()) {
        int token = Integer.parseInt(pong.group(1));
        Integer expected = pings.poll();
        if (expected == null || expected != token) {
          throw new AssertionError("pong " + token + " instead of " + expected);
        }
      }
    }
    parsed += from;
    written.addAll(lines);
    return lines;
  }

  /** The last of its lines that has arrived; null if none has. */
  Written lastArrived() {
    Written last = null;
    for (Written line : written) {
      if (line.end() <= wire.arrived()) {
        last = line;
      }
    }
    return last;
  }
}
