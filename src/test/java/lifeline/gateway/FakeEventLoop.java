package lifeline.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import lifeline.bus.Report;
import lifeline.bus.Submission;
import lifeline.gateway.client.EventLoop;

/** An event loop in simulated time: nothing happens but by {@link #turn} and {@link #advance}. */
public final class FakeEventLoop implements EventLoop {
  private record Timer(long time, long order, Runnable task) {}

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::time).thenComparingLong(Timer::order));
  private final Deque<Runnable> atEnd = new ArrayDeque<>();

  /** Requests that nobody has taken yet, oldest first. */
  public final Deque<Submission> submissions = new ArrayDeque<>();

  /** Everything that was reported to the registry. */
  public final List<Report.Event> reports = new ArrayList<>();

  /** How often an operator has asked for the end of the server. */
  public int drains;

  private long now;
  private long order;

  /** A loop whose clock begins at {@code now}, ms. */
  public FakeEventLoop(long now) {
    this.now = now;
  }

  /** Runs the task, and then what it has left to the end of the turn. */
  public void turn(Runnable task) {
    task.run();
    while (!atEnd.isEmpty()) {
      atEnd.remove().run();
    }
  }

  /** Lets time pass; each timer that is due on the way is a turn. */
  public void advance(long millis) {
    long until = now + millis;
    for (Timer next = timers.peek(); next != null && next.time <= until; next = timers.peek()) {
      timers.remove();
      now = Math.max(now, next.time);
      turn(next.task);
    }
    now = until;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public void atEndOfTurn(Runnable task) {
    atEnd.add(task);
  }

  @Override
  public void after(long millis, Runnable task) {
    order++;
    timers.add(new Timer(now + Math.max(1, millis), order, task));
  }

  @Override
  public void submit(Submission submission) {
    submissions.add(submission);
  }

  @Override
  public void report(Report report) {
    reports.addAll(report.events());
  }

  @Override
  public void drainServer() {
    drains++;
  }
}
