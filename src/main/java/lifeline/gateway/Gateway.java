package lifeline.gateway;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lifeline.bus.GatewayHandler;
import lifeline.bus.Order;
import lifeline.bus.OrderHandler;
import lifeline.bus.Report;
import lifeline.bus.Standing;
import lifeline.bus.Submission;
import lifeline.config.Settings;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeRun;
import lifeline.delivery.Effect;
import lifeline.delivery.Entry;
import lifeline.delivery.Query;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Message;

/**
 * The connections of one event loop and the rooms they hear. Requests are collected and submitted
 * once in a turn of the loop; whoever was written to is flushed once in a turn.
 */
final class Gateway implements GatewayHandler, OrderHandler {
  /** Over how many seconds clients are asked to come back after a drain. */
  private static final int DRAIN_SPREAD_SECONDS = 5;

  /** How often is looked who has waited for too long, while nothing gets into the log, ms. */
  private static final long LOOK_MILLIS = 250;

  /** For the ids of connections that the log must not hear of. */
  private static final NodeRun NO_RUN = new NodeRun(0, 0);

  private final int index;
  private final Environment environment;
  private final Encoders encoders;
  private final FeedCache cache = new FeedCache();
  private final Budget budget = new Budget();
  private final Map<Long, ClientConnection> connections = new LinkedHashMap<>();
  private final Map<String, RoomFeed> feeds = new HashMap<>();
  private final LineBlock.Builder lines = new LineBlock.Builder();
  private final HalfClosed halfClosed;
  private final ProofRounds unproven;
  private Settings settings;
  private Standing standing = new Standing(null, null);
  private boolean looking;
  private long lastNumber;
  private byte[] scratch = new byte[64 * 1024];

