package lifeline.bus;

import java.util.List;

/** Receives the orders of the registry for one gateway. */
@FunctionalInterface
public interface OrderHandler {
  /** To be carried out in their order; connections may have gone meanwhile. */
  void onOrders(List<ConnectionOrder> orders);
}
