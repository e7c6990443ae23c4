package lifeline.config.reading;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import lifeline.config.ClusterSettings;
import lifeline.config.ClusterSettings.Address;
import lifeline.config.Durability;
import lifeline.config.HalfClose;
import lifeline.config.Listener;
import lifeline.config.LivenessSettings;
import lifeline.config.Settings;
import lifeline.config.Settings.RoomRules;
import lifeline.protocol.Names;
import org.jspecify.annotations.Nullable;

/**
 * Makes settings from the tree of keys and texts, with the defaults and ranges of all keys but
 * those of {@link LimitsReader}. Pure; reports problems to {@link Problems}.
 */
final class SettingsReader {
  static final String NAME_REASON =
      "not a name; 1 to 32 of letters, digits, '.', '_' and '-', beginning with a letter or digit";

  private static final String LOOPBACK = "127.0.0.1";
  private static final int ADMIN_PORT = 6680;

  private final Problems problems;

  SettingsReader(Problems problems) {
    this.problems = problems;
  }

  /** The settings, which may be used only if no problem was reported. */
  Settings read(Map<String, Object> tree) {
    Section top = Section.top(tree, problems);
    LivenessSettings liveness = LimitsReader.liveness(top.section("liveness"));
    Settings settings =
        new Settings(
            top.value("node", "n1", ValueParsers.text(Names::isName, NAME_REASON)),
            top.value("data", Path.of("data"), ValueParsers.path()),
            top.value("durability", Durability.PROCESS, ValueParsers.choice(Durability.class)),
            top.value("sync-interval", Duration.ofMillis(100), ValueParsers.duration("1ms", "1m")),
            top.value("accept-timeout", Duration.ofSeconds(10), ValueParsers.duration("0ms", "1h")),
            top.value("allow-anonymous", false, ValueParsers.flag()),
            absolute(top.optional("accounts", ValueParsers.orOff(ValueParsers.path()))),
            top.list("listeners", "clients need at least one").stream()
                .map(section -> listener(section, liveness.halfClose()))
                .toList(),
            admin(top.section("admin")),
            liveness,
            LimitsReader.delivery(top.section("delivery")),
            LimitsReader.retention(top.section("retention")),
            LimitsReader.limits(top.section("limits")),
            rooms(top.section("rooms")),
            cluster(top.section("cluster")));
    top.reportUnknownKeys();
    return settings;
  }

  private static Listener listener(Section section, HalfClose defaultHalfClose) {
    ValueParser<Listener.Kind> kinds = ValueParsers.choice(Listener.Kind.class);
    Listener.Kind kind =
        section.required("kind", Listener.Kind.LINE, kinds, "must be one of line, telnet, framed");
    return new Listener(
        kind,
        section.value("host", LOOPBACK, ValueParsers.host()),
        section.value("port", kind.defaultPort(), port()),
        tls(section.section("tls")),
        section.value("half-close", defaultHalfClose, ValueParsers.choice(HalfClose.class)));
  }

  private static Settings.Admin admin(Section section) {
    return new Settings.Admin(
        section.value("enabled", true, ValueParsers.flag()),
        section.value("host", LOOPBACK, ValueParsers.host()),
        section.value("port", ADMIN_PORT, port()));
  }

  private static ValueParser<Integer> port() {
    return ValueParsers.integer(0, ValueParsers.MAX_PORT, "where 0 takes a free port");
  }

  /** Null if none of the keys is set. */
  @SuppressWarnings("NullAway") // settings without cert or key are reported, and never used
  private static Settings.@Nullable Tls tls(Section section) {
    Path cert = absolute(section.optional("cert", ValueParsers.path()));
    Path key = absolute(section.optional("key", ValueParsers.path()));
    Path ca = absolute(section.optional("ca", ValueParsers.path()));
    return cert == null && key == null && ca == null ? null : new Settings.Tls(cert, key, ca);
  }

  /**
   * The one place where relative paths of files are resolved: from the working directory. The check
   * of a file and its later use therefore mean the same file.
   */
  private static @Nullable Path absolute(@Nullable Path path) {
    return path == null ? null : path.toAbsolutePath();
  }

  private Map<String, RoomRules> rooms(Section section) {
    Map<String, RoomRules> rooms = new LinkedHashMap<>();
    for (String name : section.keys()) {
      Section room = section.section(name);
      RoomRules rules = new RoomRules(room.value("presence", true, ValueParsers.flag()));
      if (!Names.isRoom(name) || Names.isDirect(name)) {
        problems.report(section.path(name), "not the name of a room");
      } else if (rooms.put(Names.fold(name), rules) != null) {
        problems.report(section.path(name), "comes twice; rooms are compared in lower case");
      }
    }
    return rooms;
  }

  /** Null if there are no peers: a single node. */
  private static @Nullable ClusterSettings cluster(Section section) {
    Address placeholder = new Address(LOOPBACK, 1);
    Section peersSection = section.section("peers");
    Map<String, Address> peers = new LinkedHashMap<>();
    for (String name : peersSection.keys()) {
      Address address =
          peersSection.required(name, placeholder, ValueParsers::address, "write host:port");
      peers.put(name, address);
    }
    Settings.Tls tls = tls(section.section("tls"));
    boolean allowPlaintext = section.value("allow-plaintext", false, ValueParsers.flag());
    return peers.isEmpty() ? null : new ClusterSettings(peers, tls, allowPlaintext);
  }
}
