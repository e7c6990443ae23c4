package lifeline.config;

/**
 * A port that clients connect to.
 *
 * @param port 0 to 65535; 0 takes a free one
 * @param tls null for plain TCP
 */
public record Listener(Kind kind, String host, int port, TlsSettings tls, HalfClose halfClose) {
  /** What is spoken on a port. */
  public enum Kind {
    LINE(6666),
    TELNET(6623),
    FRAMED(6667);

    private final int defaultPort;

    Kind(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    /** The port of a listener that names none. */
    public int defaultPort() {
      return defaultPort;
    }

    /** As users write it: {@code line}, {@code telnet} or {@code framed}. */
    public String word() {
      return Words.of(this);
    }
  }
}
