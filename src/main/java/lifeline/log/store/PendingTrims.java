package lifeline.log.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.SaidLines;

/**
 * How far rooms are trimmed. What is trimmed is hidden at once, and deleted many lines at a time,
 * as each deletion of a range costs all later reads a little.
 */
final class PendingTrims {
  private static final long GRAIN = 10_000;

  private final Map<String, Trim> rooms = new HashMap<>();

  /** One room's; {@code deleted} is how far lines are really gone. */
  private record Trim(long upTo, SeqSet pinned, long deleted) {}

  void add(String room, long upTo, SeqSet pinned) {
    Trim before = rooms.get(room);
    rooms.put(room, new Trim(upTo, pinned, before == null ? 0 : before.deleted()));
  }

  void forget(String room) {
    rooms.remove(room);
  }

  /** Whether the lines are no longer to be seen. */
  boolean hides(SaidLines said) {
    Trim trim = rooms.get(said.room());
    return trim != null
        && said.lastSeq() <= trim.upTo()
        && trim.pinned().between(said.firstSeq(), said.lastSeq()).isEmpty();
  }

  /** Rooms whose lines should be deleted now: all that are behind, or only those far behind. */
  List<String> due(boolean all) {
    List<String> due = new ArrayList<>();
    rooms.forEach(
        (room, trim) -> {
          if (trim.upTo() - trim.deleted() >= (all ? 1 : GRAIN)) {
            due.add(room);
          }
        });
    return due;
  }

  long upTo(String room) {
    return rooms.get(room).upTo();
  }

  SeqSet pinned(String room) {
    return rooms.get(room).pinned();
  }

  /** What is hidden of these rooms has been deleted. */
  void deleted(List<String> done) {
    for (String room : done) {
      rooms.computeIfPresent(
          room, (name, trim) -> new Trim(trim.upTo(), trim.pinned(), trim.upTo()));
    }
  }
}
