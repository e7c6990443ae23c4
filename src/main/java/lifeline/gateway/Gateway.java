package lifeline.gateway;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.bus.ConnectionOrder;
import lifeline.bus.GatewayHandler;
import lifeline.bus.OrderHandler;
import lifeline.bus.Report;
import lifeline.bus.Submission;
import lifeline.config.Settings;
import lifeline.connection.CloseCause;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.gateway.client.ClientConnection;
import lifeline.gateway.client.InFlightBudget;
import lifeline.gateway.client.LineReader;
import lifeline.gateway.feed.Encoders;
import lifeline.gateway.feed.Feeds;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Notices;

/**
 * What the connections of one event loop share: who they are ({@link ConnectionTable}), the rooms
 * they hear ({@link Feeds}), what is done once for all of them ({@link TurnBatch}), and limits and
 * buffers.
 */
public final class Gateway implements GatewayHandler, OrderHandler {
  /** Over how many seconds clients are asked to come back after a drain. */
  private static final int DRAIN_SPREAD_SECONDS = 5;

  private final Environment environment;
  private final Encoders encoders;
  private final InFlightBudget budget = new InFlightBudget();
  private final Feeds feeds = new Feeds();
  private final LineBlock.Builder lines = new LineBlock.Builder();
  private final HalfClosedConnections halfClosed;
  private final AckPoller unproven;
  private final TurnBatch endOfTurn;
  private final ConnectionTable roster;
  private Settings settings;
  private byte[] scratch = new byte[64 * 1024];
  private final Set<LineReader> waiting = new LinkedHashSet<>();

  /** What the gateway needs of the world around it. */
  interface Environment {
    /** Runs the task when everything that is ready in this turn of the event loop is done. */
    void atEndOfTurn(Runnable task);

    void submit(Submission submission);

    void report(Report report);

    /** Asks for the end of the whole server. */
    void drainServer();

    /** Runs the task after a while, on the event loop. */
    void after(long millis, Runnable task);

    /** Milliseconds of a clock that nobody sets. */
    long steady();
  }

  Gateway(int index, Environment environment, Encoders encoders, Settings settings) {
    this.environment = environment;
    this.encoders = encoders;
    this.settings = settings;
    this.halfClosed = new HalfClosedConnections(environment);
    this.unproven = new AckPoller(environment);
    this.endOfTurn = new TurnBatch(index, environment);
    this.roster = new ConnectionTable(index, this);
  }

  /** The settings as they are now. */
  public Settings settings() {
    return settings;
  }

  /** Takes over what can change while running. */
  void settings(Settings changed) {
    settings = changed;
    roster.all().forEach(connection -> connection.inbox().maxLine(changed.limits().maxLine()));
  }

  /** Who is here. */
  public ConnectionTable roster() {
    return roster;
  }

  /** What is heard here. */
  public Feeds feeds() {
    return feeds;
  }

  public Encoders encoders() {
    return encoders;
  }

  /** What may be submitted and not answered, by all connections together. */
  public InFlightBudget budget() {
    return budget;
  }

  /** Collects the lines of one connection during one call of its decoder; empty in between. */
  public LineBlock.Builder lines() {
    return lines;
  }

  /** Milliseconds of the clock that everything here is timed by. */
  public long steady() {
    return environment.steady();
  }

  /** The bytes on the heap; the array is everybody's and valid for this call only. */
  public byte[] toScratch(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (scratch.length < length) {
      scratch = new byte[length];
    }
    bytes.readBytes(scratch, 0, length);
    return scratch;
  }

  public void ended(ClientConnection connection) {
    roster.remove(connection);
    endOfTurn.remove(connection);
    halfClosed.remove(connection);
    unproven.remove(connection);
  }

  /** The connection stays although its peer has ended its input. */
  public void halfClosed(ClientConnection connection) {
    connection.vitals().halfClosed();
    halfClosed.add(connection);
  }

  /** Looks for half-closed connections whose peer is gone; to be called once in a while. */
  void sweep() {
    halfClosed.sweep();
  }

  /**
   * Says goodbye to everybody; who comes back does so over some seconds, not all at once.
   *
   * @param others where else they can go; empty if nowhere
   */
  void drain(String others) {
    for (ClientConnection connection : roster.all()) {
      long seconds = 1 + connection.id() % DRAIN_SPREAD_SECONDS;
      connection.close(CloseCause.SERVER_DRAINING, Notices.draining(seconds, others));
    }
  }

  /** Tells the registry who was heard of since the last call. */
  void sign() {
    roster.all().forEach(connection -> connection.vitals().sign());
  }

  @Override
  public void onOrders(List<ConnectionOrder> orders) {
    for (ConnectionOrder order : orders) {
      ClientConnection connection = roster.get(order.connection());
      if (connection == null) {
        continue;
      }
      if (order instanceof ConnectionOrder.End end) {
        connection.close(end.cause());
      } else if (order instanceof ConnectionOrder.Ask) {
        connection.ask();
      } else {
        connection.vitals().lookAndReport();
      }
    }
  }

  public void propose(Entry entry) {
    endOfTurn.submit(new Submission.Item(entry, null));
  }

  public void ask(Query query) {
    endOfTurn.submit(new Submission.Item(null, query));
  }

  public void sign(Report.Sign sign) {
    endOfTurn.sign(sign);
  }

  /** Runs the task when everything that is ready in this turn is done. */
  void atEndOfTurn(Runnable task) {
    environment.atEndOfTurn(task);
  }

  /** Runs the task after a while. */
  public void after(long millis, Runnable task) {
    environment.after(millis, task);
  }

  /** An operator wants the server to end. */
  public void drainServer() {
    environment.drainServer();
  }

  /** Something was written to the connection and is to be flushed in this turn. */
  public void written(ClientConnection connection) {
    endOfTurn.written(connection);
  }

  @Override
  public void onCarry(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.LinesAppended accepted) {
        feeds.append(accepted.lines());
      } else if (effect instanceof Effect.Presence presence) {
        if (settings.room(presence.room()).presence()) {
          feeds.tell(presence);
        }
      } else if (effect instanceof Effect.ToConnection toConnection) {
        ClientConnection connection = roster.get(toConnection.connection());
        if (connection != null) {
          connection.carryOut(toConnection);
        }
      }
    }
    feeds.offer();
    waiting.forEach(LineReader::pump);
    waiting.clear();
    endOfTurn.flush();
  }

  /** Something waits to be written when the effects that came together are all carried out. */
  public void pumpAfterEffects(LineReader hearing) {
    waiting.add(hearing);
  }

  /** Something was written to the connection whose arrival is not proven yet. */
  public void unproven(ClientConnection connection) {
    unproven.add(connection);
  }
}
