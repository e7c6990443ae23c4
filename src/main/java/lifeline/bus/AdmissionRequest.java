package lifeline.bus;

import java.util.List;

/**
 * What one gateway tells the door in one turn of its event loop.
 *
 * @param left the address of each connection that was let in and has gone, told before arrivals
 * @param arrived who wants in, in the order they came
 */
public record AdmissionRequest(List<String> closed, List<Arrival> arrivals) {

  /**
   * A new connection.
   *
   * @param address the peer's, without the port
   */
  public record Arrival(String address, boolean loopback) {}
}