  private final List<RoomFeed> touched = new ArrayList<>();
  private final Set<Hearing> waiting = new LinkedHashSet<>();
  private final Set<ClientConnection> written = new LinkedHashSet<>();
  private List<Submission.Item> submission = new ArrayList<>();
  private List<Report.Sign> signs = new ArrayList<>();
  private boolean endOfTurnDue;

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
    this.index = index;
    this.environment = environment;
    this.encoders = encoders;
    this.settings = settings;
    this.halfClosed = new HalfClosed(environment);
    this.unproven = new ProofRounds(environment);
  }

  /** The settings as they are now. */
  Settings settings() {
    return settings;
  }

  /** Takes over what can change while running. */
  void settings(Settings changed) {
    settings = changed;
    connections
        .values()
        .forEach(connection -> connection.inbox().maxLine(changed.limits().maxLine()));
  }

  Encoders encoders() {
    return encoders;
  }

  /** What may be submitted and not answered, by all connections together. */
  Budget budget() {
    return budget;
  }

  /** Collects the lines of one connection during one call of its decoder; empty in between. */
  LineBlock.Builder lines() {
    return lines;
  }

  /** Milliseconds of the clock that everything here is timed by. */
  long steady() {
    return environment.steady();
  }

  /** The bytes on the heap; the array is everybody's and valid for this call only. */
  byte[] toScratch(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (scratch.length < length) {
      scratch = new byte[length];
    }
    bytes.readBytes(scratch, 0, length);
    return scratch;
  }

  /** Why nothing gets into the log for now; null if all is well. */
  String unavailable() {
    return standing.unavailable();
  }

  /** A connection was accepted: it is opened now if that is possible, else when it is. */
  void arrived(ClientConnection connection) {
    if (standing.serving()) {
      open(connection);
    } else {
      connection.id(newId(NO_RUN));
      known(connection);
      connection.onUnavailable();
    }
  }

  /** Connections can be opened now; {@code connection} is known here alone so far. */
  void openLate(ClientConnection connection) {
    if (standing.serving()) {
      forget(connection);
      open(connection);
    }
  }

  private void open(ClientConnection connection) {
    connection.id(newId(standing.run()));
    known(connection);
    propose(new Entry.Opened(connection.id(), connection.address(), connection.operator()));
  }

  private long newId(NodeRun run) {
    lastNumber++;
    return ConnectionId.of(run.node(), run.epoch(), index, lastNumber);
  }

  private void known(ClientConnection connection) {
    connections.put(connection.id(), connection);
    sign(
        new Report.Opened(
            connection.id(),
            connection.address(),
            connection.listenerKind(),
            connection.vitals().tellsReceived()));
    connection.vitals().opened();
  }

  private void forget(ClientConnection connection) {
    connections.remove(connection.id());
    sign(new Report.Ended(connection.id()));
  }

  void ended(ClientConnection connection) {
    forget(connection);
    written.remove(connection);
    halfClosed.remove(connection);
    unproven.remove(connection);
  }

  /** The connection stays although its peer has ended its input. */
  void halfClosed(ClientConnection connection) {
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
    String elsewhere = others.isEmpty() ? "" : "; others: " + others;
    for (ClientConnection connection : new ArrayList<>(connections.values())) {
      long seconds = 1 + connection.id() % DRAIN_SPREAD_SECONDS;
      connection.close(
          CloseCause.SERVER_DRAINING,
          new Message.Notice("bye", "bye: server-draining; back in " + seconds + "s" + elsewhere));
    }
  }

  /** Whether connections can get anything into the log has changed. */
  void onStanding(Standing changed) {
    final boolean lost = standing.run() != null && changed.run() == null;
    standing = changed;
    for (ClientConnection connection : new ArrayList<>(connections.values())) {
      if (lost && connection.opened()) {
        // The other nodes have ended it: nothing more is written to it.
        connection.onBroken(CloseCause.NODE_LOST);
      } else if (changed.unavailable() != null) {
        connection.onUnavailable();
      } else if (changed.run() != null) {
        connection.onAvailable();
      }
    }
    lookLater();
  }

  private void lookLater() {
    if (!looking && unavailable() != null) {
      looking = true;
      after(LOOK_MILLIS, this::look);
    }
  }

  private void look() {
    looking = false;
    new ArrayList<>(connections.values()).forEach(ClientConnection::refuseLate);
    lookLater();
  }

  /** Tells the registry who was heard of since the last call. */
  void sign() {
    connections.values().forEach(connection -> connection.vitals().sign());
  }

  @Override
  public void onOrders(List<Order> orders) {
    for (Order order : orders) {
      ClientConnection connection = connections.get(order.connection());
      if (connection == null) {
        continue;
      }
      if (order instanceof Order.End end) {
        connection.close(end.cause());
      } else if (order instanceof Order.Ask) {
        connection.ask();
      } else {
        connection.vitals().lookAndReport();
      }
    }
  }

  void propose(Entry entry) {
    submission.add(new Submission.Item(entry, null));
    endOfTurn();
  }

  void ask(Query query) {
    submission.add(new Submission.Item(null, query));
    endOfTurn();
  }

  void sign(Report.Sign sign) {
    signs.add(sign);
    endOfTurn();
  }

  /** Runs the task when everything that is ready in this turn is done. */
  void atEndOfTurn(Runnable task) {
    environment.atEndOfTurn(task);
  }

  /** Runs the task after a while. */
  void after(long millis, Runnable task) {
    environment.after(millis, task);
  }

  /** An operator wants the server to end. */
  void drainServer() {
    environment.drainServer();
  }

  /** Something was written to the connection and is to be flushed in this turn. */
  void written(ClientConnection connection) {
    written.add(connection);
    endOfTurn();
  }

  private void endOfTurn() {
    if (!endOfTurnDue) {
      endOfTurnDue = true;
      environment.atEndOfTurn(this::onEndOfTurn);
    }
  }

  private void onEndOfTurn() {
    endOfTurnDue = false;
    flush();
    if (!submission.isEmpty()) {
      environment.submit(new Submission(index, submission));
      submission = new ArrayList<>();
    }
    if (!signs.isEmpty()) {
      environment.report(new Report(signs));
      signs = new ArrayList<>();
    }
  }

  private void flush() {
    // A flush may find a wire broken and end its connection.
    List<ClientConnection> due = new ArrayList<>(written);
    written.clear();
    long now = steady();
    due.forEach(connection -> connection.flush(now));
  }

  @Override
  public void onCarry(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Accepted accepted) {
        RoomFeed feed = feeds.get(accepted.lines().room());
        if (feed != null && feed.append(accepted.lines())) {
          touched.add(feed);
        }
      } else if (effect instanceof Effect.Presence presence) {
        tell(presence);
      } else if (effect instanceof Effect.ToConnection toConnection) {
        ClientConnection connection = connections.get(toConnection.connection());
        if (connection != null) {
          connection.carryOut(toConnection);
        }
      }
    }
    for (RoomFeed feed : touched) {
      feed.offerOpen();
    }
    touched.clear();
    waiting.forEach(Hearing::pump);
    waiting.clear();
    flush();
  }

  /** Something waits to be written when the effects that came together are all carried out. */
  void pumpAfterEffects(Hearing hearing) {
    waiting.add(hearing);
  }

  private void tell(Effect.Presence presence) {
    RoomFeed feed = feeds.get(presence.room());
    if (feed == null || !settings.room(presence.room()).presence()) {
      return;
    }
    feed.offerOpen();
    touched.remove(feed);
    String what =
        presence.cause() == null
            ? " joined " + presence.room()
            : " left " + presence.room() + ": " + presence.cause();
    Message notice = new Message.Notice("presence", presence.name() + what);
    for (Reading reading : feed.readings()) {
      reading.hearing.notice(reading, presence.except(), notice);
    }
  }

  /** The recent chunk with that line, or null if it is not in memory here. */
  Chunk chunkWith(String room, long seq) {
    RoomFeed feed = feeds.get(room);
    return feed == null ? null : feed.chunkWith(seq);
  }

  /** Something was written to the connection whose arrival is not proven yet. */
  void unproven(ClientConnection connection) {
    unproven.add(connection);
  }

  /** The feed of a room that a connection here begins to hear; {@code head} is its last seq. */
  RoomFeed feed(String room, long head) {
    return feeds.computeIfAbsent(room, name -> new RoomFeed(name, head, cache));
  }

  /** A connection hears this room no more. */
  void left(RoomFeed feed) {
    if (feed.readings().isEmpty()) {
      feeds.remove(feed.room());
      touched.remove(feed);
      feed.close();
    }
  }
}
