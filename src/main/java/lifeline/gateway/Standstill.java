package lifeline.gateway;

import java.util.Set;
import lifeline.protocol.Command;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.Message;
import lifeline.protocol.Parsed;

/**
 * The input of a connection that waits for an answer of the log while nothing gets into the log.
 * Commands that only ask, or concern the connection alone, are carried out at once, ahead of the
 * answer; the others when it has come. Lines are held back for {@code accept-timeout}, then
 * refused.
 */
final class Standstill {
  private static final Set<Class<? extends Command>> NEED_NO_LOG =
      Set.of(
          Command.Help.class,
          Command.History.class,
          Command.Rooms.class,
          Command.Who.class,
          Command.Why.class,
          Command.Stats.class,
          Command.Dead.class,
          Command.SetFormat.class,
          Command.Echo.class,
          Command.Receipts.class,
          Command.Heartbeat.class,
          Command.Ping.class,
          Command.Drain.class,
          Command.Quit.class);

  /** Commands that wait; more are refused. */
  private static final int MOST_DEFERRED = 100;

  private final ClientConnection connection;
  private final Gateway gateway;

  /** The line that is held back; null if none is. */
  private byte[] held;

  private boolean refusing;
  private int refusedLines;

  Standstill(ClientConnection connection, Gateway gateway) {
    this.connection = connection;
    this.gateway = gateway;
  }

  /** A line has come. */
  void line(byte[] line, Parsed parsed) {
    if (parsed instanceof Parsed.Bad bad) {
      connection.tell(bad.problem());
      return;
    }
    Parsed.Good good = (Parsed.Good) parsed;
    if (good != null && NEED_NO_LOG.contains(good.command().getClass())) {
      CommandHandlers.handle(connection, good.command());
    } else if (good != null && good.command() instanceof Command.Pipe) {
      // What comes behind it is no command any more, so it is not looked at before.
      connection.inbox().inOrder(() -> again(line));
    } else if (good != null && !isLine(good.command())) {
      defer(line, good);
    } else if (refusing) {
      refusedLines++;
    } else {
      held = line;
      connection.inbox().inOrder(this::goOn);
      giveUpLater();
    }
  }

  /** Nothing gets into the log. */
  void begin() {
    if (held != null) {
      giveUpLater();
    }
  }

  /** The log takes entries again. */
  void end() {
    refusing = false;
  }

  /** Tells how many lines were refused since the last call. */
  void tellRefused() {
    if (refusedLines > 0) {
      int lines = refusedLines;
      refusedLines = 0;
      tell(lines + " lines");
    }
  }

  private void defer(byte[] line, Parsed.Good command) {
    if (connection.inbox().deferred() < MOST_DEFERRED) {
      connection.inbox().defer(() -> again(line));
    } else {
      tellRefused();
      tell("/" + command.spec().name());
    }
  }

  /** The answer has come: the line that was held back is one like any other. */
  private void goOn() {
    byte[] line = held;
    held = null;
    again(line);
  }

  private void again(byte[] line) {
    connection.line(line, 0, line.length);
    connection.submitLines();
  }

  private void giveUpLater() {
    byte[] waits = held;
    gateway.after(gateway.settings().acceptTimeout().toMillis(), () -> giveUp(waits));
  }

  private void giveUp(byte[] waited) {
    if (held == waited && gateway.unavailable() != null && !connection.inbox().closed()) {
      held = null;
      refusing = true;
      refusedLines++;
      connection.inbox().dropStep();
      tellRefused();
    }
  }

  private static boolean isLine(Command command) {
    return command instanceof Command.Say || command instanceof Command.Msg;
  }

  private void tell(String what) {
    connection.tell(
        new Message.Problem(ErrorCode.UNAVAILABLE, what + " refused: " + gateway.unavailable()));
  }
}
