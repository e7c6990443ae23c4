package lifeline.log.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.SaidLines;

/**
 * How far each room is trimmed. Trimmed lines are hidden at once, but deleted many at a time, as
 * each deletion of a range makes all later reads a little slower.
 */
final class PendingTrims {
  /** The least number of lines that is worth a deletion. */
  private static final long MIN_DELETED = 10_000;

  private final Map<String, Trim> rooms = new HashMap<>();

  /** Lines up to {@code upTo} are hidden; those up to {@code deleted} are deleted as well. */
  private record Trim(long upTo, SeqSet pinned, long deleted) {}

  void add(String room, long upTo, SeqSet pinned) {
    Trim before = rooms.get(room);
    rooms.put(room, new Trim(upTo, pinned, before == null ? 0 : before.deleted()));
  }

  void forget(String room) {
    rooms.remove(room);
  }

  /** Whether the lines are trimmed. */
  boolean hides(SaidLines said) {
    Trim trim = rooms.get(said.room());
    return trim != null
        && said.lastSeq() <= trim.upTo()
        && trim.pinned().between(said.firstSeq(), said.lastSeq()).isEmpty();
  }

  /**
   * Rooms whose lines should be deleted now.
   *
   * @param all whether to include rooms with few lines to delete
   */
  List<String> due(boolean all) {
    List<String> due = new ArrayList<>();
    rooms.forEach(
        (room, trim) -> {
          if (trim.upTo() - trim.deleted() >= (all ? 1 : MIN_DELETED)) {
            due.add(room);
          }
        });
    return due;
  }

  long upTo(String room) {
    return trim(room).upTo();
  }

  SeqSet pinned(String room) {
    return trim(room).pinned();
  }

  private Trim trim(String room) {
    return Objects.requireNonNull(rooms.get(room), "asked for rooms that are due only");
  }

  /** The hidden lines of these rooms have been deleted. */
  void deleted(List<String> done) {
    for (String room : done) {
      rooms.computeIfPresent(
          room, (name, trim) -> new Trim(trim.upTo(), trim.pinned(), trim.upTo()));
    }
  }
}
