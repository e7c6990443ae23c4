package lifeline.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.bus.LogStatus;
import lifeline.bus.Report;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.gateway.client.ClientConnection;

/**
 * The connections of one event loop, by their ids. Who comes is opened, which makes it known to the
 * log, as soon as entries get there; until then its id is one that nobody else hears of.
 */
public final class ConnectionTable {
  /** How often is looked who has waited for too long, while nothing gets into the log, ms. */
  private static final long LOOK_MILLIS = 250;

  /** For the ids of connections that the log must not hear of. */
  private static final NodeEpoch NO_RUN = new NodeEpoch(0, 0);

  private final int index;
  private final Gateway gateway;
  private final Map<Long, ClientConnection> connections = new LinkedHashMap<>();
  private LogStatus standing = new LogStatus(null, null);
  private boolean looking;
  private long lastNumber;

  /**
   * @param index number of the gateway
   */
  ConnectionTable(int index, Gateway gateway) {
    this.index = index;
    this.gateway = gateway;
  }

  /** The connection with that id, null if it is not here. */
  ClientConnection get(long id) {
    return connections.get(id);
  }

  /** Those that are here now. */
  List<ClientConnection> all() {
    return new ArrayList<>(connections.values());
  }

  /** Why nothing gets into the log for now; null if all is well. */
  public String unavailable() {
    return standing.unavailable();
  }

  /** A connection was accepted: it is opened now if that is possible, else when it is. */
  public void arrived(ClientConnection connection) {
    if (standing.serving()) {
      open(connection);
    } else {
      connection.id(newId(NO_RUN));
      add(connection);
      connection.onUnavailable();
    }
  }

  /** The connection, which is known here alone so far, is opened if that is possible now. */
  public void openLate(ClientConnection connection) {
    if (standing.serving()) {
      remove(connection);
      open(connection);
    }
  }

  private void open(ClientConnection connection) {
    connection.id(newId(standing.run()));
    add(connection);
    gateway.propose(new Entry.Opened(connection.id(), connection.address(), connection.operator()));
  }

  private long newId(NodeEpoch run) {
    lastNumber++;
    return ConnectionId.of(run.node(), run.epoch(), index, lastNumber);
  }

  private void add(ClientConnection connection) {
    connections.put(connection.id(), connection);
    gateway.sign(
        new Report.Opened(
            connection.id(),
            connection.address(),
            connection.listenerKind(),
            connection.vitals().tellsReceived()));
    connection.vitals().opened();
  }

  /** The connection has ended, or is to get another id. */
  void remove(ClientConnection connection) {
    connections.remove(connection.id());
    gateway.sign(new Report.Ended(connection.id()));
  }

  /** Whether connections can get anything into the log has changed. */
  void onStanding(LogStatus changed) {
    final boolean lost = standing.run() != null && changed.run() == null;
    standing = changed;
    for (ClientConnection connection : all()) {
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
      gateway.after(LOOK_MILLIS, this::look);
    }
  }

  private void look() {
    looking = false;
    all().forEach(ClientConnection::refuseLate);
    lookLater();
  }
}
