package lifeline.gateway.client;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import lifeline.config.HalfClose;
import lifeline.connection.CloseCause;
import lifeline.delivery.entry.Entry;
import lifeline.gateway.Gateway;
import lifeline.protocol.CommandParser;
import lifeline.protocol.Errors;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;
import lifeline.protocol.ParseResult;

/**
 * What one connection's input means: lines are said in its current room, commands are carried out,
 * and its end says that the client has finished talking. What comes while the log does not answer
 * is {@link OutageMode}'s.
 */
public final class InputHandler implements InputBuffer.Owner {
  /** Lines of one read are submitted in pieces of about this size, bytes. */
  private static final int MOST_SUBMITTED = 256 * 1024;

  private final ClientConnection connection;
  private final HalfClose halfClose;
  private final CurrentRoom room;
  private final OutageMode standstill;
  private final Outbound outbound;
  private final Gateway gateway;

  /**
   * @param halfClose what the end of the input means to the listener
   */
  InputHandler(
      ClientConnection connection,
      HalfClose halfClose,
      CurrentRoom room,
      OutageMode standstill,
      Outbound outbound,
      Gateway gateway) {
    this.connection = connection;
    this.halfClose = halfClose;
    this.room = room;
    this.standstill = standstill;
    this.outbound = outbound;
    this.gateway = gateway;
  }

  @Override
  public boolean line(byte[] buffer, int from, int to) {
    InputBuffer inbox = connection.inbox();
    if (inbox.stuck()) {
      standstill.line(Arrays.copyOfRange(buffer, from, to), room.piped());
    } else if (room.piped()) {
      say(buffer, from, to);
    } else if (from == to) {
      return inbox.open();
    } else if (!CommandParser.isCommand(buffer, from, to)) {
      say(buffer, CommandParser.textStart(buffer, from, to), to);
    } else {
      command(buffer, from, to);
    }
    return inbox.open();
  }

  private void command(byte[] buffer, int from, int to) {
    ParseResult parsed = CommandParser.parse(buffer, from, to);
    if (parsed instanceof ParseResult.Good good) {
      if (good.spec().pipelined()) {
        submitLines();
        CommandHandlers.handle(connection, good.command());
      } else {
        byte[] line = Arrays.copyOfRange(buffer, from, to);
        connection
            .inbox()
            .inOrder(
                () -> CommandHandlers.handle(connection, good.command()),
                () -> standstill.line(line, false));
      }
    } else if (parsed instanceof ParseResult.Bad bad) {
      tellInOrder(bad.problem());
    }
  }

  private void tellInOrder(Message problem) {
    Runnable tell = () -> connection.tell(problem);
    connection.inbox().inOrder(tell, tell);
  }

  private void say(byte[] buffer, int from, int to) {
    LineBlock.Builder lines = gateway.lines();
    lines.add(buffer, from, to);
    if (lines.size() >= MOST_SUBMITTED) {
      submitLines();
    }
  }

  @Override
  public void submitLines() {
    LineBlock.Builder lines = gateway.lines();
    if (lines.count() > 0) {
      connection
          .dialogue()
          .say(new Entry.Say(connection.id(), room.current(), false, null, lines.build()));
    }
    standstill.tellRefused();
  }

  @Override
  public boolean tooLong(long length) {
    InputBuffer inbox = connection.inbox();
    Message problem = Errors.lineTooLong(length);
    if (inbox.stuck()) {
      connection.tell(problem);
    } else {
      tellInOrder(problem);
    }
    return inbox.open();
  }

  @Override
  public void onTooFast() {
    connection.close(CloseCause.TOO_FAST);
  }

  /** From now on all input is said in {@code target}. */
  void pipe(String target) {
    room.pipe(target);
    connection.inbox().verbatim();
  }

  /** {@code lobby-delay} is over: who has not said where it wants to be is put into the lobby. */
  public void lobbyDelayOver() {
    if (wantsLobby()) {
      connection
          .inbox()
          .whenIdle(
              () -> {
                if (wantsLobby()) {
                  connection.dialogue().propose(new Entry.Stay(connection.id()));
                }
              });
    }
  }

  private boolean wantsLobby() {
    InputBuffer inbox = connection.inbox();
    return !inbox.closed()
        && !inbox.hasEnded()
        && !room.piped()
        && !connection.dialogue().hasJoined();
  }

  @Override
  public void negotiate(byte[] reply) {
    outbound.reply(Unpooled.wrappedBuffer(reply));
    gateway.written(connection);
  }

  @Override
  public void timingMark() {
    if (connection.vitals().timingMark()) {
      connection.evidence().tell();
    }
    gateway.written(connection);
  }

  @Override
  public boolean overtakes() {
    return gateway.roster().unavailable() != null;
  }

  @Override
  public boolean endsUnanswered() {
    return !connection.dialogue().greeted() && halfClose != HalfClose.KEEP;
  }

  @Override
  public void onInputDone() {
    if (connection.inbox().truncated()) {
      connection.close(CloseCause.TRUNCATED);
    } else if (stays()) {
      connection.tell(Notices.halfClosed(room.heardBy(connection.name())));
      gateway.halfClosed(connection);
    } else {
      connection.close(CloseCause.PEER_CLOSED);
    }
  }

  /** Whether the connection goes on hearing when its input has ended. */
  private boolean stays() {
    Dialogue dialogue = connection.dialogue();
    return dialogue.greeted()
        && halfClose != HalfClose.CLOSE
        && (halfClose != HalfClose.AUTO || dialogue.hasJoined());
  }
}
