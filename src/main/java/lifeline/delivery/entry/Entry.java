package lifeline.delivery.entry;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.StartPosition;

/**
 * What goes through the log and changes who hears what. Entries are requests: {@link
 * lifeline.delivery.DeliveryMachine#apply} decides, the same on every node, whether they are
 * granted.
 */
public sealed interface Entry {

  /** Whether this is lines that were said; they alone are receipted or refused. */
  default boolean saysLines() {
    return this instanceof Say || this instanceof Direct;
  }

  /** A node has begun a run; connections of its earlier runs, if not ended, end as node-lost. */
  record NodeStarted(int node, int epoch) implements Entry {}

  /** A connection has been accepted; it becomes {@code guest-N}. */
  record Opened(long connection, String address, boolean operator) implements Entry {}

  /**
   * {@code /name}.
   *
   * @param positions how far the connection had come in the rooms it is in; where one is missing,
   *     everything due to it may have been written
   */
  record Name(long connection, String name, List<Position> positions) implements Entry {
    public Name(long connection, String name) {
      this(connection, name, List.of());
    }
  }

  /**
   * {@code /join}; {@code group} is null for a plain join.
   *
   * @param left how far the connection had come in the room that it leaves by this: the same one,
   *     if it had been joined in another way, or the lobby it was put into; null if it leaves none
   */
  record Join(long connection, String room, String group, StartPosition from, Position left)
      implements Entry {
    public Join(long connection, String room, String group, StartPosition from) {
      this(connection, room, group, from, null);
    }
  }

  /**
   * The connection is put into the lobby because it said neither /join nor /pipe in time: it hears
   * what was said there since it was opened, and gets no place.
   */
  record Stay(long connection) implements Entry {}

  /**
   * {@code /part}.
   *
   * @param position how far the connection had come in the room, from which nothing more may be
   *     written to it; null if that is not known
   */
  record Part(long connection, String room, Position position) implements Entry {
    public Part(long connection, String room) {
      this(connection, room, null);
    }
  }

  /** Lines said in a room. {@code key} is null but for {@code /once}, which has one line. */
  record Say(long connection, String room, boolean urgent, String key, LineBlock lines)
      implements Entry {}

  /** {@code /msg}: one line for a name. */
  record Direct(long connection, String name, LineBlock line) implements Entry {}

  /** The peer of {@code connection} has these lines, by TCP or by writing, as its level has it. */
  record Confirm(long connection, String room, SeqSet lines) implements Entry {}

  /** {@code /ack ID…}, from any connection of the name or group. */
  record Ack(long connection, List<LineId> ids) implements Entry {}

  /** {@code /nack ID [SECONDS]}; {@code seconds} is −1 where none were given. */
  record Nack(long connection, LineId id, int seconds) implements Entry {}

  /**
   * A plain connection with level ack was written these lines the ack timeout ago and has not
   * acknowledged them. (Members of groups are timed by the state machine itself.)
   */
  record Overdue(long connection, String room, SeqSet lines) implements Entry {}

  /** {@code /window N}. */
  record Window(long connection, int lines) implements Entry {}

  /** {@code /confirm}. */
  record Level(long connection, ConfirmLevel level) implements Entry {}

  /** The registry holds the connection for suspect, or for healthy again. */
  record Health(long connection, boolean suspect) implements Entry {}

  /**
   * A connection has ended.
   *
   * @param positions how far it had come in each room it was in
   */
  record Ended(long connection, CloseCause cause, List<Position> positions) implements Entry {}

  /** {@code /dead retry}; {@code id} is null for all. */
  record DeadRetry(long connection, LineId id) implements Entry {}

  /** {@code /dead drop}; {@code id} is null for all. */
  record DeadDrop(long connection, LineId id) implements Entry {}

  /** {@code /kick NAME [reset]}. */
  record Kick(long connection, String name, boolean reset) implements Entry {}

  /** The lines of {@code room} up to {@code upTo} are no longer kept. */
  record Trim(String room, long upTo) implements Entry {}

  /** The state machine's figures are these from now on. */
  record Limits(DeliveryLimits limits) implements Entry {}

  /** Nothing but the time: a timer of the state machine is due. */
  record Tick() implements Entry {}

  /**
   * How far a connection had come in a room when it ended.
   *
   * @param delivered every line due to it up to this seq had been written to it
   * @param unconfirmed lines written to it, in whatever way, that its peer had not confirmed
   */
  record Position(String room, long delivered, SeqSet unconfirmed) {}
}
