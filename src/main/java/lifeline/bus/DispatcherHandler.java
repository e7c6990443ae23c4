package lifeline.bus;

/** Receives what is sent to the dispatcher. */
@FunctionalInterface
public interface DispatcherHandler {
  /** A gateway hands over requests of its connections. */
  void onSubmit(Submission submission);
}
