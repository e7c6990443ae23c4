package lifeline.delivery.entry;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.delivery.lines.SeqRanges;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;

/**
 * What an applied {@link Entry} causes outside the state machine. Effects are carried out in order,
 * by the node and gateway of the connection they name.
 */
public sealed interface Effect {

  /** Lines are in the room's log: every connection in the room hears them, by its own cursor. */
  record LinesAppended(SaidLines lines) implements Effect {}

  /**
   * A notice to the room: {@code name} has joined (cause null) or left; {@code except} does not get
   * it.
   */
  record Presence(String room, String name, String cause, long except) implements Effect {}

  /** The room and its lines are gone; a new room of this name begins at seq 1. */
  record Dropped(String room) implements Effect {}

  /** An effect for one connection. */
  sealed interface ToConnection extends Effect {
    long connection();
  }

  /** The connection has this name from now on; precedes {@link Answered}. */
  record Named(long connection, String name) implements ToConnection {}

  /**
   * The connection hears {@code room} from now on: as a plain member ({@code group} null) every
   * line after {@code cursor}, in a group the lines of {@link Deliver} only. {@code head} is the
   * room's last seq at this moment.
   */
  record Joined(long connection, String room, String group, long cursor, long head)
      implements ToConnection {}

  /** The connection no longer hears {@code room}, nor anything of it that still waits for it. */
  record Parted(long connection, String room) implements ToConnection {}

  /**
   * These lines are to be written to the connection besides those after its cursor: redelivered
   * lines, unheard lines, lines of a group. Repeats ({@code attempt > 1}) precede all else.
   */
  record Deliver(long connection, String room, List<Part> parts) implements ToConnection {
    /** Lines {@code first} to {@code last}, delivered for the {@code attempt}-th time (from 1). */
    public record Part(long first, long last, int attempt, boolean urgent) {}
  }

  /**
   * These lines are not to be written to the connection any more, neither as delivered by {@link
   * Deliver} nor in turn.
   */
  record Withdrawn(long connection, String room, SeqRanges lines) implements ToConnection {}

  /** The lines of one {@link Entry.Say} or {@link Entry.Direct} were accepted. */
  record Receipted(long connection, Message.Receipt receipt) implements ToConnection {}

  /** The lines of one {@link Entry.Say} or {@link Entry.Direct} were refused. */
  record Refused(long connection, Message.Problem problem) implements ToConnection {}

  /** The answer to any other entry of the connection: exactly one each, perhaps of no message. */
  record Answered(long connection, List<Message> messages) implements ToConnection {}

  /** The answer to a query, but for those that have an effect of their own. */
  record Replied(long connection, List<Message> messages) implements ToConnection {}

  /** A notice that the connection has not asked for. */
  record Notified(long connection, Message message) implements ToConnection {}

  /** The connection is to be ended by its gateway. */
  record Close(long connection, CloseCause cause, boolean reset) implements ToConnection {}

  /**
   * Answer to {@link Query.Read}: the retained lines of {@code first} to {@code next − 1}. {@code
   * next} equals {@code first} if there are none, also later.
   */
  record Page(long connection, String room, long first, long next, List<SaidLines> lines)
      implements ToConnection {}

  /** Answer to {@link Query.History}: replay these seqs; {@code last < first} for no lines. */
  record Replay(long connection, String room, long first, long last) implements ToConnection {}

  /** Answer to {@link Query.Farewell}: the last message before the connection is closed. */
  record Farewell(long connection, Message message) implements ToConnection {}
}
