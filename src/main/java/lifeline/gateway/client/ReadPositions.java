package lifeline.gateway.client;

import java.util.List;
import lifeline.delivery.entry.Entry;
import lifeline.protocol.Names;

/**
 * How far one connection has come in its rooms, for entries that move it. What its peer has by then
 * is told to the dispatcher before.
 */
final class ReadPositions {
  private final LineReader hearing;
  private final Confirmations evidence;

  ReadPositions(LineReader hearing, Confirmations evidence) {
    this.hearing = hearing;
    this.evidence = evidence;
  }

  /** In each room it is in; no further until the answer. */
  List<Entry.Position> all() {
    stop();
    return hearing.positions();
  }

  /**
   * In the room that it leaves by joining {@code joined}: the same one in another way, or the
   * lobby; no further until the answer. Null if it leaves none.
   */
  Entry.Position leftBy(String joined) {
    String left = hearing.hears(joined) ? joined : Names.LOBBY;
    if (!hearing.hears(left)) {
      return null;
    }
    stop();
    return hearing.position(left);
  }

  /** In the room, from which nothing more is written to it. */
  Entry.Position leave(String left) {
    evidence.look();
    Entry.Position position = hearing.position(left);
    hearing.leave(left);
    return position;
  }

  private void stop() {
    hearing.freeze();
    evidence.look();
  }
}
