package lifeline.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The nodes of a cluster.
 *
 * @param peers node name to address, in the order of the configuration; has this node too
 * @param tls mutual TLS between peers, with a ca; null: plain
 * @param allowPlaintext whether peers off the loopback may do without TLS
 */
public record ClusterSettings(Map<String, Address> peers, TlsSettings tls, boolean allowPlaintext) {
  public ClusterSettings {
    peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
  }

  /** Where a peer listens; port 1 to 65535. */
  public record Address(String host, int port) {}
}
