package lifeline.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.bus.Report;
import lifeline.config.HalfClose;
import lifeline.config.Listener;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.delivery.Effect;
import lifeline.delivery.Entry;
import lifeline.delivery.Query;
import lifeline.delivery.Seqs;
import lifeline.protocol.CommandParser;
import lifeline.protocol.Decoder;
import lifeline.protocol.Encoding;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.Format;
import lifeline.protocol.Framing;
import lifeline.protocol.Input;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Message;
import lifeline.protocol.Names;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: what it has said it wants, its input ({@link Inbox}), what it hears ({@link Hearing})
 * and the one cause of its end. Lives on the event loop of its gateway.
 */
final class ClientConnection implements SocketWire.Listener, Input {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  /** Lines of one read are submitted in pieces of about this size, bytes. */
  private static final int MOST_SUBMITTED = 256 * 1024;

  private final long id;
  private final Listener.Kind kind;
  private final HalfClose halfClose;
  private final Gateway gateway;
  private final Wire wire;
  private final Outbound outbound;
  private final Inbox inbox;
  private final Hearing hearing;
  private final Set<String> rooms = new LinkedHashSet<>();

  private String name = "";
  private Encoding encoding;
  private String room = Names.LOBBY;
  private boolean echo;
  private boolean receipts;
  private boolean piping;
  private boolean hasJoined;
  private long lastInput;
  private long lastSign;
  private CloseCause closing;
  private CloseCause cause;

  ClientConnection(
      long id,
      Listener.Kind kind,
      HalfClose halfClose,
      Framing framing,
      Decoder decoder,
      Gateway gateway,
      Wire wire) {
    this.id = id;
    this.kind = kind;
    this.halfClose = halfClose;
    this.gateway = gateway;
    this.wire = wire;
    this.encoding = new Encoding(Format.CHAT, framing);
    this.outbound = new Outbound(wire);
    this.inbox = new Inbox(decoder, this, outbound, wire, this::submitLines, this::onInputDone);
    this.hearing = new Hearing(this, outbound, gateway);
    this.lastInput = gateway.now();
    this.lastSign = lastInput;
  }

  /** Begins: the first answer is the greeting. */
  void open(boolean operator) {
    LOG.debug("conn={} opened from {} on {}", ConnectionId.text(id), wire.address(), kind.word());
    inbox.awaitAnswer();
    gateway.opened(this, operator);
  }

  long id() {
    return id;
  }

  String address() {
    return wire.address();
  }

  /** The word for the kind of listener that accepted it. */
  String listenerKind() {
    return kind.word();
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

  Gateway gateway() {
    return gateway;
  }

  void format(Format format) {
    encoding = new Encoding(format, encoding.framing());
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
    lastInput = gateway.now();
    int length = bytes.readableBytes();
    inbox.received(gateway.toScratch(bytes), 0, length);
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
    if (piping) {
      say(buffer, from, to);
    } else if (from == to) {
      return inbox.open();
    } else if (!CommandParser.isCommand(buffer, from, to)) {
      say(buffer, CommandParser.textStart(buffer, from, to), to);
    } else {
      CommandParser.Parsed parsed = CommandParser.parse(buffer, from, to);
      if (parsed.problem() != null) {
        inbox.inOrder(() -> tell(parsed.problem()));
      } else if (parsed.pipelined()) {
        submitLines();
        CommandHandlers.handle(this, parsed.command());
      } else {
        inbox.inOrder(() -> CommandHandlers.handle(this, parsed.command()));
      }
    }
    return inbox.open();
  }

  @Override
  public boolean tooLong(long length) {
    inbox.inOrder(
        () -> tell(new Message.Problem(ErrorCode.LINE_TOO_LONG, length + " bytes; line dropped")));
    return inbox.open();
  }

  @Override
  public void negotiate(byte[] reply) {
    outbound.reply(Unpooled.wrappedBuffer(reply));
    gateway.written(this);
  }

  private void say(byte[] buffer, int from, int to) {
    LineBlock.Builder lines = gateway.lines();
    lines.add(buffer, from, to);
    if (lines.size() >= MOST_SUBMITTED) {
      submitLines();
    }
  }

  private void submitLines() {
    LineBlock.Builder lines = gateway.lines();
    if (lines.count() > 0) {
      say(new Entry.Say(id, room, false, null, lines.build()));
    }
  }

  /** Submits lines; they are answered by a receipt or a refusal. */
  void say(Entry.Say say) {
    inbox.linesSubmitted(say.lines().size());
    gateway.propose(say);
  }

  /** Submits a line for a name; it is answered by a receipt or a refusal. */
  void say(Entry.Direct direct) {
    inbox.linesSubmitted(direct.line().size());
    gateway.propose(direct);
  }

  /** Hands a command on; its answer is {@link Effect.Answered}. */
  void propose(Entry entry) {
    inbox.awaitAnswer();
    gateway.propose(entry);
  }

  /** Asks something; the answer is {@link Effect.Answered} or {@link Effect.Replay}. */
  void ask(Query query) {
    inbox.awaitAnswer();
    gateway.ask(query);
  }

  /** Puts it into the lobby if it has not said where it wants to be. */
  void lobbyDelayOver() {
    if (cause == null && closing == null && !hasJoined && !piping && !inbox.hasEnded()) {
      gateway.propose(new Entry.Stay(id));
    }
  }

  // Output

  /** Writes a message in the connection's format. */
  void tell(Message message) {
    outbound.reply(gateway.encoders().encode(message, encoding));
    gateway.written(this);
  }

  /** The whole answer to the command that is waiting for one. */
  void answer(List<Message> messages) {
    messages.forEach(this::tell);
    inbox.answered();
  }

  void flush() {
    wire.flush();
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
      answered(answered.messages());
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
    } else if (effect instanceof Effect.End end) {
      close(end.cause());
    }
  }

