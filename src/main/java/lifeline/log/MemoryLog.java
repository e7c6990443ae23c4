package lifeline.log;

import java.util.List;
import java.util.function.LongSupplier;
import lifeline.delivery.Entry;

/** Keeps nothing: an entry is committed as soon as it is appended, and gone with the process. */
public final class MemoryLog implements Log {
  private final LongSupplier clock;
  private final Committed committed;
  private long lastTime;

  /**
   * A log that tells {@code committed} within {@link #append}.
   *
   * @param clock ms since the epoch; may jump, the log's time does not go back with it
   */
  public MemoryLog(LongSupplier clock, Committed committed) {
    this.clock = clock;
    this.committed = committed;
  }

  @Override
  public void append(List<Entry> entries) {
    lastTime = Math.max(lastTime, clock.getAsLong());
    committed.onCommitted(entries, lastTime);
  }
}
