package lifeline.gateway.client;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import lifeline.config.HalfClose;
import lifeline.connection.CloseCause;
import lifeline.delivery.entry.Entry;
import lifeline.protocol.CommandParser;
import lifeline.protocol.Errors;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;

/**
 * What the input of one connection means: text is said in the current room, commands are carried
 * out, and the end of the input ends the connection or leaves it reading. Input that overtakes open
 * requests during an outage is handled by {@link OutageMode}.
 */
final class InputHandler {
  /** Lines of one read are submitted in pieces of about this size, bytes. */
  private static final int MAX_SUBMITTED = 256 * 1024;

  private final ClientConnection connection;
  private final ConnectionHost host;
  private final HalfClose halfClose;
  private final CurrentRoom room;
  private final OutageMode outage;
  private final RequestPipeline pipeline;
  private final Outbound outbound;

  /**
   * @param halfClose what the end of the input means to the listener
   */
  InputHandler(
      ClientConnection connection,
      ConnectionHost host,
      HalfClose halfClose,
      CurrentRoom room,
      OutageMode outage,
      RequestPipeline pipeline,
      Outbound outbound) {
    this.connection = connection;
    this.host = host;
    this.halfClose = halfClose;
    this.room = room;
    this.outage = outage;
    this.pipeline = pipeline;
    this.outbound = outbound;
  }

  /** A line without its end; the array is valid during the call. */
  void line(byte[] buffer, int from, int to) {
    if (pipeline.overtaken()) {
      outage.line(Arrays.copyOfRange(buffer, from, to), room.piped());
    } else if (room.piped()) {
      say(buffer, from, to);
    } else if (from < to) {
      if (CommandParser.isCommand(buffer, from, to)) {
        command(buffer, from, to);
      } else {
        say(buffer, CommandParser.textStart(buffer, from, to), to);
      }
    }
  }

  private void command(byte[] buffer, int from, int to) {
    CommandParser.Result parsed = CommandParser.parse(buffer, from, to);
    if (parsed instanceof CommandParser.Invalid invalid) {
      sendInOrder(invalid.problem());
    } else if (parsed instanceof CommandParser.Valid valid) {
      if (valid.spec().pipelined()) {
        submitLines();
        CommandHandlers.handle(connection, valid.command());
      } else {
        byte[] line = Arrays.copyOfRange(buffer, from, to);
        pipeline.inOrder(
            () -> CommandHandlers.handle(connection, valid.command()),
            () -> outage.line(line, false));
      }
    }
  }

  private void sendInOrder(Message problem) {
    Runnable send = () -> connection.send(problem);
    pipeline.inOrder(send, send);
  }

  private void say(byte[] buffer, int from, int to) {
    LineBlock.Builder lines = host.lines();
    lines.add(buffer, from, to);
    if (lines.size() >= MAX_SUBMITTED) {
      submitLines();
    }
  }

  /** Submits the lines that were collected: a piece of input has been decoded. */
  void submitLines() {
    LineBlock.Builder lines = host.lines();
    if (lines.count() > 0) {
      pipeline.say(new Entry.Say(connection.id(), room.current(), false, null, lines.build()));
    }
    outage.reportRefused();
  }

  /** A line longer than the limit was dropped. */
  void tooLong(long length) {
    Message problem = Errors.lineTooLong(length);
    if (pipeline.overtaken()) {
      connection.send(problem);
    } else {
      sendInOrder(problem);
    }
  }

  /** The client has been over its rate limits for too long. */
  void onTooFast() {
    connection.close(CloseCause.TOO_FAST);
  }

  /** From now on all input is said in {@code target}. */
  void pipe(String target) {
    room.pipe(target);
    connection.input().verbatim();
  }

  /** After {@code lobby-delay} a client that has not chosen a room is put into the lobby. */
  void lobbyDelayOver() {
    if (wantsLobby()) {
      pipeline.whenIdle(
          () -> {
            if (wantsLobby()) {
              pipeline.propose(new Entry.EnterLobby(connection.id()));
            }
          });
    }
  }

  private boolean wantsLobby() {
    InputBuffer input = connection.input();
    return !input.closed() && !input.hasEnded() && !room.piped() && !pipeline.hasJoined();
  }

  /** Sends the answer to a telnet command as it is. */
  void negotiate(byte[] reply) {
    outbound.reply(Unpooled.wrappedBuffer(reply));
    host.turn().written(connection);
  }

  /** The telnet program has answered a TIMING-MARK. */
  void timingMark() {
    if (connection.probe().timingMark()) {
      connection.confirmations().report();
    }
    host.turn().written(connection);
  }

  /** Whether the end of the input ends the connection even before it is greeted. */
  boolean endsUnanswered() {
    return !pipeline.greeted() && halfClose != HalfClose.KEEP;
  }

  /** The peer has ended its input, and all of it is answered; called once. */
  void onInputDone() {
    if (connection.input().truncated()) {
      connection.close(CloseCause.TRUNCATED);
    } else if (stays()) {
      connection.send(Notices.halfClosed(room.describe(connection.name())));
      host.halfClosed(connection);
    } else {
      connection.close(CloseCause.PEER_CLOSED);
    }
  }

  /** Whether the connection goes on reading after the end of its input. */
  private boolean stays() {
    return pipeline.greeted()
        && halfClose != HalfClose.CLOSE
        && (halfClose != HalfClose.AUTO || pipeline.hasJoined());
  }
}
