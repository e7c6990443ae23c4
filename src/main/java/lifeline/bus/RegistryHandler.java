package lifeline.bus;

import java.util.List;

/** Receives what is sent to the registry. */
public interface RegistryHandler {
  /** A gateway tells of its connections. */
  void onReport(Report report);

  /** What is known of these connections; those not known are left out. */
  List<ConnectionView> onDescribe(List<Long> connections);

  /** How all of them are. */
  ConnectionCounts onCount();
}
