package lifeline.dispatcher;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lifeline.delivery.DeliveryMachine;
import lifeline.delivery.entry.Entry;
import lifeline.log.Log;
import lifeline.node.BatchApplier;
import lifeline.node.NodeStorage;

/**
 * Proposes to the log what falls due with time: that a deadline of the state machine is over, and
 * that rooms need not keep their oldest lines. Of all nodes that share the log only the one does so
 * whose part it is.
 */
final class DeadlineScheduler {
  /** Lines are kept so much longer than their age allows, one part in so many, at most. */
  private static final long TRIM_LATENESS = 20;

  /** The age of lines is looked at no more often, and no less, milliseconds. */
  private static final long SHORTEST_TRIM = 1_000;

  private static final long LONGEST_TRIM = 60_000;

  /** How long another node may take to propose that a timer is due. */
  private static final long OTHERS_TICK_MILLIS = 250;

  private final Log log;
  private final DeliveryMachine machine;
  private final BatchApplier applying;
  private final Vertx vertx;
  private final Consumer<List<Entry>> append;
  private long age;
  private long timer = -1;
  private long timerDue = Long.MAX_VALUE;

  /**
   * @param append gets what is proposed; may be none
   */
  DeadlineScheduler(
      NodeStorage node, BatchApplier applying, Vertx vertx, Consumer<List<Entry>> append) {
    this.log = node.log();
    this.machine = node.machine();
    this.applying = applying;
    this.vertx = vertx;
    this.append = append;
  }

  /** Lines need not be kept when they are {@code millis} old. */
  void begin(long millis) {
    age = millis;
    trimLater();
  }

  /** The age from which on lines need not be kept is now {@code millis}. */
  void age(long millis) {
    age = millis;
    trimOld();
  }

  /** Something was applied; {@code now} is the log's time. */
  void applied(long now) {
    List<Entry> trims = applying.trimsDue(now);
    if (log.proposes()) {
      append.accept(trims);
    }
    setTimer(now);
  }

  private void trimLater() {
    long pause = age / TRIM_LATENESS;
    vertx.setTimer(
        Math.min(LONGEST_TRIM, Math.max(SHORTEST_TRIM, pause)),
        timer -> {
          trimOld();
          trimLater();
        });
  }

  private void trimOld() {
    if (log.proposes()) {
      append.accept(new ArrayList<>(machine.trimsDue(System.currentTimeMillis())));
    }
  }

  private void setTimer(long now) {
    long due = machine.nextDeadline();
    if (due == timerDue) {
      return;
    }
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
    timerDue = due;
    if (due != Long.MAX_VALUE) {
      timer = vertx.setTimer(Math.max(1, due - now), fired -> tick());
    }
  }

  private void tick() {
    if (!log.proposes()) {
      // Who proposes it now may be gone before.
      timer = vertx.setTimer(OTHERS_TICK_MILLIS, fired -> tick());
      return;
    }
    timer = -1;
    timerDue = Long.MAX_VALUE;
    append.accept(List.of(new Entry.Tick()));
  }
}
