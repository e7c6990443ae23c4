package lifeline.gateway.client;

import io.netty.buffer.ByteBuf;
import lifeline.config.HalfClose;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.gateway.wire.Wire;
import lifeline.handler.HandlerTable;
import lifeline.protocol.Encoding;
import lifeline.protocol.Framing;
import lifeline.protocol.Message;
import lifeline.protocol.OutputFormat;
import lifeline.protocol.in.Decoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its identity, and the parts that serve it. Bytes become lines in {@link InputBuffer},
 * lines get their meaning in {@link InputHandler} and {@link CommandHandlers}, requests and their
 * answers go through {@link RequestPipeline}; lines of rooms are written by {@link LineReader},
 * everything by {@link Outbound}; {@link Probe} and {@link Confirmations} know whether the peer is
 * alive and which lines it has; {@link CloseSequence} holds the one cause of its end. Lives on the
 * event loop of its {@link ConnectionHost}.
 */
public final class ClientConnection implements Wire.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private static final HandlerTable<ClientConnection, Effect.ToConnection> EFFECTS =
      HandlerTable.<ClientConnection, Effect.ToConnection>of(Effect.ToConnection.class)
          .on(Effect.Receipted.class, (c, effect) -> c.pipeline.receipted(effect))
          .on(Effect.Refused.class, (c, effect) -> c.pipeline.refused(effect))
          .on(Effect.Answered.class, (c, effect) -> c.pipeline.answered(effect.messages()))
          .on(Effect.Replied.class, (c, effect) -> c.pipeline.replied(effect.messages()))
          .on(Effect.Notified.class, (c, effect) -> c.send(effect.message()))
          .on(Effect.Named.class, (c, effect) -> c.name = effect.name())
          .on(Effect.Joined.class, ClientConnection::joined)
          .on(Effect.Parted.class, ClientConnection::parted)
          .on(Effect.Page.class, (c, effect) -> c.reader.onPage(effect))
          .on(Effect.Replay.class, (c, effect) -> c.reader.replay(effect))
          .on(Effect.Deliver.class, (c, effect) -> c.reader.deliver(effect))
          .on(Effect.Withdrawn.class, (c, effect) -> c.reader.withdraw(effect))
          .on(Effect.Farewell.class, (c, effect) -> c.closing.finish(effect.message()))
          .on(Effect.Close.class, (c, effect) -> c.closing.ordered(effect))
          .build();

  private final String kind;
  private final ConnectionHost host;
  private final Wire wire;
  private final CurrentRoom currentRoom = new CurrentRoom();
  private final Outbound outbound;
  private final Probe probe;
  private final LineReader reader;
  private final RequestPipeline pipeline;
  private final Confirmations confirmations;
  private final OutageMode outage;
  private final InputHandler handler;
  private final InputBuffer input;
  private final CloseSequence closing;

  private long id;
  private String name = "";
  private Encoding encoding;
  private boolean operator;
  private boolean echo;

  /**
   * @param kind word for the kind of listener that accepted it
   * @param halfClose what the end of its input means
   */
  public ClientConnection(
      String kind,
      HalfClose halfClose,
      Framing framing,
      Decoder decoder,
      ConnectionHost host,
      Wire wire) {
    this.kind = kind;
    this.host = host;
    this.wire = wire;
    this.encoding = new Encoding(OutputFormat.CHAT, framing);
    // Each part gets the parts before it. The connection itself, by which a part reaches later
    // ones,
    // is only stored by the constructors.
    UnconfirmedLines unconfirmed = new UnconfirmedLines();
    outbound = new Outbound(wire);
    probe = new Probe(this, kind, host, wire, outbound, unconfirmed);
    reader = new LineReader(this, host, outbound, unconfirmed);
    pipeline = new RequestPipeline(this, host, reader);
    confirmations =
        new Confirmations(this, host, wire, outbound, unconfirmed, probe, reader, pipeline);
    outage = new OutageMode(this, host, pipeline);
    handler = new InputHandler(this, host, halfClose, currentRoom, outage, pipeline, outbound);
    input = new InputBuffer(decoder, handler, pipeline, outbound, wire, host);
    closing = new CloseSequence(this, host, wire, outbound, reader, input);
  }

  // Identity

  public long id() {
    return id;
  }

  /** Sets the id; a connection that was accepted during an outage gets another one later. */
  public void id(long given) {
    id = given;
    LOG.debug("conn={} opened from {} on {}", ConnectionId.text(id), wire.address(), kind);
  }

  /** Whether the log knows the connection, under its present id. */
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

  /** Empty until the log knows it. */
  String name() {
    return name;
  }

  Encoding encoding() {
    return encoding;
  }

  void format(OutputFormat format) {
    encoding = new Encoding(format, encoding.framing());
    probe.formatChanged();
  }

  /** Whether the connection gets its own lines. */
  boolean echo() {
    return echo;
  }

  void echo(boolean on) {
    echo = on;
  }

  // Parts

  ConnectionHost host() {
    return host;
  }

  InputBuffer input() {
    return input;
  }

  InputHandler handler() {
    return handler;
  }

  RequestPipeline pipeline() {
    return pipeline;
  }

  public Probe probe() {
    return probe;
  }

  Confirmations confirmations() {
    return confirmations;
  }

  // Start

  /** Opens the connection: the first answer is the greeting. */
  public void open(boolean isOperator) {
    operator = isOperator;
    pipeline.awaitGreeting();
    host.opened(this);
    host.loop().after(host.settings().limits().lobbyDelay().toMillis(), handler::lobbyDelayOver);
  }

  /** Takes a name as by {@code /name}, also one that is reserved. */
  public void takeName(String taken) {
    pipeline.inOrder(() -> pipeline.rename(new Entry.Name(id, taken, confirmations.stopAll())));
  }

  /** Takes over the settings that have changed. */
  public void onSettings() {
    input.maxLine(host.settings().limits().maxLine());
  }

  // Outage

  /** The log takes no entries for now, not even those that this connection waits for. */
  public void onUnavailable() {
    if (!closing.begun()) {
      outage.begin();
      input.proceed();
    }
  }

  /** Lines that have been held back for too long are refused. */
  public void refuseLate() {
    if (!closing.begun()) {
      outage.refuseLate();
    }
  }

  /** The log takes entries again. */
  public void onAvailable() {
    outage.end();
    openLate();
  }

  /** Becomes known to the log, if it is not and can be. */
  void openLate() {
    // A reply comes to the id that has asked: until then the id has to stay.
    if (!opened() && !closing.begun() && !pipeline.asking()) {
      host.openLate(this);
    }
  }

  // From the wire

  @Override
  public void onBytes(ByteBuf bytes) {
    int length = bytes.readableBytes();
    probe.received();
    input.received(host.toScratch(bytes), 0, length);
    probe.taken(length);
  }

  @Override
  public void onInputEnd() {
    input.ended();
  }

  @Override
  public void onWritable() {
    outbound.writeWaiting();
    reader.pump();
    host.turn().written(this);
    input.proceed();
  }

  @Override
  public void onBroken(CloseCause cause) {
    closing.broken(cause);
  }

  // To the wire

  /** Writes a message in the connection's format. */
  void send(Message message) {
    outbound.reply(host.encoders().encode(message, encoding));
    host.turn().written(this);
  }

  /** Flushes what was written in this turn; {@code now} in ms. */
  void flush(long now) {
    if (!closing.begun()) {
      probe.markWrittenLines();
    }
    wire.flush();
    if (!closing.over()) {
      probe.flushed(now);
    }
  }

  /** Sends a probe: the client, or its program, has to answer. */
  public void sendProbe() {
    if (!closing.begun()) {
      probe.send();
    }
  }

  /**
   * Polls the kernel for acknowledgements, and reports what they confirm.
   *
   * @return whether nothing is left to poll for
   */
  boolean pollAcknowledgements() {
    boolean nothingLeft = confirmations.poll();
    return nothingLeft || closing.over();
  }

  // End

  /** Whether the peer is gone, after its FIN and without an event. */
  public boolean peerGone() {
    return !closing.begun() && wire.peerGone();
  }

  /** Ends the connection by the close policy of the cause. */
  public void close(CloseCause cause) {
    close(cause, null);
  }

  /** The same with this goodbye; null for the usual one. */
  public void close(CloseCause cause, @Nullable Message goodbye) {
    closing.begin(cause, goodbye);
  }

  // From the dispatcher

  /** Carries out an effect by the part that it concerns. */
  public void carryOut(Effect.ToConnection effect) {
    EFFECTS.handle(this, effect);
  }

  private void joined(Effect.Joined joined) {
    reader.join(joined);
    currentRoom.joined(joined.room());
  }

  private void parted(Effect.Parted parted) {
    reader.part(parted.room());
    currentRoom.parted(parted.room());
  }
}
