package lifeline.gateway;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.connection.CloseCause;
import lifeline.gateway.client.ClientConnection;
import lifeline.gateway.client.EventLoop;

/**
 * Connections that stay open although their peers have sent FIN. A peer that has really gone
 * answers the notice it is written with a RST, which epoll does not report after a FIN: so they are
 * polled.
 */
final class HalfClosedConnections {
  /** When to poll for the RST, ms after the notice was written. */
  private static final long[] POLLS_AFTER_FIN = {1, 5, 50, 500};

  private final EventLoop loop;
  private final Set<ClientConnection> connections = new LinkedHashSet<>();

  HalfClosedConnections(EventLoop loop) {
    this.loop = loop;
  }

  void add(ClientConnection connection) {
    connections.add(connection);
    for (long millis : POLLS_AFTER_FIN) {
      loop.after(millis, () -> closeIfGone(connection));
    }
  }

  void remove(ClientConnection connection) {
    connections.remove(connection);
  }

  /** Ends the connections whose peers are gone. */
  void closeGonePeers() {
    List.copyOf(connections).forEach(HalfClosedConnections::closeIfGone);
  }

  private static void closeIfGone(ClientConnection connection) {
    if (connection.peerGone()) {
      connection.onBroken(CloseCause.PEER_CLOSED);
    }
  }
}
