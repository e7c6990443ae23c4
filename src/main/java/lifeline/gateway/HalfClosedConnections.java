package lifeline.gateway;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.connection.CloseCause;
import lifeline.gateway.client.ClientConnection;

/**
 * Connections that stay although their peers have ended their input. A peer that is really gone
 * answers the notice it gets with a RST that epoll does not tell us after a FIN, so it is looked
 * for.
 */
final class HalfClosedConnections {
  /** When to look whether a peer that sent FIN answers with RST, ms after the notice to it. */
  private static final long[] PROBES_AFTER_FIN = {1, 5, 50, 500};

  private final Gateway.Environment environment;
  private final Set<ClientConnection> connections = new LinkedHashSet<>();

  HalfClosedConnections(Gateway.Environment environment) {
    this.environment = environment;
  }

  void add(ClientConnection connection) {
    connections.add(connection);
    for (long millis : PROBES_AFTER_FIN) {
      environment.after(millis, () -> endIfGone(connection));
    }
  }

  void remove(ClientConnection connection) {
    connections.remove(connection);
  }

  /** Ends those whose peers are gone. */
  void sweep() {
    List.copyOf(connections).forEach(HalfClosedConnections::endIfGone);
  }

  private static void endIfGone(ClientConnection connection) {
    if (connection.gone()) {
      connection.onBroken(CloseCause.PEER_CLOSED);
    }
  }
}
