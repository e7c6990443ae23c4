package lifeline.gateway.client;

import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.gateway.Gateway;
import lifeline.protocol.Message;

/**
 * What one connection asks of the dispatcher, and what it is answered. Every request has one
 * answer, and {@link InputBuffer} is told of both, so that answers come in the order of the input.
 */
final class Dialogue {
  private final ClientConnection connection;
  private final InputBuffer inbox;
  private final LineReader hearing;
  private final Gateway gateway;
  private boolean greeted;
  private boolean receipts;
  private boolean hasJoined;

  /** Whether the command that waits for its answer is a {@code /join}. */
  private boolean joining;

  /** Whether the command that waits for its answer may give lines, which come before the next. */
  private boolean entering;

  Dialogue(ClientConnection connection, InputBuffer inbox, LineReader hearing, Gateway gateway) {
    this.connection = connection;
    this.inbox = inbox;
    this.hearing = hearing;
    this.gateway = gateway;
  }

  /** Whether the first answer has come, which is the greeting. */
  boolean greeted() {
    return greeted;
  }

  /** Whether the client has joined a room by its own word, and so wants to hear. */
  boolean hasJoined() {
    return hasJoined;
  }

  /** Whether receipts are written. */
  void receipts(boolean on) {
    receipts = on;
  }

  /** Submits lines; they are answered by a receipt or a refusal. */
  void say(Entry.Say say) {
    submit(say, say.lines().size());
  }

  /** Submits a line for a name; it is answered by a receipt or a refusal. */
  void say(Entry.Direct direct) {
    submit(direct, direct.line().size());
  }

  /** Hands on a pipelined command; its answer is {@link Effect.Answered}. */
  void request(Entry entry) {
    inbox.requested();
    gateway.propose(entry);
  }

  private void submit(Entry entry, int bytes) {
    inbox.submitted(bytes);
    gateway.propose(entry);
  }

  /** Hands a command on; its answer is {@link Effect.Answered}. */
  void propose(Entry entry) {
    inbox.awaitAnswer();
    gateway.propose(entry);
  }

  /** Hands on a {@code /join}; from its success on the connection stays when its input ends. */
  void join(Entry.Join entry) {
    joining = true;
    enter(entry);
  }

  /** Hands on what may give it lines: they come before the answer to the next command. */
  void enter(Entry entry) {
    entering = true;
    propose(entry);
  }

  /** Asks something; the answer is {@link Effect.Replied} or {@link Effect.Replay}. */
  void ask(Query query) {
    inbox.awaitReply();
    gateway.ask(query);
  }

  /** The oldest lines without an answer were accepted. */
  void said(Effect.Receipted said) {
    if (receipts) {
      connection.tell(said.receipt());
    }
    inbox.linesAnswered();
  }

  /** The oldest lines without an answer were not accepted. */
  void refused(Effect.Refused refused) {
    connection.tell(refused.problem());
    inbox.linesAnswered();
  }

  /** The whole answer to the oldest request that is waiting for one. */
  void answered(List<Message> messages) {
    greeted = true;
    messages.forEach(connection::tell);
    hearing.thaw();
    hasJoined |= joining && messages.stream().noneMatch(Message.Problem.class::isInstance);
    joining = false;
    if (entering) {
      entering = false;
      hearing.whenWritten(inbox::answered);
    } else {
      inbox.answered();
    }
  }

  /** The whole answer to what was asked. */
  void replied(List<Message> messages) {
    messages.forEach(connection::tell);
    inbox.replied();
    connection.openLate();
  }
}
