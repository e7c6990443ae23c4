package lifeline.gateway.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that the dispatcher has not answered yet, in their order, and the
 * steps that wait for those answers. Lines and pipelined commands follow each other without
 * waiting; any other command waits until everything before it is answered, and everything after it
 * waits for its answer. So the client gets its answers in the order of its input.
 *
 * <p>During an outage the first answer may not come for long. Then input {@link #overtakes} the
 * open requests: commands that need no log are carried out, others wait in the waiting room.
 */
final class RequestPipeline {
  /** Bytes of lines submitted and not answered, above which input is held back. */
  private static final int MAX_UNANSWERED_BYTES = 512 * 1024;

  /** The effect that answers a request. */
  private enum Answer {
    /** {@link Effect.Receipted} or {@link Effect.Refused}. */
    RECEIPT,
    /** {@link Effect.Answered}. */
    ANSWER,
    /** {@link Effect.Replied} or, for a replay, its end. */
    REPLY
  }

  private enum Kind {
    LINES(Answer.RECEIPT),
    /** A command that is followed by others before its answer. */
    PIPELINED(Answer.ANSWER),
    /** A command that everything after it waits for; alone, or with a query of an outage. */
    COMMAND(Answer.ANSWER),
    /** The same, after which lines may be due, which come before the next answer. */
    NAME(Answer.ANSWER),
    JOIN(Answer.ANSWER),
    /** A query, which everything after it waits for. */
    QUERY(Answer.REPLY);

    private final Answer answer;

    Kind(Answer answer) {
      this.answer = answer;
    }

    boolean isAwaited() {
      return this == COMMAND || entersRooms();
    }

    boolean entersRooms() {
      return this == NAME || this == JOIN;
    }
  }

  private record Request(Kind kind, int bytes) {}

  private final ClientConnection connection;
  private final ConnectionHost host;
  private final LineReader reader;

  /**
   * Open requests, oldest first. A command that is not pipelined is only made when nothing is open,
   * so it is the first; and nothing follows a query.
   */
  private final Deque<Request> open = new ArrayDeque<>(1);

  /** Of {@link #open}, the requests with lines and their bytes. */
  private int openLines;

  private int openBytes;

  /** Waits until everything before it is answered, and holds back the input; null for none. */
  private @Nullable Runnable next;

  /** Is done in place of {@link #next} when input overtakes it; null if it waits in any case. */
  private @Nullable Runnable nextInOutage;

  /** Steps that wait until everything before them is answered, but do not hold back the input. */
  private final Deque<Runnable> deferred = new ArrayDeque<>(1);

  /** Waits until nothing is open, after all others; null for none. */
  private @Nullable Runnable whenIdle;

  private boolean greeted;
  private boolean hasJoined;
  private boolean receipts;
  private boolean closed;

  RequestPipeline(ClientConnection connection, ConnectionHost host, LineReader reader) {
    this.connection = connection;
    this.host = host;
    this.reader = reader;
  }

  /** Whether the first answer has come, which is the greeting. */
  boolean greeted() {
    return greeted;
  }

  /** Whether a {@code /join} of the client has succeeded. */
  boolean hasJoined() {
    return hasJoined;
  }

  /** Whether receipts are written. */
  void receipts(boolean on) {
    receipts = on;
  }

  // Requests

  /** The connection is about to be opened: its first answer is the greeting. */
  void awaitGreeting() {
    add(Kind.COMMAND, 0);
  }

  /** Submits lines; the answer is a receipt or a refusal. */
  void say(Entry.Say say) {
    add(Kind.LINES, say.lines().size());
    host.turn().propose(say);
  }

  /** Submits a line for a name; the answer is a receipt or a refusal. */
  void say(Entry.Direct direct) {
    add(Kind.LINES, direct.line().size());
    host.turn().propose(direct);
  }

  /** Proposes the entry of a pipelined command. */
  void pipelined(Entry entry) {
    add(Kind.PIPELINED, 0);
    host.turn().propose(entry);
  }

  /** Proposes the entry of any other command; nothing may be open. */
  void propose(Entry entry) {
    add(Kind.COMMAND, 0);
    host.turn().propose(entry);
  }

  /** The same; lines that come with the name are written before the answer to the next command. */
  void rename(Entry.Name name) {
    add(Kind.NAME, 0);
    host.turn().propose(name);
  }

  /** The same for a room; once a join has succeeded, the connection outlives its input. */
  void join(Entry.Join join) {
    add(Kind.JOIN, 0);
    host.turn().propose(join);
  }

  /** Asks a query. */
  void ask(Query query) {
    add(Kind.QUERY, 0);
    host.turn().ask(query);
  }

  private void add(Kind kind, int bytes) {
    open.add(new Request(kind, bytes));
    if (kind == Kind.LINES) {
      openLines++;
      openBytes += bytes;
      host.budget().take(bytes);
    }
  }

  // Answers

  /** The oldest open lines were accepted. */
  void receipted(Effect.Receipted receipted) {
    if (receipts) {
      connection.send(receipted.receipt());
    }
    linesAnswered();
  }

  /** The oldest open lines were refused; also ahead of commands before them, in an outage. */
  void refused(Effect.Refused refused) {
    connection.send(refused.problem());
    linesAnswered();
  }

  private void linesAnswered() {
    if (!closed) {
      int bytes = remove(oldest(Answer.RECEIPT)).bytes;
      openLines--;
      openBytes -= bytes;
      host.budget().giveBack(bytes);
      proceed();
    }
  }

  /** The whole answer to the oldest open command. */
  void answered(List<Message> messages) {
    greeted = true;
    messages.forEach(connection::send);
    reader.thaw();
    if (closed) {
      return;
    }
    Request request = oldest(Answer.ANSWER);
    hasJoined |=
        request.kind == Kind.JOIN && messages.stream().noneMatch(Message.Problem.class::isInstance);
    if (request.kind.entersRooms()) {
      reader.whenWritten(this::commandDone);
    } else {
      commandDone();
    }
  }

  private void commandDone() {
    if (!closed) {
      remove(oldest(Answer.ANSWER));
      proceed();
    }
  }

  /** The whole answer to the query. */
  void replied(List<Message> messages) {
    messages.forEach(connection::send);
    if (!closed) {
      remove(oldest(Answer.REPLY));
      proceed();
      connection.openLate();
    }
  }

  private Request oldest(Answer answer) {
    for (Request request : open) {
      if (request.kind.answer == answer) {
        return request;
      }
    }
    throw new IllegalStateException("no request waits for this: " + answer);
  }

  private Request remove(Request request) {
    open.removeFirstOccurrence(request);
    return request;
  }

  // May input be processed?

  /** Whether the open requests and waiting steps allow to process more input. */
  boolean ready() {
    return !asking()
        && (!awaitsCommand() || overtakes())
        && next == null
        && (deferred.isEmpty() || overtaken())
        && openBytes < MAX_UNANSWERED_BYTES
        && host.budget().hasRoom(this);
  }

  /** Whether input may overtake a command that waits for its answer: the log takes no entries. */
  private boolean overtakes() {
    return host.unavailable() != null;
  }

  /** Whether a command waits for its answer, and input overtakes it. */
  boolean overtaken() {
    // Lines are refused before long, and are not overtaken until then.
    return !open.isEmpty() && openLines == 0 && open.peekFirst().kind != Kind.QUERY && overtakes();
  }

  /** Whether a query waits for its answer. */
  boolean asking() {
    return !open.isEmpty() && open.peekLast().kind == Kind.QUERY;
  }

  private boolean awaitsCommand() {
    return !open.isEmpty() && open.peekFirst().kind.isAwaited();
  }

  /**
   * Whether everything is answered and done.
   *
   * @param evenUnanswered counts a command that waits for its answer as answered
   */
  boolean settled(boolean evenUnanswered) {
    return deferred.isEmpty()
        && (open.isEmpty() || (evenUnanswered && open.size() == 1 && awaitsCommand()));
  }

  // The waiting room

  /** Does the step when everything before it is answered: at once, or later and nothing before. */
  void inOrder(Runnable step) {
    inOrder(step, null);
  }

  /** As {@link #inOrder(Runnable)}, but does another step if input overtakes this one. */
  void inOrder(Runnable step, @Nullable Runnable inOutage) {
    connection.handler().submitLines();
    if (open.isEmpty()) {
      step.run();
    } else {
      next = step;
      nextInOutage = inOutage;
    }
  }

  /** Does the step when everything before it is answered, and processes input until then. */
  void defer(Runnable step) {
    deferred.add(step);
  }

  /** The number of deferred steps. */
  int deferred() {
    return deferred.size();
  }

  /** Drops the step of {@link #inOrder(Runnable)} that waits. */
  void dropNext() {
    next = null;
    nextInOutage = null;
    proceed();
  }

  /** Does the step as soon as nothing is open; it may itself make a request. */
  void whenIdle(Runnable step) {
    whenIdle = step;
    proceed();
  }

  /** Goes on with what has become possible. */
  void proceed() {
    connection.input().proceed();
  }

  /**
   * Does one waiting step, if one can be done.
   *
   * @return whether it did
   */
  boolean step() {
    Runnable step = null;
    if (!deferred.isEmpty() && open.isEmpty()) {
      step = deferred.remove();
    } else if (next != null && open.isEmpty()) {
      step = takeNext(next);
    } else if (nextInOutage != null && overtaken()) {
      step = takeNext(nextInOutage);
    } else if (whenIdle != null && open.isEmpty()) {
      step = whenIdle;
      whenIdle = null;
    }
    if (step != null) {
      step.run();
    }
    return step != null;
  }

  private Runnable takeNext(Runnable taken) {
    next = null;
    nextInOutage = null;
    return taken;
  }

  /** Nothing more is requested; answers that still come are written, and open nothing. */
  void close() {
    closed = true;
    host.budget().giveBack(openBytes);
    open.clear();
    openLines = 0;
    openBytes = 0;
    next = null;
    nextInOutage = null;
    deferred.clear();
    whenIdle = null;
  }
}
