package lifeline.connection;

import java.util.Locale;
import lifeline.codec.ByteIn;

/**
 * Why a connection ended (protocol.txt, section 12.3). Every connection has exactly one cause, the
 * first that happened.
 *
 * <p>Causes are stored by their {@link #word}: one may be added, with a new {@link
 * lifeline.codec.CodecVersion#LEVEL}, but neither renamed nor removed.
 */
public enum CloseCause {
  QUIT(Party.PEER, false),
  PEER_CLOSED(Party.PEER, false),
  PEER_RESET(Party.PEER, true),
  TRUNCATED(Party.PEER, true),
  IDLE_TIMEOUT(Party.SERVER, true),
  HEARTBEAT_TIMEOUT(Party.NETWORK, true),
  STALLED(Party.SERVER, true),
  UNREACHABLE(Party.NETWORK, true),
  WRITE_FAILED(Party.NETWORK, true),
  PROTOCOL_ERROR(Party.SERVER, true),
  TOO_FAST(Party.SERVER, true),
  KICKED(Party.SERVER, false),
  LOGIN_TIMEOUT(Party.SERVER, true),
  SERVER_DRAINING(Party.SERVER, false),
  SERVER_ERROR(Party.SERVER, false),
  NODE_LOST(Party.SERVER, false);

  /** The party that ended a connection. */
  public enum Party {
    PEER,
    SERVER,
    NETWORK;

    /** The word that clients read: {@code peer}, {@code server} or {@code network}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Party endedBy;
  private final boolean clientFailed;
  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  CloseCause(Party by, boolean clientFailed) {
    this.endedBy = by;
    this.clientFailed = clientFailed;
  }

  /** The party that ended the connection. */
  public Party endedBy() {
    return endedBy;
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

  /** The cause whose word is read. */
  public static CloseCause read(ByteIn in) {
    return in.oneOf(values(), CloseCause::word);
  }

  /** The word that clients read, for example {@code peer-reset}. */
  public String word() {
    return word;
  }
}
