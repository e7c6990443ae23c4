package lifeline.gateway;

import java.util.Set;
import lifeline.protocol.Command;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.Message;
import lifeline.protocol.Parsed;

/**
 * The input of a connection that waits for an answer of the log while nothing gets into the log.
 * Commands that only ask, or concern the connection alone, are carried out at once, ahead of the
 * answer. All else is held back for {@code accept-timeout}, then refused, and so is what comes
 * behind it.
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

  private final ClientConnection connection;
  private final Gateway gateway;
  private Held held;
  private boolean refusing;
  private int refusedLines;

  /** A line that waits for the log; {@code command} is null if it is none. */
  private static final class Held {
    final byte[] line;
    final Parsed.Good command;

    Held(byte[] line, Parsed.Good command) {
      this.line = line;
      this.command = command;
    }
  }

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
    } else if (refusing) {
      refuse(good);
    } else {
      held = new Held(line, good);
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

  /** The answer has come: the line that was held back is one like any other. */
  private void goOn() {
    byte[] line = held.line;
    held = null;
    connection.line(line, 0, line.length);
    connection.submitLines();
  }

  private void giveUpLater() {
    Held waits = held;
    gateway.after(gateway.settings().acceptTimeout().toMillis(), () -> giveUp(waits));
  }

  private void giveUp(Held waited) {
    if (held == waited && gateway.unavailable() != null && !connection.inbox().closed()) {
      held = null;
      refusing = true;
      refuse(waited.command);
      connection.inbox().dropStep();
      tellRefused();
    }
  }

  private void refuse(Parsed.Good command) {
    if (command == null || isLine(command.command())) {
      refusedLines++;
    } else {
      tellRefused();
      tell("/" + command.spec().name());
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
