package lifeline.delivery.model;

import java.util.ArrayList;
import java.util.List;

/** Who said each line of a room, and when. */
final class RoomLines {
  /** Number of the oldest line that has not been trimmed. */
  long oldest = 1;

  private record Line(long time, String name, long connection) {}

  private final List<Line> lines = new ArrayList<>();

  /** Number of the newest line. */
  long newest() {
    return lines.size();
  }

  void add(long time, String name, long connection) {
    lines.add(new Line(time, name, connection));
  }

  long time(long number) {
    return lines.get((int) number - 1).time();
  }

  /** Those of the lines, if not trimmed, that a name or a connection said itself. */
  LineNumbers saidBy(String name, long connection, LineNumbers of) {
    LineNumbers own = new LineNumbers();
    for (long number : of) {
      if (number >= oldest && number <= newest()) {
        Line line = lines.get((int) number - 1);
        if (line.name().equals(name) || line.connection() == connection) {
          own.add(number);
        }
      }
    }
    return own;
  }
}
