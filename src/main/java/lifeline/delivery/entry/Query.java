package lifeline.delivery.entry;

import lifeline.connection.CloseCause;

/** What a connection may ask without changing anything; not part of the log. */
public sealed interface Query {
  /** The connection that asks. */
  long connection();

  /** {@code /rooms}. */
  record Rooms(long connection) implements Query {}

  /** {@code /who}; {@code room} is null for all connections. */
  record Who(long connection, String room) implements Query {}

  /** {@code /stats}. */
  record Stats(long connection) implements Query {}

  /** {@code /why}. */
  record Why(long connection, String name) implements Query {}

  /** {@code /dead}; {@code room} is null for all rooms. */
  record Dead(long connection, String room) implements Query {}

  /** {@code /history}: which seqs the newest {@code lines} lines of the room are. */
  record History(long connection, String room, int lines) implements Query {}

  /** The last words for a connection that is about to be closed. */
  record Farewell(long connection, CloseCause cause) implements Query {}

  /** The lines from {@code first} to {@code last}, or as many of them as make a page. */
  record Read(long connection, String room, long first, long last) implements Query {}
}
