package lifeline.protocol;

import java.util.List;
import lifeline.connection.ConfirmLevel;

/**
 * A command with its arguments, well-formed. Rooms are folded to lower case; names, groups, keys
 * and tokens are as they were written.
 */
public sealed interface Command {

  /** {@code topic} is the word asked about, as written, or null. */
  record Help(String topic) implements Command {}

  /** {@code password} is null where none was given. */
  record Name(String name, String password) implements Command {}

  /** {@code group} is null for a plain join. */
  record Join(String room, String group, StartPosition from) implements Command {}

  record Part(String room) implements Command {}

  /**
   * {@code /say}, {@code /urgent} and {@code /once}: one line, not empty.
   *
   * @param key null but for {@code /once}
   */
  record Say(String room, LineBlock text, boolean urgent, String key) implements Command {}

  record Pipe(String room) implements Command {}

  /** {@code text} is one line, not empty. */
  record Msg(String name, LineBlock text) implements Command {}

  /** {@code lines} is 0 or more. */
  record History(String room, int lines) implements Command {}

  record Rooms() implements Command {}

  /** {@code room} is null where none was given. */
  record Who(String room) implements Command {}

  record SetFormat(OutputFormat format) implements Command {}

  record Echo(boolean on) implements Command {}

  record Receipts(boolean on) implements Command {}

  record Confirm(ConfirmLevel level) implements Command {}

  /** {@code lines} is 1 to 100,000. */
  record Window(int lines) implements Command {}

  /** At least one id. */
  record Ack(List<LineId> ids) implements Command {}

  /** {@code /ack ..ID}. */
  record AckUpTo(LineId id) implements Command {}

  /** {@code seconds} is −1 where none were given. */
  record Nack(LineId id, int seconds) implements Command {}

  /** {@code seconds} is 0 for off. */
  record Heartbeat(int seconds) implements Command {}

  /** {@code token} is empty where none was given. */
  record Ping(String token) implements Command {}

  /** {@code token} is empty where none was given. */
  record Pong(String token) implements Command {}

  /** {@code room} is null where none was given. */
  record Dead(String room) implements Command {}

  /** {@code id} is null for all. */
  record DeadRetry(LineId id) implements Command {}

  /** {@code id} is null for all. */
  record DeadDrop(LineId id) implements Command {}

  record Why(String name) implements Command {}

  record Stats() implements Command {}

  record Quit() implements Command {}

  record Kick(String name, boolean reset) implements Command {}

  record Drain() implements Command {}
}
