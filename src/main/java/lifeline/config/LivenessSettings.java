package lifeline.config;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import lifeline.connection.CloseCause;
import lifeline.connection.ClosePolicy;
import org.jspecify.annotations.Nullable;

/**
 * When a connection counts as failed, and how it is closed.
 *
 * @param heartbeatInterval time without a sign of life after which a client is probed, at least 1 s
 * @param heartbeatMisses unanswered intervals after which it has failed, at least 1
 * @param idleTimeout time without input after which a client is closed; null if there is no limit
 * @param suspectAfter time without acknowledgement after which a connection is suspect
 * @param stallTimeout time for which a live client may read nothing while lines wait
 * @param tcpUserTimeout time without acknowledgement and sign of life after which it has failed
 * @param lingerTimeout how long a graceful close waits for the client's FIN
 * @param halfClose for listeners that set none; already filled in at {@link Listener}
 * @param drainTimeout how long a shutdown may take
 * @param loginTimeout time to finish TLS and a required login
 * @param close how to close, by cause; includes every cause
 */
public record LivenessSettings(
    Duration heartbeatInterval,
    int heartbeatMisses,
    @Nullable Duration idleTimeout,
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

  /** How to close a connection that ends with this cause. */
  public ClosePolicy closing(CloseCause cause) {
    return Objects.requireNonNull(close.get(cause), "all causes are in it");
  }
}
