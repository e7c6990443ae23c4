package lifeline.dispatcher;

import java.util.ArrayList;
import java.util.List;
import lifeline.bus.Bus;
import lifeline.connection.ConnectionId;
import lifeline.delivery.Effect;

/** Effects on their way to the gateways of this node. */
final class Outboxes {
  private final int node;
  private final List<List<Effect>> outboxes = new ArrayList<>();

  /**
   * @param node number of this node
   * @param gateways how many gateways it has
   */
  Outboxes(int node, int gateways) {
    this.node = node;
    for (int i = 0; i < gateways; i++) {
      outboxes.add(new ArrayList<>());
    }
  }

  /** Gives an effect to whom it concerns. */
  void add(Effect effect) {
    if (effect instanceof Effect.ToConnection one) {
      int gateway = ConnectionId.gateway(one.connection());
      if (ConnectionId.node(one.connection()) == node && gateway < outboxes.size()) {
        outboxes.get(gateway).add(effect);
      }
    } else if (!(effect instanceof Effect.Dropped)) {
      for (List<Effect> outbox : outboxes) {
        outbox.add(effect);
      }
    }
  }

  void send(Bus bus) {
    for (int i = 0; i < outboxes.size(); i++) {
      if (!outboxes.get(i).isEmpty()) {
        bus.carry(i, outboxes.get(i));
        outboxes.set(i, new ArrayList<>());
      }
    }
  }
}
