package lifeline.gateway.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds the bytes of lines that all connections of one event loop have submitted and that are not
 * answered yet: beyond it nobody's input is looked at, so that memory holds when the log is slower
 * than the input, however many are talking.
 */
public final class InFlightBudget {
  /** Several turns of a busy log; sixteen connections at their own limit. */
  private static final long MOST_BYTES = 8L << 20;

  private final Set<InputBuffer> waiting = new LinkedHashSet<>();
  private long used;

  /** Whether more may be submitted; if not, {@code asker} is told to proceed later. */
  boolean hasRoom(InputBuffer asker) {
    if (used < MOST_BYTES) {
      return true;
    }
    waiting.add(asker);
    return false;
  }

  void take(int bytes) {
    used += bytes;
  }

  /** Half of it must be free before anybody goes on, so that not each answer wakes everybody. */
  void give(int bytes) {
    used -= bytes;
    if (used < MOST_BYTES / 2 && !waiting.isEmpty()) {
      List<InputBuffer> now = List.copyOf(waiting);
      waiting.clear();
      now.forEach(InputBuffer::proceed);
    }
  }
}
