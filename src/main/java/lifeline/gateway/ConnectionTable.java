package lifeline.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lifeline.bus.LogStatus;
import lifeline.bus.Report;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.gateway.client.ClientConnection;
import lifeline.gateway.client.EventLoop;
import lifeline.gateway.client.TurnBatch;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop by their ids. A new connection is opened, which makes it known
 * to the log; during an outage it gets an id that only this node knows, and is opened afterwards.
 */
public final class ConnectionTable {
  /** How often lines that have waited too long are refused during an outage, ms. */
  private static final long REFUSAL_MILLIS = 250;

  /** For the ids of connections that are not known to the log. */
  private static final NodeEpoch NO_EPOCH = new NodeEpoch(0, 0);

  private final int index;
  private final EventLoop loop;
  private final TurnBatch turn;
  private final Map<Long, ClientConnection> connections = new LinkedHashMap<>();
  private LogStatus status = new LogStatus(null, null);
  private boolean refusalScheduled;
  private long lastNumber;

  /**
   * @param index number of the gateway
   */
  ConnectionTable(int index, EventLoop loop, TurnBatch turn) {
    this.index = index;
    this.loop = loop;
    this.turn = turn;
  }

  /** The connection with that id; null if there is none here. */
  @Nullable ClientConnection get(long id) {
    return connections.get(id);
  }

  /** A copy, as connections may end while it is gone through. */
  public List<ClientConnection> all() {
    return new ArrayList<>(connections.values());
  }

  /** Why the log takes no entries for now; null if it takes them. */
  @Nullable String unavailable() {
    return status.unavailable();
  }

  /** A connection was accepted: it is opened, or gets an id that only this node knows. */
  void add(ClientConnection connection) {
    if (status.serving()) {
      open(connection);
    } else {
      connection.id(newId(NO_EPOCH));
      put(connection);
      connection.onUnavailable();
    }
  }

  /** The connection, known to this node alone so far, is opened if that is possible now. */
  void openLate(ClientConnection connection) {
    if (status.serving()) {
      remove(connection);
      open(connection);
    }
  }

  private void open(ClientConnection connection) {
    connection.id(newId(Objects.requireNonNull(status.epoch(), "it serves only in an epoch")));
    put(connection);
    turn.propose(new Entry.Opened(connection.id(), connection.address(), connection.operator()));
  }

  private long newId(NodeEpoch epoch) {
    lastNumber++;
    return ConnectionId.of(epoch.node(), epoch.epoch(), index, lastNumber);
  }

  private void put(ClientConnection connection) {
    connections.put(connection.id(), connection);
    turn.report(
        new Report.Opened(
            connection.id(),
            connection.address(),
            connection.listenerKind(),
            connection.probe().knowsReceived()));
    connection.probe().opened();
  }

  /** The connection has ended, or is about to get another id. */
  void remove(ClientConnection connection) {
    connections.remove(connection.id());
    turn.report(new Report.Closed(connection.id()));
  }

  /** Whether the log takes entries of this node has changed. */
  public void onLogStatus(LogStatus changed) {
    boolean lost = status.epoch() != null && changed.epoch() == null;
    status = changed;
    for (ClientConnection connection : all()) {
      if (lost && connection.opened()) {
        // The other nodes have ended it, so nothing more may be written to it.
        connection.onBroken(CloseCause.NODE_LOST);
      } else if (changed.unavailable() != null) {
        connection.onUnavailable();
      } else if (changed.epoch() != null) {
        connection.onAvailable();
      }
    }
    scheduleRefusal();
  }

  private void scheduleRefusal() {
    if (!refusalScheduled && unavailable() != null) {
      refusalScheduled = true;
      loop.after(REFUSAL_MILLIS, this::refuseLate);
    }
  }

  private void refuseLate() {
    refusalScheduled = false;
    all().forEach(ClientConnection::refuseLate);
    scheduleRefusal();
  }
}
