package lifeline.config.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import lifeline.config.ClusterSettings;
import lifeline.config.DeliverySettings;
import lifeline.config.Durability;
import lifeline.config.HalfClose;
import lifeline.config.LimitSettings;
import lifeline.config.Listener;
import lifeline.config.LivenessSettings;
import lifeline.config.Settings;
import lifeline.config.SettingsException;
import lifeline.connection.CloseCause;
import lifeline.connection.ClosePolicy;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
  /** Written out once more, so that no default changes unseen. */
  private static final Settings DEFAULTS =
      new Settings(
          "n1",
          Path.of("data"),
          Durability.PROCESS,
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          false,
          null,
          List.of(
              new Listener(Listener.Kind.LINE, "127.0.0.1", 6666, null, HalfClose.AUTO),
              new Listener(Listener.Kind.TELNET, "127.0.0.1", 6623, null, HalfClose.AUTO)),
          new Settings.Admin(true, "127.0.0.1", 6680),
          new LivenessSettings(
              Duration.ofSeconds(15),
              2,
              null,
              Duration.ofSeconds(3),
              Duration.ofSeconds(60),
              Duration.ofSeconds(30),
              Duration.ofSeconds(5),
              HalfClose.AUTO,
              Duration.ofSeconds(10),
              Duration.ofSeconds(10),
              Map.of(
                  CloseCause.STALLED, ClosePolicy.RESET,
                  CloseCause.UNREACHABLE, ClosePolicy.RESET,
                  CloseCause.TOO_FAST, ClosePolicy.RESET)),
          new DeliverySettings(
              Duration.ofSeconds(30),
              20,
              null,
              100_000,
              67_108_864,
              1000,
              10_000,
              64,
              Duration.ofSeconds(1),
              Duration.ofMinutes(5)),
          new Settings.Retention(200_000, 268_435_456, Duration.ofDays(7), Duration.ofDays(30)),
          new LimitSettings(
              8192,
              10_000,
              new LimitSettings.ByOrigin(LimitSettings.NONE, 100),
              new LimitSettings.ByOrigin(LimitSettings.NONE, 100),
              LimitSettings.NONE,
              LimitSettings.NONE,
              Duration.ofSeconds(30),
              1000,
              100_000,
              100_000,
              50,
              Duration.ofMillis(300)),
          Map.of(),
          null);

  @Test
  void shouldHaveTheContractsDefaults() throws SettingsException {
    assertEquals(DEFAULTS, Configs.settings(""));
  }

  @Test
  void shouldTakeAKeyWithoutAValueAsItsDefault() throws SettingsException {
    assertEquals(
        DEFAULTS,
        Configs.settings(
            "liveness:\nlimits: {max-line: }\nlisteners: ~\nrooms:\ncluster: {peers: }"));
  }

  @Test
  void shouldReadASectionWrittenAsAFlow() throws SettingsException {
    Settings settings =
        Configs.settings(
            """
            liveness: {heartbeat-interval: 1s, idle-timeout: 2s, half-close: keep,
                       close: {kicked: reset, quit: linger 3}}
            delivery: {ttl: 500ms, max-bytes: 1000}
            limits: {max-line: 64, connections-per-address: 5, bytes-per-second: 1MiB}
            rooms: {Build.log: {presence: off}}
            """);

    assertEquals(Duration.ofSeconds(2), settings.liveness().idleTimeout());
    assertEquals(ClosePolicy.RESET, settings.liveness().closing(CloseCause.KICKED));
    assertEquals(ClosePolicy.linger(3), settings.liveness().closing(CloseCause.QUIT));
    assertEquals(HalfClose.KEEP, settings.listeners().get(0).halfClose());
    assertEquals(Duration.ofMillis(500), settings.delivery().ttl());
    assertEquals(1000, settings.delivery().maxBytes());
    assertEquals(5, settings.limits().connectionsPerAddress().of(true));
    assertEquals(1 << 20, settings.limits().bytesPerSecond());
    assertFalse(settings.room("build.log").presence());
    assertTrue(settings.room("lobby").presence());
  }

  @Test
  void shouldReadListenersWithDefaultsOfTheirKind() throws SettingsException {
    Settings settings =
        Configs.settings(
            """
            allow-anonymous: true
            listeners:
              - {kind: framed}
              - {kind: line, host: 0.0.0.0, port: 0, half-close: close, tls: {cert: a, key: b}}
            """);

    assertEquals(6667, settings.listeners().get(0).port());
    assertNull(settings.listeners().get(0).tls());
    assertEquals(
        new Listener(
            Listener.Kind.LINE,
            "0.0.0.0",
            0,
            new Settings.Tls(Path.of("a").toAbsolutePath(), Path.of("b").toAbsolutePath(), null),
            HalfClose.CLOSE),
        settings.listeners().get(1));
  }

  @Test
  void shouldReadPeersOfACluster() throws SettingsException {
    Settings settings =
        Configs.settings("node: n2\ncluster: {peers: {n1: '127.0.0.1:6690', n2: '[::1]:6691'}}");

    assertEquals(
        Map.of(
            "n1",
            new ClusterSettings.Address("127.0.0.1", 6690),
            "n2",
            new ClusterSettings.Address("::1", 6691)),
        settings.cluster().peers());
  }
}