  private void answered(List<Message> messages) {
    if (closing != null) {
      messages.forEach(this::tell);
      finish();
    } else {
      answer(messages);
    }
  }

  private void joined(Effect.Joined joined) {
    if (joined.group() == null) {
      hearing.join(gateway.feed(joined.room(), joined.head()), joined.cursor());
      hearing.pump();
    }
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

  /** The client has said /join: from now on it stays when it ends its input. */
  void hasJoined() {
    hasJoined = true;
  }

  // The end

  private void onInputDone() {
    if (inbox.truncated()) {
      close(CloseCause.TRUNCATED);
    } else if (halfClose == HalfClose.CLOSE || (halfClose == HalfClose.AUTO && !hasJoined)) {
      close(CloseCause.PEER_CLOSED);
    } else {
      tell(Message.Notice.of("half-closed", "still hearing " + String.join(", ", rooms)));
      gateway.halfClosed(this);
    }
  }

  /** Whether the peer went away after its FIN without a word. */
  boolean gone() {
    return cause == null && closing == null && wire.gone();
  }

  /** Ends it in the way its cause has; the client is told, as far as it still reads. */
  void close(CloseCause why) {
    if (cause == null && closing == null) {
      closing = why;
      inbox.close();
      gateway.ask(new Query.Farewell(id, why));
    }
  }

  /** Ends it with these last words, without asking the dispatcher for them. */
  void close(CloseCause why, Message lastWords) {
    if (cause == null) {
      closing = why;
      inbox.close();
      tell(lastWords);
      finish();
    }
  }

  private void finish() {
    CloseCause why = closing;
    outbound.writeAll();
    wire.closeGracefully(gateway.settings().liveness().lingerTimeout().toMillis());
    end(why);
  }

  @Override
  public void onBroken(CloseCause why) {
    end(closing == null ? why : closing);
    outbound.discard();
    wire.reset();
  }

  private void end(CloseCause why) {
    if (cause != null) {
      return;
    }
    cause = why;
    LOG.debug(
        "conn={} name={} ended {} by {}", ConnectionId.text(id), name, why.word(), why.by().word());
    inbox.close();
    List<Entry.Position> positions = new ArrayList<>();
    for (Reading reading : hearing.readings()) {
      positions.add(new Entry.Position(reading.feed.room(), reading.cursor, new Seqs()));
    }
    hearing.close();
    gateway.propose(new Entry.Ended(id, why, positions));
    gateway.ended(this);
  }

  /** A sign of life for the registry, if there was one since the last. */
  void sign() {
    if (lastInput != lastSign) {
      lastSign = lastInput;
      gateway.sign(new Report.Alive(id, lastInput, wire.rttMicros()));
    }
  }

  /** The longest line allowed has changed. */
  void maxLine(int bytes) {
    inbox.maxLine(bytes);
  }
}
