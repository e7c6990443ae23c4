package lifeline.config.reading;

import java.util.LinkedHashMap;
import java.util.Map;
import lifeline.config.ClusterSettings;
import lifeline.config.ClusterSettings.Address;
import lifeline.config.TlsSettings;
import lifeline.config.reading.ValueParser.Wrong;

/** Reads the section {@code cluster}. */
final class ClusterReader {
  private static final Address STAND_IN = new Address("127.0.0.1", 1);
  private static final int MAX_PORT = 65_535;

  private ClusterReader() {}

  /** Null if no peers are named: a node of its own. */
  static ClusterSettings read(Section section) {
    Section peersSection = section.section("peers");
    Map<String, Address> peers = new LinkedHashMap<>();
    for (String name : peersSection.keys()) {
      peers.put(
          name, peersSection.needed(name, STAND_IN, ClusterReader::address, "write host:port"));
    }
    TlsSettings tls = SettingsReader.tls(section.section("tls"));
    boolean allowPlaintext = section.value("allow-plaintext", false, ValueParsers.flag());
    return peers.isEmpty() ? null : new ClusterSettings(peers, tls, allowPlaintext);
  }

  /** {@code host:port}, the host of IPv6 in brackets. */
  private static Address address(String text) throws Wrong {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isEmpty() || (host.contains(":") && !bracketed)) {
      throw new Wrong("not an address; write host:port, as 127.0.0.1:6690 or [::1]:6690");
    }
    return new Address(
        ValueParsers.host().read(bracketed ? host.substring(1, host.length() - 1) : host),
        ValueParsers.integer(1, MAX_PORT, "as peers must know it").read(text.substring(colon + 1)));
  }
}
