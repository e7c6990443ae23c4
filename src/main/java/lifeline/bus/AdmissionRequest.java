package lifeline.bus;

import java.util.List;

/**
 * What one gateway asks for in one turn of its event loop.
 *
 * @param closed the addresses of admitted connections that were closed; released before the
 *     arrivals are judged
 * @param arrivals the new connections, in the order of their arrival
 */
public record AdmissionRequest(List<String> closed, List<Arrival> arrivals) {

  /**
   * A new connection.
   *
   * @param address of the peer, without the port
   * @param loopback whether the peer is on the same machine
   */
  public record Arrival(String address, boolean loopback) {}
}
