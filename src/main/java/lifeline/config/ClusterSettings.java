package lifeline.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import lifeline.config.Settings.Tls;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a cluster.
 *
 * @param peers address by node name, in the order of the configuration; includes this node
 * @param tls mutual TLS between the nodes, with a ca; null for plain TCP
 * @param allowPlaintext whether nodes off the loopback may do without TLS
 */
public record ClusterSettings(
    Map<String, Address> peers, @Nullable Tls tls, boolean allowPlaintext) {
  public ClusterSettings {
    peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
  }

  /**
   * Where a node listens for the others.
   *
   * @param port 1 to 65535
   */
  public record Address(String host, int port) {}
}
