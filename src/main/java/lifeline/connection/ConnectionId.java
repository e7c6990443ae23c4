package lifeline.connection;

/**
 * The id of a connection, unique in a data folder: node (6 bits), epoch of the node (18 bits),
 * gateway (6 bits) and a number counted up by the gateway (33 bits), packed into a positive {@code
 * long}. So an effect can be routed to the gateway that owns the socket without a table.
 */
public final class ConnectionId {
  private static final int NUMBER_BITS = 33;
  private static final int GATEWAY_BITS = 6;
  private static final int EPOCH_BITS = 18;
  private static final int NODE_BITS = 6;

  private ConnectionId() {}

  /**
   * Packs the parts; each is cut to its bits. Epoch 0 is for connections accepted before the node's
   * epoch has begun; neither the log nor another node knows them.
   */
  public static long of(int node, int epoch, int gateway, long number) {
    long id = part(node, NODE_BITS);
    id = (id << EPOCH_BITS) | part(epoch, EPOCH_BITS);
    id = (id << GATEWAY_BITS) | part(gateway, GATEWAY_BITS);
    return (id << NUMBER_BITS) | part(number, NUMBER_BITS);
  }

  public static int node(long id) {
    return (int) part(id >>> (NUMBER_BITS + GATEWAY_BITS + EPOCH_BITS), NODE_BITS);
  }

  public static int epoch(long id) {
    return (int) part(id >>> (NUMBER_BITS + GATEWAY_BITS), EPOCH_BITS);
  }

  public static int gateway(long id) {
    return (int) part(id >>> NUMBER_BITS, GATEWAY_BITS);
  }

  public static long number(long id) {
    return part(id, NUMBER_BITS);
  }

  /** For log lines: {@code node.epoch.gateway.number}. */
  public static String text(long id) {
    return node(id) + "." + epoch(id) + "." + gateway(id) + "." + number(id);
  }

  private static long part(long value, int bits) {
    return value & ((1L << bits) - 1);
  }
}
