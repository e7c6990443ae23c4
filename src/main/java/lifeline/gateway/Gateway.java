package lifeline.gateway;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.bus.Bus;
import lifeline.bus.ConnectionOrder;
import lifeline.config.Settings;
import lifeline.connection.CloseCause;
import lifeline.delivery.entry.Effect;
import lifeline.gateway.client.AckPoller;
import lifeline.gateway.client.ClientConnection;
import lifeline.gateway.client.ConnectionHost;
import lifeline.gateway.client.EventLoop;
import lifeline.gateway.client.InFlightBudget;
import lifeline.gateway.client.LineReader;
import lifeline.gateway.client.TurnBatch;
import lifeline.gateway.feed.Encoders;
import lifeline.gateway.feed.Feeds;
import lifeline.handler.HandlerTable;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Notices;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop share: their ids ({@link ConnectionTable}), the rooms they
 * are in ({@link Feeds}), what is done once for all of them ({@link TurnBatch}, {@link AckPoller}),
 * limits and buffers. Receives what the dispatcher and the registry send to the connections.
 */
public final class Gateway implements ConnectionHost, Bus.GatewayHandler {
  /** Clients are asked to come back after a drain spread over this time, s. */
  private static final int DRAIN_SPREAD_SECONDS = 5;

  private static final HandlerTable<Gateway, Effect> EFFECTS =
      HandlerTable.<Gateway, Effect>of(Effect.class)
          .on(Effect.LinesAppended.class, (gateway, effect) -> gateway.feeds.append(effect.lines()))
          .on(Effect.Presence.class, Gateway::notifyPresence)
          // A room is only dropped when no connection is in it: no concern of a gateway.
          .on(Effect.Dropped.class, (gateway, effect) -> {})
          .on(Effect.ToConnection.class, Gateway::carryOut)
          .build();

  private static final HandlerTable<ClientConnection, ConnectionOrder> ORDERS =
      HandlerTable.<ClientConnection, ConnectionOrder>of(ConnectionOrder.class)
          .on(ConnectionOrder.Close.class, (connection, end) -> connection.close(end.cause()))
          .on(ConnectionOrder.Probe.class, (connection, ask) -> connection.sendProbe())
          .on(ConnectionOrder.Poll.class, (connection, look) -> connection.probe().pollAndReport())
          .build();

  private final EventLoop loop;
  private final Encoders encoders;
  private final InFlightBudget budget = new InFlightBudget();
  private final Feeds feeds = new Feeds();
  private final LineBlock.Builder lines = new LineBlock.Builder();
  private final HalfClosedConnections halfClosed;
  private final AckPoller ackPoller;
  private final TurnBatch turn;
  private final ConnectionTable connections;
  private Settings settings;
  private byte[] scratch = new byte[64 * 1024];
  private final Set<LineReader> readersToPump = new LinkedHashSet<>();

  /**
   * @param index the gateway's number in its node
   */
  public Gateway(int index, EventLoop loop, Encoders encoders, Settings settings) {
    this.loop = loop;
    this.encoders = encoders;
    this.settings = settings;
    this.halfClosed = new HalfClosedConnections(loop);
    this.ackPoller = new AckPoller(loop);
    this.turn = new TurnBatch(loop);
    this.connections = new ConnectionTable(index, loop, turn);
  }

  /** The connections of this event loop. */
  public ConnectionTable connections() {
    return connections;
  }

  // What the connections share

  @Override
  public Settings settings() {
    return settings;
  }

  /** Takes over the settings that can change while the server runs. */
  void settings(Settings changed) {
    settings = changed;
    connections.all().forEach(ClientConnection::onSettings);
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public TurnBatch turn() {
    return turn;
  }

  @Override
  public AckPoller ackPoller() {
    return ackPoller;
  }

  @Override
  public InFlightBudget budget() {
    return budget;
  }

  @Override
  public Feeds feeds() {
    return feeds;
  }

  @Override
  public Encoders encoders() {
    return encoders;
  }

  @Override
  public LineBlock.Builder lines() {
    return lines;
  }

  @Override
  public byte[] toScratch(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (scratch.length < length) {
      scratch = new byte[length];
    }
    bytes.readBytes(scratch, 0, length);
    return scratch;
  }

  @Override
  public @Nullable String unavailable() {
    return connections.unavailable();
  }

  // Steps of a connection's life

  @Override
  public void opened(ClientConnection connection) {
    connections.add(connection);
  }

  @Override
  public void openLate(ClientConnection connection) {
    connections.openLate(connection);
  }

  @Override
  public void pumpAfterEffects(LineReader reader) {
    readersToPump.add(reader);
  }

  @Override
  public void halfClosed(ClientConnection connection) {
    connection.probe().halfClosed();
    halfClosed.add(connection);
  }

  @Override
  public void ended(ClientConnection connection) {
    connections.remove(connection);
    turn.remove(connection);
    halfClosed.remove(connection);
    ackPoller.remove(connection);
  }

  /** Ends half-closed connections whose peer is gone; to be called about once a second. */
  public void closeGonePeers() {
    halfClosed.closeGonePeers();
  }

  /** Reports to the registry the connections that input came from since the last call. */
  public void reportActivity() {
    connections.all().forEach(connection -> connection.probe().reportIfHeard());
  }

  /**
   * Ends all connections; clients are asked to come back at different times.
   *
   * @param others addresses of other nodes; empty if there are none
   */
  public void drain(String others) {
    for (ClientConnection connection : connections.all()) {
      long seconds = 1 + connection.id() % DRAIN_SPREAD_SECONDS;
      connection.close(CloseCause.SERVER_DRAINING, Notices.draining(seconds, others));
    }
  }

  // From the registry

  @Override
  public void onOrders(List<ConnectionOrder> orders) {
    for (ConnectionOrder order : orders) {
      ClientConnection connection = connections.get(order.connection());
      if (connection != null) {
        ORDERS.handle(connection, order);
      }
    }
  }

  // From the dispatcher

  @Override
  public void onCarry(List<Effect> effects) {
    effects.forEach(effect -> EFFECTS.handle(this, effect));
    feeds.offer();
    readersToPump.forEach(LineReader::pump);
    readersToPump.clear();
    turn.flush();
  }

  private void notifyPresence(Effect.Presence presence) {
    if (settings.room(presence.room()).presence()) {
      feeds.notifyPresence(presence);
    }
  }

  private void carryOut(Effect.ToConnection effect) {
    ClientConnection connection = connections.get(effect.connection());
    // It may have ended since the effect was decided.
    if (connection != null) {
      connection.carryOut(effect);
    }
  }
}
