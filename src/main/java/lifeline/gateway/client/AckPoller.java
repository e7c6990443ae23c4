package lifeline.gateway.client;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Polls the acknowledgements of all connections of one event loop that have unconfirmed output: all
 * in one go, and less often the more there are.
 */
public final class AckPoller {
  /** Time to the first poll, ms: by then a healthy network has acknowledged a write. */
  private static final long FIRST_MILLIS = 2;

  /** Shortest time between later polls, ms. */
  private static final long MIN_INTERVAL_MILLIS = 20;

  /** Estimated cost of one TCP_INFO call, µs. */
  private static final long MICROS_PER_POLL = 2;

  /** Polling may take 1/50 of the event loop's time. */
  private static final long SHARE = 50;

  private final EventLoop loop;
  private final Set<ClientConnection> connections = new LinkedHashSet<>();
  private boolean scheduled;

  public AckPoller(EventLoop loop) {
    this.loop = loop;
  }

  /** Polls the connection until its output is confirmed. */
  void add(ClientConnection connection) {
    connections.add(connection);
    schedule(FIRST_MILLIS);
  }

  /** Polls the connection no more: it has ended. */
  public void remove(ClientConnection connection) {
    connections.remove(connection);
  }

  private void pollAll() {
    scheduled = false;
    connections.removeIf(ClientConnection::pollAcknowledgements);
    if (!connections.isEmpty()) {
      schedule(Math.max(MIN_INTERVAL_MILLIS, connections.size() * MICROS_PER_POLL * SHARE / 1000));
    }
  }

  private void schedule(long millis) {
    if (!scheduled) {
      scheduled = true;
      loop.after(millis, this::pollAll);
    }
  }
}
