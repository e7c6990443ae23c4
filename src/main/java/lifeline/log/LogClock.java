package lifeline.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The time of a log: the machine's, unless that is set back. Then the log's time continues at half
 * speed until the machine's has caught up: what is due in a minute must not wait for as long as the
 * clock was wrong. Thread-safe.
 */
public final class LogClock {
  private final LongSupplier clock;
  private final LongSupplier steady;
  private final AtomicReference<Base> base;

  /** A time of the log, and of the steady clock at that moment. */
  private record Base(long time, long nanos) {
    long at(long now) {
      return time + TimeUnit.NANOSECONDS.toMillis(now - nanos) / 2;
    }
  }

  /**
   * @param clock ms since 1970; may jump
   * @param steady ns of a clock that is never set
   */
  public LogClock(LongSupplier clock, LongSupplier steady) {
    this.clock = clock;
    this.steady = steady;
    this.base = new AtomicReference<>(new Base(0, steady.getAsLong()));
  }

  public static LogClock ofMachine() {
    return new LogClock(System::currentTimeMillis, System::nanoTime);
  }

  /** Ms since 1970; never less than at an earlier call, nor than what was {@link #seen}. */
  public long now() {
    return atLeast(clock.getAsLong());
  }

  /** A record of the log has this time. */
  public void seen(long time) {
    atLeast(time);
  }

  private long atLeast(long time) {
    long nanos = steady.getAsLong();
    Base now = base.updateAndGet(was -> time < was.at(nanos) ? was : new Base(time, nanos));
    return now.at(nanos);
  }
}
