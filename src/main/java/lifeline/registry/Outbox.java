package lifeline.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.bus.Bus;
import lifeline.bus.Order;
import lifeline.bus.Submission;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.connection.Liveness;
import lifeline.delivery.Entry;

/** What liveness wants done, collected: one message for each gateway, one for the dispatcher. */
final class Outbox implements Liveness.Actions {
  /** A submission that no gateway has made, and none hears of. */
  private static final int NO_GATEWAY = -1;

  private final Bus bus;
  private final Map<Integer, List<Order>> orders = new HashMap<>();
  private List<Submission.Item> changes = new ArrayList<>();

  Outbox(Bus bus) {
    this.bus = bus;
  }

  @Override
  public void look(long connection) {
    order(new Order.Look(connection));
  }

  @Override
  public void ask(long connection) {
    order(new Order.Ask(connection));
  }

  @Override
  public void health(long connection, boolean suspect) {
    changes.add(new Submission.Item(new Entry.Health(connection, suspect), null));
  }

  @Override
  public void fail(long connection, CloseCause cause) {
    order(new Order.End(connection, cause));
  }

  private void order(Order order) {
    int gateway = ConnectionId.gateway(order.connection());
    orders.computeIfAbsent(gateway, index -> new ArrayList<>()).add(order);
  }

  void send() {
    if (!orders.isEmpty()) {
      orders.forEach(bus::orders);
      orders.clear();
    }
    if (!changes.isEmpty()) {
      bus.submit(new Submission(NO_GATEWAY, changes));
      changes = new ArrayList<>();
    }
  }
}
