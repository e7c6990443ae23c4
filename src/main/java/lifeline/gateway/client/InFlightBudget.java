package lifeline.gateway.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Limits the bytes of submitted and unanswered lines of all connections of one event loop: above
 * the limit no input is processed, so that memory is bounded when the log is slower than the input,
 * with any number of connections.
 */
public final class InFlightBudget {
  /** Several batches of a busy log, or sixteen connections at their own limit. */
  private static final long MAX_BYTES = 8L << 20;

  private final Set<RequestPipeline> waiting = new LinkedHashSet<>();
  private long used;

  /** Whether more may be submitted; if not, {@code asker} proceeds when that changes. */
  boolean hasRoom(RequestPipeline asker) {
    if (used < MAX_BYTES) {
      return true;
    }
    waiting.add(asker);
    return false;
  }

  void take(int bytes) {
    used += bytes;
  }

  /** Returns bytes. Waiting connections proceed at half the limit, not at every answer. */
  void giveBack(int bytes) {
    used -= bytes;
    if (used < MAX_BYTES / 2 && !waiting.isEmpty()) {
      List<RequestPipeline> now = List.copyOf(waiting);
      waiting.clear();
      now.forEach(RequestPipeline::proceed);
    }
  }
}
