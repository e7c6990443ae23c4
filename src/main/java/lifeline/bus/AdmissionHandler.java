package lifeline.bus;

import java.util.List;

/** Receives what is sent to the door. */
@FunctionalInterface
public interface AdmissionHandler {
  /**
   * Some have gone and some want in.
   *
   * @return for each arrival: 0 if it is in, else after how many seconds to come again
   */
  List<Long> onAdmit(AdmissionRequest visits);
}
