package lifeline.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.config.HalfClose;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.connection.ConnectionId;
import lifeline.delivery.Effect;
import lifeline.delivery.Entry;
import lifeline.delivery.Query;
import lifeline.protocol.CommandParser;
import lifeline.protocol.Decoder;
import lifeline.protocol.Encoding;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.Format;
import lifeline.protocol.Framing;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.Message;
import lifeline.protocol.Names;
import lifeline.protocol.Parsed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: what it has said it wants, its input ({@link Inbox}), what it hears ({@link Hearing})
 * and the one cause of its end. Lives on the event loop of its gateway.
 */
final class ClientConnection implements SocketWire.Listener, Inbox.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  /** Lines of one read are submitted in pieces of about this size, bytes. */
  private static final int MOST_SUBMITTED = 256 * 1024;

  private final String kind;
  private final HalfClose halfClose;
  private final Gateway gateway;
  private final Wire wire;
  private final Outbound outbound;
  private final Proof proof = new Proof();
  private final Inbox inbox;
  private final Hearing hearing;
  private final Vitals vitals;
  private final Evidence evidence;
  private final Ending ending;
  private final Standstill standstill;
  private final Set<String> rooms = new LinkedHashSet<>();

  private long id;
  private String name = "";
  private Encoding encoding;
  private String room = Names.LOBBY;
  private boolean operator;
  private boolean greeted;
  private boolean echo;
  private boolean receipts;
  private boolean piping;
  private boolean hasJoined;
  private boolean joining;
  private boolean entering;

  ClientConnection(
      String kind,
      HalfClose halfClose,
      Framing framing,
      Decoder decoder,
      Gateway gateway,
      Wire wire) {
    this.kind = kind;
    this.halfClose = halfClose;
    this.gateway = gateway;
    this.wire = wire;
    this.encoding = new Encoding(Format.CHAT, framing);
    this.outbound = new Outbound(wire);
    this.inbox = new Inbox(decoder, this, outbound, wire, gateway);
    this.hearing = new Hearing(this, outbound, proof, gateway);
    this.vitals = new Vitals(this, gateway, wire, outbound, proof);
    this.evidence = new Evidence(this, gateway, wire, outbound, proof);
    this.ending = new Ending(this, gateway, wire, outbound);
    this.standstill = new Standstill(this, gateway);
  }

  /** Begins: the first answer is the greeting. */
  void open(boolean operator) {
    this.operator = operator;
    inbox.awaitAnswer();
    gateway.arrived(this);
  }

  long id() {
    return id;
  }

  /** From now on it has this id. */
  void id(long given) {
    id = given;
    LOG.debug("conn={} opened from {} on {}", ConnectionId.text(id), wire.address(), kind);
  }

  /** Whether the log knows of it. */
  boolean opened() {
    return ConnectionId.epoch(id) != 0;
  }

  boolean operator() {
    return operator;
  }

  String address() {
    return wire.address();
  }

  /** The word for the kind of listener that accepted it. */
  String listenerKind() {
    return kind;
  }

  String name() {
    return name;
  }

  Encoding encoding() {
    return encoding;
  }

  boolean echo() {
    return echo;
  }

  Inbox inbox() {
    return inbox;
  }

  Hearing hearing() {
    return hearing;
  }

  Vitals vitals() {
    return vitals;
  }

  Gateway gateway() {
    return gateway;
  }

  void format(Format format) {
    encoding = new Encoding(format, encoding.framing());
    vitals.formatChanged();
  }

  void echo(boolean on) {
    echo = on;
  }

  void receipts(boolean on) {
    receipts = on;
  }

  /** From now on all input is said in {@code target}. */
  void pipe(String target) {
    piping = true;
    room = target;
    inbox.verbatim();
  }

  // Input

  @Override
  public void onBytes(ByteBuf bytes) {
    int length = bytes.readableBytes();
    vitals.came();
    inbox.received(gateway.toScratch(bytes), 0, length);
    vitals.taken(length);
  }

  @Override
  public void onInputEnd() {
    inbox.ended();
  }

  @Override
  public void onWritable() {
    outbound.writeWaiting();
    hearing.pump();
    gateway.written(this);
    inbox.proceed();
  }

  @Override
  public boolean line(byte[] buffer, int from, int to) {
    if (inbox.stuck()) {
      standstill.line(Arrays.copyOfRange(buffer, from, to), piping);
    } else if (piping) {
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
    Parsed parsed = CommandParser.parse(buffer, from, to);
    if (parsed instanceof Parsed.Good good) {
      if (good.spec().pipelined()) {
        submitLines();
        CommandHandlers.handle(this, good.command());
      } else {
        byte[] line = Arrays.copyOfRange(buffer, from, to);
        inbox.inOrder(
            () -> CommandHandlers.handle(this, good.command()), () -> standstill.line(line, false));
      }
    } else if (parsed instanceof Parsed.Bad bad) {
      tellInOrder(bad.problem());
    }
  }

  private void tellInOrder(Message problem) {
    inbox.inOrder(() -> tell(problem), () -> tell(problem));
  }

  @Override
  public boolean tooLong(long length) {
    Message problem = new Message.Problem(ErrorCode.LINE_TOO_LONG, length + " bytes; line dropped");
    if (inbox.stuck()) {
      tell(problem);
    } else {
      tellInOrder(problem);
    }
    return inbox.open();
  }

  @Override
  public void negotiate(byte[] reply) {
    outbound.reply(Unpooled.wrappedBuffer(reply));
    gateway.written(this);
  }

  @Override
  public void timingMark() {
    if (vitals.timingMark()) {
      evidence.tell();
    }
    gateway.written(this);
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
      say(new Entry.Say(id, room, false, null, lines.build()));
    }
    standstill.tellRefused();
  }

  @Override
  public boolean overtakes() {
    return gateway.unavailable() != null;
  }

  @Override
  public boolean endsUnanswered() {
    return !greeted && halfClose != HalfClose.KEEP;
  }

  /** Nothing gets into the log for now, nor has it got there what this connection waits for. */
  void onUnavailable() {
    if (!ending.begun()) {
      standstill.begin(greeted);
      inbox.proceed();
    }
  }

  /** Lines that were held back for too long, as nothing gets into the log, are refused. */
  void refuseLate() {
    if (!ending.begun()) {
      standstill.refuseLate();
    }
  }

  /** Nothing stands in the way to the log any more. */
  void onAvailable() {
    standstill.end();
    openLate();
  }

  private void openLate() {
    // Answers to what it has asked come to the id it has asked by.
    if (!opened() && !ending.begun() && !inbox.asking()) {
      gateway.openLate(this);
    }
  }

  /** Submits lines; they are answered by a receipt or a refusal. */
  void say(Entry.Say say) {
    inbox.submitted(say.lines().size());
    gateway.propose(say);
  }

  /** Submits a line for a name; it is answered by a receipt or a refusal. */
  void say(Entry.Direct direct) {
    inbox.submitted(direct.line().size());
    gateway.propose(direct);
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

  /** Takes a name, as by {@code /name}, but also one that clients may not write. */
  void takeName(String taken) {
    inbox.inOrder(() -> propose(new Entry.Name(id, taken, positions())));
  }

  /** Asks something; the answer is {@link Effect.Replied} or {@link Effect.Replay}. */
  void ask(Query query) {
    inbox.awaitReply();
    gateway.ask(query);
  }

  /** Puts it into the lobby if it has not said where it wants to be. */
  void lobbyDelayOver() {
    if (wantsLobby()) {
      inbox.whenIdle(
          () -> {
            if (wantsLobby()) {
              propose(new Entry.Stay(id));
            }
          });
    }
  }

  private boolean wantsLobby() {
    return !ending.begun() && !hasJoined && !piping && !inbox.hasEnded();
  }

  // Output

  /** Writes a message in the connection's format. */
  void tell(Message message) {
    outbound.reply(gateway.encoders().encode(message, encoding));
    gateway.written(this);
  }

  /** The whole answer to what was asked. */
  void replied(List<Message> messages) {
    messages.forEach(this::tell);
    inbox.replied();
    openLate();
  }

  /** The whole answer to the oldest request that is waiting for one. */
  private void answer(List<Message> messages) {
    greeted = true;
    messages.forEach(this::tell);
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

  /** Sends what was written in this turn; {@code now} is of the steady clock. */
  void flush(long now) {
    if (!ending.begun()) {
      vitals.markLines();
    }
    wire.flush();
    if (!ending.over()) {
      vitals.flushed(now);
    }
  }

  void carryOut(Effect.ToConnection effect) {
    if (effect instanceof Effect.Said said) {
      if (receipts) {
        tell(said.receipt());
      }
      inbox.linesAnswered();
    } else if (effect instanceof Effect.Refused refused) {
      tell(refused.problem());
      inbox.linesAnswered();
    } else if (effect instanceof Effect.Answered answered) {
      answer(answered.messages());
    } else if (effect instanceof Effect.Replied replied) {
      replied(replied.messages());
    } else if (effect instanceof Effect.Told told) {
      tell(told.message());
    } else if (effect instanceof Effect.Named named) {
      name = named.name();
    } else if (effect instanceof Effect.Joined joined) {
      joined(joined);
    } else if (effect instanceof Effect.Parted parted) {
      parted(parted.room());
    } else if (effect instanceof Effect.Page page) {
      hearing.onPage(page);
    } else if (effect instanceof Effect.Replay replay) {
      hearing.replay(replay);
    } else if (effect instanceof Effect.Deliver deliver) {
      hearing.deliver(deliver);
    } else if (effect instanceof Effect.Withdrawn withdrawn) {
      hearing.withdraw(withdrawn);
    } else if (effect instanceof Effect.Farewell farewell) {
      ending.finish(farewell.words());
    } else if (effect instanceof Effect.End end) {
      ending.ordered(end);
    }
  }

  private void joined(Effect.Joined joined) {
    RoomFeed feed = gateway.feed(joined.room(), joined.head());
    hearing.join(feed, joined.group() == null, joined.cursor());
    if (!Names.isDirect(joined.room())) {
      rooms.add(joined.room());
      if (!piping) {
        room = joined.room();
      }
    }
  }

  private void parted(String left) {
    hearing.part(left);
    rooms.remove(left);
    if (left.equals(room) && !piping) {
      room = Names.LOBBY;
      rooms.forEach(other -> room = other);
    }
  }

  // The end

  @Override
  public void onInputDone() {
    if (inbox.truncated()) {
      close(CloseCause.TRUNCATED);
    } else if (!greeted
        || halfClose == HalfClose.CLOSE
        || (halfClose == HalfClose.AUTO && !hasJoined)) {
      close(CloseCause.PEER_CLOSED);
    } else {
      String heard = rooms.isEmpty() ? "@" + name : String.join(", ", rooms);
      tell(Message.Notice.of("half-closed", "still hearing " + heard));
      gateway.halfClosed(this);
    }
  }

  @Override
  public void onTooFast() {
    close(CloseCause.TOO_FAST);
  }

  /** Whether the peer went away after its FIN without a word. */
  boolean gone() {
    return !ending.begun() && wire.gone();
  }

  /** Ends it in the way its cause has; the client is told, as far as it still reads. */
  void close(CloseCause why) {
    close(why, null);
  }

  /** Ends it with these last words; null for the usual ones. */
  void close(CloseCause why, Message words) {
    ending.begin(why, words);
  }

  @Override
  public void onBroken(CloseCause why) {
    ending.broken(why);
  }

  // What the peer has

  /**
   * Looks what has arrived at the peer and tells the dispatcher.
   *
   * @return whether nothing more is on its way
   */
  boolean prove() {
    boolean nothingMore = evidence.look();
    return nothingMore || ending.over();
  }

  /** {@code /confirm}. */
  void confirmBy(ConfirmLevel level) {
    propose(new Entry.Level(id, evidence.level(level)));
  }

  /** {@code /ack ID…}. */
  void ack(List<LineId> ids) {
    evidence.acked(ids);
    request(new Entry.Ack(id, ids));
  }

  /** {@code /nack ID}, with −1 seconds where none were said. */
  void nack(LineId line, int seconds) {
    evidence.nacked(line);
    request(new Entry.Nack(id, line, seconds));
  }

  /** {@code /ack ..ID}. */
  void ackUpTo(LineId line) {
    if (Names.isDirect(line.room()) && !line.room().equals("@" + Names.fold(name))) {
      request(new Entry.Ack(id, List.of(line)));
    } else {
      evidence.ackedUpTo(line);
    }
  }

  /** {@code /pong N}: the client has all that was written before that ping. */
  void pong(String token) {
    evidence.answered(token);
  }

  /** Asks for a sign of life. */
  void ask() {
    if (!ending.begun()) {
      vitals.ask();
    }
  }

  /** Hands on a pipelined command; its answer is {@link Effect.Answered}. */
  void request(Entry entry) {
    inbox.requested();
    gateway.propose(entry);
  }

  /** How far the connection has come in each room it is in; no further until the answer. */
  List<Entry.Position> positions() {
    hearing.freeze();
    prove();
    return hearing.positions();
  }

  /**
   * How far the connection has come in the room that it leaves by joining {@code joined}: the same
   * one in another way, or the lobby; no further until the answer. Null if it leaves none.
   */
  Entry.Position leftBy(String joined) {
    String left = hearing.hears(joined) ? joined : Names.LOBBY;
    if (!hearing.hears(left)) {
      return null;
    }
    hearing.freeze();
    prove();
    return hearing.position(left);
  }

  /** How far the connection has come in the room, from which nothing more is written to it. */
  Entry.Position leave(String left) {
    prove();
    Entry.Position position = hearing.position(left);
    hearing.leave(left);
    return position;
  }

  /** The longest line allowed has changed. */
  void maxLine(int bytes) {
    inbox.maxLine(bytes);
  }
}
