package lifeline.connection;

/**
 * How the server closes a connection: {@code graceful}, {@code linger N} or {@code reset} in the
 * configuration.
 *
 * @param seconds SO_LINGER for {@link Method#LINGER}, 1 to 3600; 0 for the others
 */
public record ClosePolicy(Method method, int seconds) {
  /** What happens to the socket. */
  public enum Method {
    /** Farewell, FIN, reading until the peer's FIN for at most linger-timeout, then RST. */
    GRACEFUL,
    /** SO_LINGER with a time: for that time the kernel goes on sending its buffer. */
    LINGER,
    /** SO_LINGER 0: RST at once; the kernel's send buffer is discarded. */
    RESET
  }

  public static final ClosePolicy GRACEFUL = new ClosePolicy(Method.GRACEFUL, 0);
  public static final ClosePolicy RESET = new ClosePolicy(Method.RESET, 0);

  public ClosePolicy {
    if (method == Method.LINGER ? seconds < 1 || seconds > 3600 : seconds != 0) {
      throw new IllegalArgumentException(method + " with " + seconds + " s");
    }
  }

  /** SO_LINGER for 1 to 3600 seconds. */
  public static ClosePolicy linger(int seconds) {
    return new ClosePolicy(Method.LINGER, seconds);
  }

  /** The policy for a cause that the configuration does not mention. */
  public static ClosePolicy defaultFor(CloseCause cause) {
    return switch (cause) {
      case STALLED, UNREACHABLE, TOO_FAST -> RESET;
      default -> GRACEFUL;
    };
  }

  @Override
  public String toString() {
    return switch (method) {
      case GRACEFUL -> "graceful";
      case LINGER -> "linger " + seconds;
      case RESET -> "reset";
    };
  }
}
