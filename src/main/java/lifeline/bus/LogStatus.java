package lifeline.bus;

import lifeline.connection.NodeEpoch;

/**
 * Whether connections of this node can get anything into the log.
 *
 * @param run in which connections are opened; null before it has begun, and after the other nodes
 *     have ended it
 * @param unavailable why nothing gets into the log for now, for people; null if all is well
 */
public record LogStatus(NodeEpoch epoch, String unavailable) {
  /** Whether connections may be opened. */
  public boolean serving() {
    return epoch != null && unavailable == null;
  }
}
