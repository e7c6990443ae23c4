package lifeline.dispatcher;

import java.util.ArrayList;
import java.util.List;
import lifeline.bus.Bus;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Effect;

/** Effects on their way to the gateways of this node. */
final class Outboxes {
  private int node = -1;
  private final List<List<Effect>> outboxes = new ArrayList<>();

  /**
   * Effects of what was applied while it is in doubt whether anybody may see them; else null. What
   * the others say in the time that it takes to commit one batch.
   */
  private List<Effect> held;

  /**
   * @param gateways how many gateways this node has
   */
  Outboxes(int gateways) {
    for (int i = 0; i < gateways; i++) {
      outboxes.add(new ArrayList<>());
    }
  }

  /** This node's number, once it is known; before, its connections are of no run. */
  void node(int number) {
    node = number;
  }

  /** Keeps back what is {@link #applied} from now on. */
  void hold() {
    held = new ArrayList<>();
  }

  /** Gives what was held to whom it concerns. */
  void release() {
    if (held != null) {
      List<Effect> all = held;
      held = null;
      all.forEach(this::add);
    }
  }

  /** An effect of something that the log has committed. */
  void applied(Effect effect) {
    if (held == null) {
      add(effect);
    } else {
      held.add(effect);
    }
  }

  /** A refusal, which does not overtake earlier answers to lines of its connection. */
  void refused(Effect.Refused effect) {
    boolean behind =
        held != null && held.stream().anyMatch(earlier -> answersLines(earlier, effect));
    if (behind) {
      held.add(effect);
    } else {
      add(effect);
    }
  }

  private static boolean answersLines(Effect earlier, Effect.Refused refused) {
    return (earlier instanceof Effect.Receipted || earlier instanceof Effect.Refused)
        && ((Effect.ToConnection) earlier).connection() == refused.connection();
  }

  /** Gives an effect to whom it concerns. */
  void add(Effect effect) {
    if (effect instanceof Effect.ToConnection one) {
      int gateway = ConnectionId.gateway(one.connection());
      if (isHere(one.connection()) && gateway < outboxes.size()) {
        outboxes.get(gateway).add(effect);
      }
    } else if (!(effect instanceof Effect.Dropped)) {
      for (List<Effect> outbox : outboxes) {
        outbox.add(effect);
      }
    }
  }

  /** Whoever is in no run yet is known to its own node alone. */
  private boolean isHere(long connection) {
    return ConnectionId.node(connection) == node || ConnectionId.epoch(connection) == 0;
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
