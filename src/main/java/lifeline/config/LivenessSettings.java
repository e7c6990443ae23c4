package lifeline.config;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import lifeline.connection.CloseCause;
import lifeline.connection.ClosePolicy;

/**
 * When a connection counts as failed, and how it is ended.
 *
 * @param heartbeatInterval at least 1 s
 * @param heartbeatMisses at least 1
 * @param idleTimeout null: off
 * @param halfClose of listeners that set none; it is already filled in at {@link Listener}
 * @param close has every cause
 */
public record LivenessSettings(
    Duration heartbeatInterval,
    int heartbeatMisses,
    Duration idleTimeout,
    Duration suspectAfter,
    Duration stallTimeout,
    Duration tcpUserTimeout,
    Duration lingerTimeout,
    HalfClose halfClose,
    Duration drainTimeout,
    Duration loginTimeout,
    Map<CloseCause, ClosePolicy> close) {
  public LivenessSettings {
    EnumMap<CloseCause, ClosePolicy> all = new EnumMap<>(CloseCause.class);
    for (CloseCause cause : CloseCause.values()) {
      all.put(cause, close.getOrDefault(cause, ClosePolicy.defaultFor(cause)));
    }
    close = Collections.unmodifiableMap(all);
  }

  /** How to close a connection that ends for this cause. */
  public ClosePolicy closing(CloseCause cause) {
    return close.get(cause);
  }
}
