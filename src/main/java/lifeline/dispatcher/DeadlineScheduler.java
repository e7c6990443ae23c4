package lifeline.dispatcher;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lifeline.delivery.DeliveryMachine;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.log.Log;
import lifeline.node.BatchApplier;
import lifeline.node.NodeStorage;

/**
 * Proposes the entries that time makes due: a tick when a deadline of the state machine has passed,
 * and trims when rooms no longer need their oldest lines. Of the nodes that share a log only the
 * one whose part it is proposes them.
 */
final class DeadlineScheduler {
  /** Lines outlive their retention age by at most 1/20 of it, within the two limits below. */
  private static final long TRIM_SHARE = 20;

  /** Shortest and longest time between two checks of the age of lines, ms. */
  private static final long MIN_TRIM_MILLIS = 1_000;

  private static final long MAX_TRIM_MILLIS = 60_000;

  /** Time between two checks whether another node has proposed a tick that is due, ms. */
  private static final long OTHERS_TICK_MILLIS = 250;

  /** No deadline. */
  private static final long NEVER = RetrySchedule.NEVER;

  private final Log log;
  private final DeliveryMachine machine;
  private final BatchApplier applier;
  private final Vertx vertx;
  private final Consumer<List<Entry>> append;
  private long age;
  private long timer = -1;
  private long timerDue = NEVER;

  /**
   * @param append gets the proposed entries, perhaps none
   */
  DeadlineScheduler(
      NodeStorage node, BatchApplier applier, Vertx vertx, Consumer<List<Entry>> append) {
    this.log = node.log();
    this.machine = node.machine();
    this.applier = applier;
    this.vertx = vertx;
    this.append = append;
  }

  /** Starts; lines that are {@code millis} old may be trimmed. */
  void start(long millis) {
    age = millis;
    scheduleTrim();
  }

  /** From now on lines that are {@code millis} old may be trimmed. */
  void retentionAge(long millis) {
    age = millis;
    trimOld();
  }

  /** A batch was applied; {@code now} is the log's time. */
  void applied(long now) {
    List<Entry> trims = applier.trimsDue(now);
    if (log.isProposer()) {
      append.accept(trims);
    }
    setTimer(now);
  }

  private void scheduleTrim() {
    long pause = Math.min(MAX_TRIM_MILLIS, Math.max(MIN_TRIM_MILLIS, age / TRIM_SHARE));
    vertx.setTimer(
        pause,
        fired -> {
          trimOld();
          scheduleTrim();
        });
  }

  private void trimOld() {
    if (log.isProposer()) {
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
    if (due != NEVER) {
      timer = vertx.setTimer(Math.max(1, due - now), fired -> tick());
    }
  }

  private void tick() {
    if (!log.isProposer()) {
      // The node that proposes now may be gone before it has done so.
      timer = vertx.setTimer(OTHERS_TICK_MILLIS, fired -> tick());
      return;
    }
    timer = -1;
    timerDue = NEVER;
    append.accept(List.of(new Entry.Tick()));
  }
}
