package lifeline.gateway.client;

import lifeline.bus.Report;
import lifeline.bus.Submission;

/**
 * What the gateway needs of the event loop that it lives on, and of the node around it. Like {@link
 * lifeline.gateway.wire.Wire} it is a seam: the simulation implements both, and runs the gateway
 * without Vert.x, sockets or real time.
 */
public interface EventLoop {
  /** Milliseconds of a monotonic clock; its zero means nothing. */
  long now();

  /** Runs the task when everything that is ready in this turn of the event loop is done. */
  void atEndOfTurn(Runnable task);

  /** Runs the task on the event loop, at least 1 ms and about {@code millis} from now. */
  void after(long millis, Runnable task);

  /** Hands requests to the dispatcher. */
  void submit(Submission submission);

  /** Hands activity of connections to the registry. */
  void report(Report report);

  /** Asks for the end of the whole server: an operator wants it. */
  void drainServer();
}
