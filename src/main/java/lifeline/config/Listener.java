package lifeline.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A port that clients connect to.
 *
 * @param port 0 to 65535; 0 takes a free one
 * @param tls null for plain TCP
 * @param halfClose what the end of a client's input means on this port
 */
public record Listener(
    Kind kind, String host, int port, Settings.@Nullable Tls tls, HalfClose halfClose) {
  /** The protocol of a port. */
  public enum Kind {
    LINE(6666),
    TELNET(6623),
    FRAMED(6667);

    private final int defaultPort;

    Kind(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    /** The port of a listener for which none is configured. */
    public int defaultPort() {
      return defaultPort;
    }

    /** As it is written in the configuration: {@code line}, {@code telnet} or {@code framed}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
