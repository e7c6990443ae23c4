package lifeline.dispatcher;

import java.util.ArrayList;
import java.util.List;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.log.Log;
import lifeline.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Effects on their way to the gateways of this node: one message for each gateway that has any. */
final class Outboxes {
  /** Epoch of the ids of connections that were opened before this node had one. */
  private static final int NO_EPOCH = 0;

  /** The way to the gateways. */
  @FunctionalInterface
  interface Carrier {
    void carry(int gateway, List<Effect> effects);
  }

  private final List<List<Effect>> outboxes = new ArrayList<>();
  private int node = -1;

  /**
   * Effects of batches that were applied while it is uncertain whether this node is still part of
   * the cluster; null while it is certain. Bounded by what the cluster commits in the time that one
   * batch of this node takes.
   */
  private @Nullable List<Effect> held;

  /**
   * @param gateways number of gateways of this node
   */
  Outboxes(int gateways) {
    for (int i = 0; i < gateways; i++) {
      outboxes.add(new ArrayList<>());
    }
  }

  /** This node's number, once it is known. */
  void node(int number) {
    node = number;
  }

  /** Holds what is {@link #applied} from now on, until {@link #release}. */
  void hold() {
    held = new ArrayList<>();
  }

  /** Gives what was held to the gateways. */
  void release() {
    if (held != null) {
      List<Effect> all = held;
      held = null;
      all.forEach(this::add);
    }
  }

  /** An effect of an entry that the log has committed. */
  void applied(Effect effect) {
    if (held == null) {
      add(effect);
    } else {
      held.add(effect);
    }
  }

  /**
   * The log has not accepted the entry: if it has lines, its connection gets a refusal, after the
   * answers to earlier lines.
   */
  void refused(Entry entry, Log.Refusal refusal) {
    if (entry instanceof Entry.Say say) {
      refused(say.connection(), say.lines().count(), refusal);
    } else if (entry instanceof Entry.Direct direct) {
      refused(direct.connection(), direct.line().count(), refusal);
    }
  }

  private void refused(long connection, int lines, Log.Refusal refusal) {
    Effect effect =
        new Effect.Refused(
            connection,
            refusal.unknown()
                ? Errors.linesUnknown(lines, refusal.reason())
                : Errors.linesRefused(lines, refusal.reason()));
    if (held != null && held.stream().anyMatch(earlier -> answersLines(earlier, connection))) {
      held.add(effect);
    } else {
      add(effect);
    }
  }

  private static boolean answersLines(Effect effect, long connection) {
    return (effect instanceof Effect.Receipted || effect instanceof Effect.Refused)
        && ((Effect.ToConnection) effect).connection() == connection;
  }

  /** An effect for the gateway of its connection, or for all gateways. */
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

  /** Whether it is a connection of this node. Only its own node knows one without an epoch. */
  private boolean isHere(long connection) {
    return ConnectionId.node(connection) == node || ConnectionId.epoch(connection) == NO_EPOCH;
  }

  /** Sends what each gateway has. */
  void send(Carrier carrier) {
    for (int i = 0; i < outboxes.size(); i++) {
      if (!outboxes.get(i).isEmpty()) {
        carrier.carry(i, outboxes.get(i));
        outboxes.set(i, new ArrayList<>());
      }
    }
  }
}
