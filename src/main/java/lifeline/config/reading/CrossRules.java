package lifeline.config.reading;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.config.ClusterSettings;
import lifeline.config.DeliverySettings;
import lifeline.config.Listener;
import lifeline.config.Settings;
import lifeline.config.TlsSettings;

/** Rules between keys, and about the files they name. */
final class CrossRules {
  private static final int MAX_PEERS = 63;

  private final Settings settings;
  private final Problems findings;
  private final ReferencedFiles files;
  private final Map<String, String> taken = new HashMap<>();

  CrossRules(Settings settings, Problems findings, ReferencedFiles files) {
    this.settings = settings;
    this.findings = findings;
    this.files = files;
  }

  void check() {
    listeners();
    delivery();
    if (settings.accounts() != null) {
      file("accounts", settings.accounts());
    }
    if (settings.cluster() != null) {
      cluster(settings.cluster());
    }
  }

  private void listeners() {
    List<Listener> listeners = settings.listeners();
    for (int i = 0; i < listeners.size(); i++) {
      Listener listener = listeners.get(i);
      String key = "listeners." + i;
      open(key + ".host", listener.host());
      address(key + ".port", listener.host(), listener.port());
      tls(key + ".tls", listener.tls());
    }
    if (settings.admin().enabled()) {
      open("admin.host", settings.admin().host());
      address("admin.port", settings.admin().host(), settings.admin().port());
    }
  }

  private void open(String key, String host) {
    if (!Hosts.isLoopback(host) && settings.accounts() == null && !settings.allowAnonymous()) {
      findings.problem(
          key,
          host,
          "other machines can reach it and there are no accounts;"
              + " set accounts, or allow-anonymous: true if this is meant");
    }
  }

  private void address(String key, String host, int port) {
    String other = port == 0 ? null : taken.putIfAbsent(host + ":" + port, key);
    if (other != null) {
      findings.problem(key, port, "already the port of " + other + " on " + host);
    }
  }

  private void tls(String key, TlsSettings tls) {
    if (tls == null) {
      return;
    }
    if (tls.cert() == null || tls.key() == null) {
      findings.problem(key, "incomplete; needs cert and key");
    }
    boolean hasCert = certificates(key + ".cert", tls.cert());
    if (file(key + ".key", tls.key()) && hasCert) {
      unless(key + ".key", tls.key(), files.whyNoKey(tls.key(), tls.cert()));
    }
    certificates(key + ".ca", tls.ca());
  }

  private boolean certificates(String key, Path path) {
    return file(key, path) && unless(key, path, files.whyNoCertificates(path));
  }

  private boolean unless(String key, Path path, String reason) {
    if (reason != null) {
      findings.problem(key, path, reason);
    }
    return reason == null;
  }

  /** Whether it is there; a missing path is no problem here. */
  private boolean file(String key, Path path) {
    boolean isReadable = path != null && files.isReadable(path);
    return isReadable || (path != null && unless(key, path, "no such file, or not readable"));
  }

  private void delivery() {
    DeliverySettings delivery = settings.delivery();
    if (delivery.backoffMax().compareTo(delivery.backoffFirst()) < 0) {
      findings.problem(
          "delivery.backoff-max",
          Durations.text(delivery.backoffMax()),
          "must not be less than backoff-first, from which it grows");
    }
  }

  private void cluster(ClusterSettings cluster) {
    if (!cluster.peers().containsKey(settings.node())) {
      findings.problem(
          "node", settings.node(), "must be one of cluster.peers, to find its address");
    }
    if (cluster.peers().size() > MAX_PEERS) {
      findings.problem("cluster.peers", "more than " + MAX_PEERS + " nodes");
    }
    cluster.peers().forEach((name, address) -> peer(cluster, name, address));
    tls("cluster.tls", cluster.tls());
    if (cluster.tls() != null && cluster.tls().ca() == null) {
      findings.problem("cluster.tls.ca", "missing; peers must know each other's certificates");
    }
  }

  private void peer(ClusterSettings cluster, String name, ClusterSettings.Address address) {
    String key = "cluster.peers." + name;
    if (!SettingsReader.NAME.matcher(name).matches()) {
      findings.problem(key, SettingsReader.NAME_REASON);
    }
    address(key, address.host(), address.port());
    if (cluster.tls() == null && !cluster.allowPlaintext() && !Hosts.isLoopback(address.host())) {
      findings.problem(
          key,
          address.host(),
          "would be reached without TLS; set cluster.tls,"
              + " or cluster.allow-plaintext: true if the network is trusted");
    }
  }
}
