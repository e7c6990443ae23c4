package lifeline.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.bus.Bus;
import lifeline.bus.ConnectionOrder;
import lifeline.bus.Submission;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Entry;
import lifeline.liveness.LivenessTracker;

/** Collects what liveness orders: one message for each gateway, one for the dispatcher. */
final class RegistryActions implements LivenessTracker.Actions {
  private final Bus bus;
  private final Map<Integer, List<ConnectionOrder>> orders = new HashMap<>();
  private List<Submission.Request> changes = new ArrayList<>();

  RegistryActions(Bus bus) {
    this.bus = bus;
  }

  @Override
  public void poll(long connection) {
    order(new ConnectionOrder.Poll(connection));
  }

  @Override
  public void probe(long connection) {
    order(new ConnectionOrder.Probe(connection));
  }

  @Override
  public void healthChanged(long connection, boolean suspect) {
    changes.add(new Submission.Append(new Entry.Health(connection, suspect)));
  }

  @Override
  public void fail(long connection, CloseCause cause) {
    order(new ConnectionOrder.Close(connection, cause));
  }

  private void order(ConnectionOrder order) {
    int gateway = ConnectionId.gateway(order.connection());
    orders.computeIfAbsent(gateway, index -> new ArrayList<>()).add(order);
  }

  /** Sends what was collected. */
  void send() {
    if (!orders.isEmpty()) {
      orders.forEach(bus::orders);
      orders.clear();
    }
    if (!changes.isEmpty()) {
      bus.submit(new Submission(changes));
      changes = new ArrayList<>();
    }
  }
}
