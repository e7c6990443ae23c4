package lifeline.protocol;

import java.util.List;
import lifeline.connection.ConfirmLevel;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed command with its arguments (protocol.txt, section 9). Rooms are folded; names,
 * groups, keys and tokens are as the client wrote them.
 */
public sealed interface Command {

  /** {@code topic} is a command's name as written, or null for all commands. */
  record Help(@Nullable String topic) implements Command {}

  /** {@code password} is null if none was given. */
  record Name(String name, @Nullable String password) implements Command {}

  /** {@code group} is null for a plain join. */
  record Join(String room, @Nullable String group, StartPosition from) implements Command {}

  record Part(String room) implements Command {}

  /**
   * {@code /say}, {@code /urgent} and {@code /once}: one line, not empty.
   *
   * @param key of {@code /once}; null for the others
   */
  record Say(String room, LineBlock text, boolean urgent, @Nullable String key)
      implements Command {}

  record Pipe(String room) implements Command {}

  /** {@code text} is one line, not empty. */
  record Msg(String name, LineBlock text) implements Command {}

  /** {@code lines} is 0 or more. */
  record History(String room, int lines) implements Command {}

  record Rooms() implements Command {}

  /** {@code room} is null if none was given. */
  record Who(@Nullable String room) implements Command {}

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

  /** {@code seconds} is −1 if none were given. */
  record Nack(LineId id, int seconds) implements Command {}

  /** {@code seconds} is 0 for off. */
  record Heartbeat(int seconds) implements Command {}

  /** {@code token} is empty if none was given. */
  record Ping(String token) implements Command {}

  /** {@code token} is empty if none was given. */
  record Pong(String token) implements Command {}

  /** {@code room} is null if none was given. */
  record Dead(@Nullable String room) implements Command {}

  /** {@code id} is null for all. */
  record DeadRetry(@Nullable LineId id) implements Command {}

  /** {@code id} is null for all. */
  record DeadDrop(@Nullable LineId id) implements Command {}

  record Why(String name) implements Command {}

  record Stats() implements Command {}

  record Quit() implements Command {}

  record Kick(String name, boolean reset) implements Command {}

  record Drain() implements Command {}
}
