package lifeline.config.reading;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import lifeline.config.ClusterSettings;
import lifeline.config.DeliverySettings;
import lifeline.config.Durability;
import lifeline.config.Listener;
import lifeline.config.Settings;
import lifeline.protocol.Names;
import org.jspecify.annotations.Nullable;

/** The rules between keys, and about the files that they name. */
final class CrossRules {
  private static final int MAX_PEERS = 63;
  private static final Pattern IPV4_LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6_LOOPBACK = Pattern.compile("(0{0,4}:){2,7}0{0,3}1");

  private final Settings settings;
  private final Problems problems;
  private final ReferencedFiles files;
  private final Map<String, String> keyByAddress = new HashMap<>();

  CrossRules(Settings settings, Problems problems, ReferencedFiles files) {
    this.settings = settings;
    this.problems = problems;
    this.files = files;
  }

  /** Reports everything that breaks a rule. */
  void check() {
    checkListeners();
    checkDelivery();
    if (settings.accounts() != null) {
      report("accounts", "not available in this version; leave it out");
    }
    if (settings.cluster() != null) {
      checkCluster(settings.cluster());
    }
  }

  private void checkListeners() {
    List<Listener> listeners = settings.listeners();
    for (int i = 0; i < listeners.size(); i++) {
      Listener listener = listeners.get(i);
      String key = "listeners." + i;
      checkReach(key + ".host", listener.host());
      checkUnique(key + ".port", listener.host(), listener.port());
      checkTls(key + ".tls", listener.tls());
    }
    if (settings.admin().enabled()) {
      checkReach("admin.host", settings.admin().host());
      checkUnique("admin.port", settings.admin().host(), settings.admin().port());
    }
  }

  /** Without accounts, other machines may reach a listener only if that is allowed. */
  private void checkReach(String key, String host) {
    if (!isLoopback(host) && settings.accounts() == null && !settings.allowAnonymous()) {
      report(
          key,
          "other machines can reach it and there are no accounts;"
              + " set accounts, or allow-anonymous: true if this is meant");
    }
  }

  private void checkUnique(String key, String host, int port) {
    String other = port == 0 ? null : keyByAddress.putIfAbsent(host + ":" + port, key);
    if (other != null) {
      problems.report(key, port, "already the port of " + other + " on " + host);
    }
  }

  private void checkTls(String key, Settings.@Nullable Tls tls) {
    if (tls == null) {
      return;
    }
    if (tls.cert() == null || tls.key() == null) {
      problems.report(key, "incomplete; needs cert and key");
    }
    boolean hasCert = checkCertificates(key + ".cert", tls.cert());
    if (checkReadable(key + ".key", tls.key()) && hasCert) {
      checkNone(key + ".key", files.keyProblem(tls.key(), tls.cert()));
    }
    checkCertificates(key + ".ca", tls.ca());
  }

  private boolean checkCertificates(String key, @Nullable Path path) {
    return path != null
        && checkReadable(key, path)
        && checkNone(key, files.certificateProblem(path));
  }

  /** Whether the file exists and can be read. A path that is not set is no problem here. */
  private boolean checkReadable(String key, @Nullable Path path) {
    return path != null
        && checkNone(key, files.isReadable(path) ? null : "no such file, or not readable");
  }

  /** Whether there is no problem; reports the one that there is. */
  private boolean checkNone(String key, @Nullable String problem) {
    if (problem != null) {
      report(key, problem);
    }
    return problem == null;
  }

  private void checkDelivery() {
    DeliverySettings delivery = settings.delivery();
    if (delivery.backoffMax().compareTo(delivery.backoffFirst()) < 0) {
      problems.report(
          "delivery.backoff-max",
          Units.format(delivery.backoffMax()),
          "must not be less than backoff-first, from which it grows");
    }
  }

  private void checkCluster(ClusterSettings cluster) {
    if (settings.durability() == Durability.MEMORY) {
      problems.report(
          "durability", "memory", "a node of a cluster stores what it has accepted; leave it out");
    }
    if (!cluster.peers().containsKey(settings.node())) {
      report("node", "must be one of cluster.peers, to find its address");
    }
    if (cluster.peers().size() > MAX_PEERS) {
      problems.report("cluster.peers", "more than " + MAX_PEERS + " nodes");
    }
    cluster.peers().forEach((name, address) -> checkPeer(cluster, name, address));
    checkTls("cluster.tls", cluster.tls());
    if (cluster.tls() != null && cluster.tls().ca() == null) {
      problems.report("cluster.tls.ca", "missing; peers must know each other's certificates");
    }
  }

  private void checkPeer(ClusterSettings cluster, String name, ClusterSettings.Address address) {
    String key = "cluster.peers." + name;
    if (!Names.isName(name)) {
      problems.report(key, SettingsReader.NAME_REASON);
    }
    checkUnique(key, address.host(), address.port());
    if (cluster.tls() == null && !cluster.allowPlaintext() && !isLoopback(address.host())) {
      problems.report(
          key,
          address.host(),
          "would be reached without TLS; set cluster.tls,"
              + " or cluster.allow-plaintext: true if the network is trusted");
    }
  }

  /** Reports a key with its value as it was written. */
  private void report(String key, String reason) {
    problems.report(key, problems.values().get(key), reason);
  }

  /**
   * Whether only this machine can reach a host. Asks no name server: of all names only localhost
   * counts.
   */
  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || IPV4_LOOPBACK.matcher(host).matches()
        || IPV6_LOOPBACK.matcher(host).matches();
  }
}
