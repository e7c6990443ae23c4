package lifeline.gateway.client;

import java.util.Set;
import lifeline.gateway.Gateway;
import lifeline.protocol.Command;
import lifeline.protocol.CommandParser;
import lifeline.protocol.Errors;
import lifeline.protocol.ParseResult;

/**
 * The input of a connection that waits for an answer of the log while nothing gets into the log.
 * Commands that only ask, or concern the connection alone, are carried out at once, ahead of the
 * answer; the others when it has come. Lines are held back for {@code accept-timeout}, then
 * refused.
 */
final class OutageMode {
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

  private long heldSince;
  private boolean told;
  private boolean refusing;
  private int refusedLines;

  OutageMode(ClientConnection connection, Gateway gateway) {
    this.connection = connection;
    this.gateway = gateway;
  }

  /**
   * A line has come.
   *
   * @param verbatim whether it is said whatever it is
   */
  void line(byte[] line, boolean verbatim) {
    if (verbatim || !CommandParser.isCommand(line, 0, line.length)) {
      if (verbatim || line.length > 0) {
        said(line);
      }
      return;
    }
    ParseResult parsed = CommandParser.parse(line, 0, line.length);
    if (parsed instanceof ParseResult.Good good) {
      command(line, good);
    } else if (parsed instanceof ParseResult.Bad bad) {
      connection.tell(bad.problem());
    }
  }

  private void command(byte[] line, ParseResult.Good good) {
    Command command = good.command();
    if (NEED_NO_LOG.contains(command.getClass())) {
      CommandHandlers.handle(connection, command);
    } else if (command instanceof Command.Say || command instanceof Command.Msg) {
      said(line);
    } else if (command instanceof Command.Pipe) {
      // What comes behind it is no command any more, so it is not looked at before.
      connection.inbox().inOrder(() -> again(line));
    } else if (connection.inbox().deferred() < MOST_DEFERRED) {
      connection.inbox().defer(() -> again(line));
    } else {
      tellRefused();
      connection.tell(Errors.commandRefused(good.spec().name(), reason()));
    }
  }

  private void said(byte[] line) {
    if (refusing) {
      refusedLines++;
    } else {
      held = line;
      heldSince = gateway.steady();
      connection.inbox().inOrder(this::goOn);
    }
  }

  /** Nothing gets into the log: who has not been greeted yet is told so, once. */
  void begin(boolean greeted) {
    String why = gateway.roster().unavailable();
    if (why != null && !greeted && !told) {
      told = true;
      connection.tell(Errors.notGreeted(why));
    }
  }

  /** The log takes entries again. */
  void end() {
    told = false;
    refusing = false;
  }

  /** Refuses what has been held back for too long. */
  void refuseLate() {
    long patience = gateway.settings().acceptTimeout().toMillis();
    if (held != null && gateway.steady() - heldSince >= patience) {
      held = null;
      refusing = true;
      refusedLines++;
      connection.inbox().dropStep();
      tellRefused();
    }
  }

  /** Tells how many lines were refused since the last call. */
  void tellRefused() {
    if (refusedLines > 0) {
      int lines = refusedLines;
      refusedLines = 0;
      connection.tell(Errors.linesRefused(lines, reason()));
    }
  }

  /** The answer has come: the line that was held back is one like any other. */
  private void goOn() {
    byte[] line = held;
    held = null;
    again(line);
  }

  private void again(byte[] line) {
    connection.speaking().line(line, 0, line.length);
    connection.speaking().submitLines();
  }

  private String reason() {
    return gateway.roster().unavailable();
  }
}
