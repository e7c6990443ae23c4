package lifeline.bus;

import java.util.List;
import lifeline.delivery.entry.Effect;

/** Receives what is sent to one gateway. */
@FunctionalInterface
public interface GatewayHandler {
  /** The dispatcher hands over effects to be carried out, in the order of the log. */
  void onCarry(List<Effect> effects);
}
