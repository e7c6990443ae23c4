package lifeline.config.reading;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import lifeline.config.AdminSettings;
import lifeline.config.Durability;
import lifeline.config.HalfClose;
import lifeline.config.Listener;
import lifeline.config.LivenessSettings;
import lifeline.config.RoomRules;
import lifeline.config.Settings;
import lifeline.config.TlsSettings;

/** Makes settings of the tree of keys and texts. Pure; problems go to the findings. */
final class SettingsReader {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");
  static final String NAME_REASON =
      "not a name; 1 to 32 of letters, digits, '.', '_' and '-', beginning with a letter or digit";

  private static final Pattern ROOM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String LOOPBACK = "127.0.0.1";
  private static final int ADMIN_PORT = 6680;
  private static final int MAX_PORT = 65535;

  private final Problems findings;

  SettingsReader(Problems findings) {
    this.findings = findings;
  }

  /** Settings that are of use only if the findings have no problem. */
  Settings read(Map<String, Object> tree) {
    Section top = Section.of(tree, findings);
    Section livenessSection = top.section("liveness");
    LivenessSettings liveness = LimitsReader.liveness(livenessSection);
    Settings settings =
        new Settings(
            top.value("node", "n1", ValueParsers.matching(NAME, NAME_REASON)),
            top.value("data", Path.of("data"), ValueParsers.path()),
            top.value("durability", Durability.PROCESS, ValueParsers.choice(Durability.class)),
            top.value("sync-interval", Duration.ofMillis(100), LimitsReader.between("1ms", "1m")),
            top.value("accept-timeout", Duration.ofSeconds(10), LimitsReader.between("0ms", "1h")),
            top.value("allow-anonymous", false, ValueParsers.flag()),
            top.value("accounts", null, ValueParsers.orOff(ValueParsers.path())),
            top.list("listeners", "clients need at least one").stream()
                .map(s -> listener(s, liveness.halfClose()))
                .toList(),
            admin(top.section("admin")),
            liveness,
            LimitsReader.delivery(top.section("delivery")),
            LimitsReader.retention(top.section("retention")),
            LimitsReader.limits(top.section("limits")),
            rooms(top.section("rooms")),
            ClusterReader.read(top.section("cluster")));
    top.end();
    return settings;
  }

  private static Listener listener(Section section, HalfClose halfClose) {
    ValueParser<Listener.Kind> kinds = ValueParsers.choice(Listener.Kind.class);
    Listener.Kind kind =
        section.needed("kind", Listener.Kind.LINE, kinds, "must be one of line, telnet, framed");
    return new Listener(
        kind,
        section.value("host", LOOPBACK, ValueParsers.host()),
        section.value("port", kind.defaultPort(), port()),
        tls(section.section("tls")),
        section.value("half-close", halfClose, ValueParsers.choice(HalfClose.class)));
  }

  private static AdminSettings admin(Section section) {
    return new AdminSettings(
        section.value("enabled", true, ValueParsers.flag()),
        section.value("host", LOOPBACK, ValueParsers.host()),
        section.value("port", ADMIN_PORT, port()));
  }

  /** Null without any of the keys. */
  static TlsSettings tls(Section section) {
    Path cert = section.value("cert", null, ValueParsers.path());
    Path key = section.value("key", null, ValueParsers.path());
    Path ca = section.value("ca", null, ValueParsers.path());
    return cert == null && key == null && ca == null ? null : new TlsSettings(cert, key, ca);
  }

  private Map<String, RoomRules> rooms(Section section) {
    Map<String, RoomRules> rooms = new LinkedHashMap<>();
    for (String name : section.keys()) {
      Section room = section.section(name);
      RoomRules rules = new RoomRules(room.value("presence", true, ValueParsers.flag()));
      if (!ROOM.matcher(name).matches()) {
        findings.problem(section.path(name), "not the name of a room");
      } else if (rooms.put(name.toLowerCase(Locale.ROOT), rules) != null) {
        findings.problem(section.path(name), "comes twice; rooms are compared in lower case");
      }
    }
    return rooms;
  }

  private static ValueParser<Integer> port() {
    return ValueParsers.integer(0, MAX_PORT, "where 0 takes a free port");
  }
}
