package lifeline.log;

import java.util.List;
import java.util.concurrent.Executor;
import lifeline.delivery.entry.Entry;

/**
 * A log without storage: an entry is committed as soon as it is appended, and lost with the
 * process. The listener is called within {@link #append}, without the executor.
 */
public final class MemoryLog implements Log {
  private final LogClock time;
  private Listener listener;
  private long lastIndex;

  public MemoryLog(LogClock time) {
    this.time = time;
  }

  @Override
  public long replay(long applied, Replay replay) {
    lastIndex = applied;
    return applied;
  }

  @Override
  public void start(Listener target, Executor executor) {
    listener = target;
  }

  @Override
  public void append(List<Entry> entries) {
    lastIndex++;
    listener.onCommitted(new Batch(lastIndex, time.now(), entries, false));
  }

  @Override
  public void runAfter(Runnable task) {
    task.run();
  }

  @Override
  public void discard(long index) {}

  @Override
  public long appendedBytes() {
    return 0;
  }

  @Override
  public void close() {}
}
