package lifeline.bus;

import lifeline.connection.NodeEpoch;
import org.jspecify.annotations.Nullable;

/**
 * Whether the log accepts entries of this node.
 *
 * @param epoch in which connections are opened; null before it has begun, and after the other nodes
 *     have ended it
 * @param unavailable the reason of an outage, as clients read it; null if there is none
 */
public record LogStatus(@Nullable NodeEpoch epoch, @Nullable String unavailable) {
  /** Whether connections can be opened. */
  public boolean serving() {
    return epoch != null && unavailable == null;
  }
}
