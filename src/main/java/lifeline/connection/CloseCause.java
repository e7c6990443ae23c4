package lifeline.connection;

import java.util.Locale;
import lifeline.codec.ByteIn;

/**
 * Why a connection ended. Every connection has exactly one cause, the first that happened.
 *
 * <p>Causes are stored by their {@link #word}: one may be added, with a new {@link
 * lifeline.codec.CodecVersion#LEVEL}, but neither renamed nor removed.
 */
public enum CloseCause {
  QUIT(By.PEER, false),
  PEER_CLOSED(By.PEER, false),
  PEER_RESET(By.PEER, true),
  TRUNCATED(By.PEER, true),
  IDLE_TIMEOUT(By.SERVER, true),
  HEARTBEAT_TIMEOUT(By.NETWORK, true),
  STALLED(By.SERVER, true),
  UNREACHABLE(By.NETWORK, true),
  WRITE_FAILED(By.NETWORK, true),
  PROTOCOL_ERROR(By.SERVER, true),
  TOO_FAST(By.SERVER, true),
  KICKED(By.SERVER, false),
  LOGIN_TIMEOUT(By.SERVER, true),
  SERVER_DRAINING(By.SERVER, false),
  SERVER_ERROR(By.SERVER, false),
  NODE_LOST(By.SERVER, false);

  /** Who ended a connection. */
  public enum By {
    PEER,
    SERVER,
    NETWORK;

    /** As users see it: {@code peer}, {@code server} or {@code network}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final By by;
  private final boolean clientFailed;
  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  CloseCause(By by, boolean clientFailed) {
    this.by = by;
    this.clientFailed = clientFailed;
  }

  /** Who ended the connection. */
  public By by() {
    return by;
  }

  /**
   * Whether the client counts as failed, so that a failed attempt is counted for its oldest line in
   * doubt. A {@link #PEER_CLOSED} client counts as failed if anything was unconfirmed.
   *
   * @param unconfirmed whether any line delivered to the connection is not confirmed
   */
  public boolean clientFailed(boolean unconfirmed) {
    return clientFailed || (this == PEER_CLOSED && unconfirmed);
  }

  /** As {@link #clientFailed(boolean)} with nothing unconfirmed. */
  public boolean clientFailed() {
    return clientFailed;
  }

  /** The cause whose word is read. */
  public static CloseCause read(ByteIn in) {
    return in.oneOf(values(), CloseCause::word);
  }

  /** The cause as users see it, for example {@code peer-reset}. */
  public String word() {
    return word;
  }
}
