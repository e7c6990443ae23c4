package lifeline.bus;

import io.vertx.core.Future;

/** Receives what is sent to the dispatcher. */
public interface DispatcherHandler {
  /** A gateway hands over requests of its connections. */
  void onSubmit(Submission submission);

  /** Completes when all that was submitted before has been decided and its effects are sent. */
  Future<Void> onSettle();

  /** How this node stands now. */
  LogStatus onStanding();
}
