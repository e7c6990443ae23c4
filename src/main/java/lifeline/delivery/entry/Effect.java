package lifeline.delivery.entry;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.delivery.lines.SeqRanges;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;

/**
 * What an applied {@link Entry} brings about outside the state machine. Effects are carried out in
 * their order, by the node and gateway that hold the connection they name.
 */
public sealed interface Effect {

  /** Lines are in the room's log: every connection in the room hears them, by its own cursor. */
  record LinesAppended(SaidLines lines) implements Effect {}

  /** The room's presence: {@code name} has joined (cause null) or left; not told to one of them. */
  record Presence(String room, String name, String cause, long except) implements Effect {}

  /** The room is no more, nor are its lines; one that gets its name begins at seq 1. */
  record Dropped(String room) implements Effect {}

  /** An effect for one connection. */
  sealed interface ToConnection extends Effect {
    long connection();
  }

  /** The connection has this name from now on; comes before {@link Answered}. */
  record Named(long connection, String name) implements ToConnection {}

  /**
   * The connection hears {@code room} from now on: in a plain join ({@code group} null) every line
   * behind {@code cursor}, in a group only what {@link Deliver} gives it. {@code head} is the
   * room's last seq at this moment.
   */
  record Joined(long connection, String room, String group, long cursor, long head)
      implements ToConnection {}

  /** The connection no longer hears {@code room}, nor anything of it that still waits for it. */
  record Parted(long connection, String room) implements ToConnection {}

  /**
   * These lines are to be written to the connection beside what its cursor brings it: redelivered
   * ones, lines nobody heard, lines of a group. Repeats ({@code attempt > 1}) go before all else.
   */
  record Deliver(long connection, String room, List<Part> parts) implements ToConnection {
    /** Lines {@code first} to {@code last}, delivered for the {@code attempt}-th time (from 1). */
    public record Part(long first, long last, int attempt, boolean urgent) {}
  }

  /**
   * These lines are not to be written to the connection any more, neither as given nor in their
   * turn; those that were written already stay written.
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

  /** Something the connection is told without having asked. */
  record Notified(long connection, Message message) implements ToConnection {}

  /** The connection is to be ended by its gateway. */
  record Close(long connection, CloseCause cause, boolean reset) implements ToConnection {}

  /**
   * Answer to {@link Query.Read}: what is kept of the lines {@code first} to {@code next − 1}.
   * {@code next} equals {@code first} if there is nothing, also behind it.
   */
  record Page(long connection, String room, long first, long next, List<SaidLines> lines)
      implements ToConnection {}

  /** Answer to {@link Query.History}: replay these seqs; {@code last < first} for no lines. */
  record Replay(long connection, String room, long first, long last) implements ToConnection {}

  /** Answer to {@link Query.Farewell}: what the connection is told before it is closed. */
  record Farewell(long connection, Message message) implements ToConnection {}
}
