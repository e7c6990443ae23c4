package lifeline.dispatcher;

import java.util.ArrayList;
import java.util.List;
import lifeline.bus.Bus;
import lifeline.connection.ConnectionId;
import lifeline.delivery.Effect;

/** Effects on their way to the gateways of this node. */
final class Outboxes {
  private int node = -1;
  private final List<List<Effect>> outboxes = new ArrayList<>();

  /**
   * @param gateways how many gateways this node has
   */
  Outboxes(int gateways) {
    for (int i = 0; i < gateways; i++) {
      outboxes.add(new ArrayList<>());
    }
  }

  /** This node's number, once it is known; it has no connections before. */
  void node(int number) {
    node = number;
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
