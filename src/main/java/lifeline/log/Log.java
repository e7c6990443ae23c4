package lifeline.log;

import java.util.List;
import lifeline.delivery.Entry;

/**
 * Orders entries. What is appended is committed once, in the order in which it was appended here,
 * and nothing that {@link Committed} has been told is ever taken back.
 */
public interface Log {

  /** Hears of committed entries, on the thread that appended them. */
  @FunctionalInterface
  interface Committed {
    /**
     * These entries are committed, behind all that was told before.
     *
     * @param time the leader's time, ms since the epoch; never goes back
     */
    void onCommitted(List<Entry> entries, long time);
  }

  /** Appends entries, in order. Non-blocking. The list is not changed by the caller afterwards. */
  void append(List<Entry> entries);
}
