package lifeline.log;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import lifeline.delivery.Entry;

/**
 * Keeps nothing: an entry is committed as soon as it is appended, and gone with the process. Does
 * without the executor: the listener is told within {@link #append}.
 */
public final class MemoryLog implements Log {
  private final LongSupplier clock;
  private Listener listener;
  private long lastIndex;
  private long lastTime;

  /**
   * @param clock ms since the epoch; may jump, the log's time does not go back with it
   */
  public MemoryLog(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public long replay(long applied, Replay replay) {
    lastIndex = applied;
    return applied;
  }

  @Override
  public void start(Listener told, Executor executor) {
    listener = told;
  }

  @Override
  public void append(List<Entry> entries) {
    lastTime = Math.max(lastTime, clock.getAsLong());
    lastIndex++;
    listener.onCommitted(new Batch(lastIndex, lastTime, entries, false));
  }

  @Override
  public void behind(Runnable task) {
    task.run();
  }

  @Override
  public void forget(long index) {}

  @Override
  public long appendedBytes() {
    return 0;
  }

  @Override
  public void close() {}
}
