package lifeline.gateway;

import java.util.LinkedHashSet;
import java.util.Set;
import lifeline.gateway.client.ClientConnection;

/**
 * Connections that were written something whose arrival is not proven. All are looked at in one go;
 * the more there are, the less often.
 */
final class AckPoller {
  /** On a healthy network the acknowledgement of a write has come by then. */
  private static final long FIRST_MILLIS = 2;

  /** How often connections with unproven lines are looked at, at most. */
  private static final long LEAST_MILLIS = 20;

  /** What it costs to ask the kernel about a connection, and one part in how many it may take. */
  private static final long MICROS_PER_LOOK = 2;

  private static final long SHARE = 50;

  private final Gateway.Environment environment;
  private final Set<ClientConnection> unproven = new LinkedHashSet<>();
  private boolean due;

  AckPoller(Gateway.Environment environment) {
    this.environment = environment;
  }

  void add(ClientConnection connection) {
    unproven.add(connection);
    next(FIRST_MILLIS);
  }

  void remove(ClientConnection connection) {
    unproven.remove(connection);
  }

  private void round() {
    due = false;
    unproven.removeIf(ClientConnection::prove);
    if (!unproven.isEmpty()) {
      next(Math.max(LEAST_MILLIS, unproven.size() * MICROS_PER_LOOK * SHARE / 1000));
    }
  }

  private void next(long millis) {
    if (!due) {
      due = true;
      environment.after(millis, this::round);
    }
  }
}
