package lifeline.gateway.client;

import java.util.Objects;
import java.util.Set;
import lifeline.protocol.Command;
import lifeline.protocol.CommandParser;
import lifeline.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The input of a connection during an outage, while an answer is open that only the log can give.
 * Commands that need no log are carried out at once, ahead of that answer; other commands after it.
 * Lines are held back for {@code accept-timeout}, then refused.
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

  /** Commands that wait for the end of the outage; more are refused. */
  private static final int MAX_DEFERRED = 100;

  private final ClientConnection connection;
  private final ConnectionHost host;
  private final RequestPipeline pipeline;

  /** The line that is held back; null if none is. Input after it waits. */
  private byte @Nullable [] held;

  private long heldSince;
  private boolean notified;
  private boolean refusing;
  private int refusedLines;

  OutageMode(ClientConnection connection, ConnectionHost host, RequestPipeline pipeline) {
    this.connection = connection;
    this.host = host;
    this.pipeline = pipeline;
  }

  /**
   * Handles a line.
   *
   * @param verbatim whether the line is data, even if it looks like a command
   */
  void line(byte[] line, boolean verbatim) {
    if (verbatim || !CommandParser.isCommand(line, 0, line.length)) {
      if (verbatim || line.length > 0) {
        holdOrRefuse(line);
      }
      return;
    }
    // Before the answer to the command: it came after those lines.
    reportRefused();
    CommandParser.Result parsed = CommandParser.parse(line, 0, line.length);
    if (parsed instanceof CommandParser.Valid valid) {
      command(line, valid);
    } else if (parsed instanceof CommandParser.Invalid invalid) {
      connection.send(invalid.problem());
    }
  }

  private void command(byte[] line, CommandParser.Valid valid) {
    Command command = valid.command();
    if (NEED_NO_LOG.contains(command.getClass())) {
      CommandHandlers.handle(connection, command);
    } else if (command instanceof Command.Say || command instanceof Command.Msg) {
      holdOrRefuse(line);
    } else if (command instanceof Command.Pipe) {
      // The input after it is data, so it is not processed before.
      pipeline.inOrder(() -> handleNow(line));
    } else if (pipeline.deferred() < MAX_DEFERRED) {
      pipeline.defer(() -> handleNow(line));
    } else {
      connection.send(Errors.commandRefused(valid.spec().name(), host.unavailable()));
    }
  }

  private void holdOrRefuse(byte[] line) {
    if (refusing) {
      refusedLines++;
    } else {
      held = line;
      heldSince = host.loop().now();
      pipeline.inOrder(this::handleHeld);
    }
  }

  /** The log takes no entries: a client that is not greeted yet is notified, once. */
  void begin() {
    String why = host.unavailable();
    if (why != null && !pipeline.greeted() && !notified) {
      notified = true;
      connection.send(Errors.notGreeted(why));
    }
  }

  /** The log takes entries again. */
  void end() {
    notified = false;
    refusing = false;
  }

  /** Refuses the line that is held back, if it has been for {@code accept-timeout}. */
  void refuseLate() {
    long patience = host.settings().acceptTimeout().toMillis();
    if (held != null && host.loop().now() - heldSince >= patience) {
      held = null;
      refusing = true;
      refusedLines++;
      pipeline.dropNext();
      reportRefused();
    }
  }

  /** Tells the client how many lines were refused since the last call. */
  void reportRefused() {
    if (refusedLines > 0) {
      int lines = refusedLines;
      refusedLines = 0;
      connection.send(Errors.linesRefused(lines, host.unavailable()));
    }
  }

  private void handleHeld() {
    byte[] line = Objects.requireNonNull(held, "a line that is not held is not waited for");
    held = null;
    handleNow(line);
  }

  /** Everything before it is answered: handles the line like any other. */
  private void handleNow(byte[] line) {
    connection.handler().line(line, 0, line.length);
    connection.handler().submitLines();
  }
}
