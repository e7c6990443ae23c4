package lifeline.gateway.client;

import io.netty.buffer.ByteBuf;
import lifeline.config.HalfClose;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.gateway.Gateway;
import lifeline.gateway.wire.SocketWire;
import lifeline.gateway.wire.Wire;
import lifeline.protocol.Encoding;
import lifeline.protocol.Framing;
import lifeline.protocol.Message;
import lifeline.protocol.OutputFormat;
import lifeline.protocol.in.Decoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: who it is, and the parts that serve it. Bytes that come are the {@link
 * InputBuffer}'s, what they mean {@link InputHandler}'s; what is asked of the dispatcher and
 * answered goes through {@link Dialogue}, lines through {@link LineReader}; {@link Probe} and
 * {@link Confirmations} know what the peer has shown, {@link CloseSequence} has the one cause of
 * its end. Lives on the event loop of its gateway.
 */
public final class ClientConnection implements SocketWire.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private final String kind;
  private final Gateway gateway;
  private final Wire wire;
  private final Outbound outbound;
  private final CurrentRoom room = new CurrentRoom();
  private final OutageMode standstill;
  private final InputHandler speaking;
  private final InputBuffer inbox;
  private final LineReader hearing;
  private final Dialogue dialogue;
  private final Probe vitals;
  private final Confirmations evidence;
  private final ReadPositions positions;
  private final CloseSequence ending;

  private long id;
  private String name = "";
  private Encoding encoding;
  private boolean operator;
  private boolean echo;

  public ClientConnection(
      String kind,
      HalfClose halfClose,
      Framing framing,
      Decoder decoder,
      Gateway gateway,
      Wire wire) {
    this.kind = kind;
    this.gateway = gateway;
    this.wire = wire;
    this.encoding = new Encoding(OutputFormat.CHAT, framing);
    this.outbound = new Outbound(wire);
    this.standstill = new OutageMode(this, gateway);
    this.speaking = new InputHandler(this, halfClose, room, standstill, outbound, gateway);
    this.inbox = new InputBuffer(decoder, speaking, outbound, wire, gateway);
    UnconfirmedLines proof = new UnconfirmedLines();
    this.hearing = new LineReader(this, outbound, proof, gateway);
    this.dialogue = new Dialogue(this, inbox, hearing, gateway);
    this.vitals = new Probe(this, gateway, wire, outbound, proof);
    this.evidence = new Confirmations(this, gateway, wire, outbound, proof);
    this.positions = new ReadPositions(hearing, evidence);
    this.ending = new CloseSequence(this, gateway, wire, outbound);
  }

  // Who it is

  public long id() {
    return id;
  }

  /** From now on it has this id. */
  public void id(long given) {
    id = given;
    LOG.debug("conn={} opened from {} on {}", ConnectionId.text(id), wire.address(), kind);
  }

  /** Whether the log knows of it. */
  public boolean opened() {
    return ConnectionId.epoch(id) != 0;
  }

  public boolean operator() {
    return operator;
  }

  public String address() {
    return wire.address();
  }

  /** The word for the kind of listener that accepted it. */
  public String listenerKind() {
    return kind;
  }

  String name() {
    return name;
  }

  Encoding encoding() {
    return encoding;
  }

  void format(OutputFormat format) {
    encoding = new Encoding(format, encoding.framing());
    vitals.formatChanged();
  }

  /** Whether it hears its own lines. */
  boolean echo() {
    return echo;
  }

  void echo(boolean on) {
    echo = on;
  }

  // Its parts

  public InputBuffer inbox() {
    return inbox;
  }

  public InputHandler speaking() {
    return speaking;
  }

  Dialogue dialogue() {
    return dialogue;
  }

  LineReader hearing() {
    return hearing;
  }

  ReadPositions positions() {
    return positions;
  }

  public Probe vitals() {
    return vitals;
  }

  Confirmations evidence() {
    return evidence;
  }

  Gateway gateway() {
    return gateway;
  }

  // The beginning

  /** Begins: the first answer is the greeting. */
  public void open(boolean operator) {
    this.operator = operator;
    inbox.awaitAnswer();
    gateway.roster().arrived(this);
  }

  /** Takes a name, as by {@code /name}, but also one that clients may not write. */
  public void takeName(String taken) {
    inbox.inOrder(() -> dialogue.propose(new Entry.Name(id, taken, positions.all())));
  }

  /** Nothing gets into the log for now, nor has it got there what this connection waits for. */
  public void onUnavailable() {
    if (!ending.begun()) {
      standstill.begin(dialogue.greeted());
      inbox.proceed();
    }
  }

  /** Lines that were held back for too long, as nothing gets into the log, are refused. */
  public void refuseLate() {
    if (!ending.begun()) {
      standstill.refuseLate();
    }
  }

  /** Nothing stands in the way to the log any more. */
  public void onAvailable() {
    standstill.end();
    openLate();
  }

  /** Makes itself known to the log if it is not and can be. */
  void openLate() {
    // Answers to what it has asked come to the id it has asked by.
    if (!opened() && !ending.begun() && !inbox.asking()) {
      gateway.roster().openLate(this);
    }
  }

  // The wire

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
  public void onBroken(CloseCause why) {
    ending.broken(why);
  }

  /** Writes a message in the connection's format. */
  void tell(Message message) {
    outbound.reply(gateway.encoders().encode(message, encoding));
    gateway.written(this);
  }

  /** Sends what was written in this turn; {@code now} is of the steady clock. */
  public void flush(long now) {
    if (!ending.begun()) {
      vitals.markLines();
    }
    wire.flush();
    if (!ending.over()) {
      vitals.flushed(now);
    }
  }

  /** Asks for a sign of life. */
  public void ask() {
    if (!ending.begun()) {
      vitals.ask();
    }
  }

  /**
   * Looks what has arrived at the peer and tells the dispatcher.
   *
   * @return whether nothing more is on its way
   */
  public boolean prove() {
    boolean nothingMore = evidence.look();
    return nothingMore || ending.over();
  }

  /** Whether the peer went away after its FIN without a word. */
  public boolean gone() {
    return !ending.begun() && wire.gone();
  }

  /** Ends it in the way its cause has; the client is told, as far as it still reads. */
  public void close(CloseCause why) {
    close(why, null);
  }

  /** Ends it with these last words; null for the usual ones. */
  public void close(CloseCause why, Message words) {
    ending.begin(why, words);
  }

  // The dispatcher

  /** Hands an effect to the part it is for. */
  public void carryOut(Effect.ToConnection effect) {
    if (effect instanceof Effect.Receipted said) {
      dialogue.said(said);
    } else if (effect instanceof Effect.Refused refused) {
      dialogue.refused(refused);
    } else if (effect instanceof Effect.Answered answered) {
      dialogue.answered(answered.messages());
    } else if (effect instanceof Effect.Replied replied) {
      dialogue.replied(replied.messages());
    } else if (effect instanceof Effect.Told told) {
      tell(told.message());
    } else if (effect instanceof Effect.Named named) {
      name = named.name();
    } else if (effect instanceof Effect.Joined joined) {
      hearing.join(joined);
      room.joined(joined.room());
    } else if (effect instanceof Effect.Parted parted) {
      hearing.part(parted.room());
      room.parted(parted.room());
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
}
