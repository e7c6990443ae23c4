package lifeline.config;

import java.time.Duration;

/**
 * Limits on what clients may use. {@link #NONE} stands for a limit that is off.
 *
 * @param maxLine bytes of a line, at most 65535
 * @param connections connections from all addresses together
 * @param connectionsPerAddress connections of one address at a time
 * @param connectionsPerSecond new connections of one address in a second
 * @param linesPerSecond lines of one connection in a second
 * @param bytesPerSecond bytes of one connection in a second
 * @param tooFastAfter how long input may wait without a break for the two rates before its
 *     connection is ended
 * @param joinedRooms rooms that one connection has joined
 * @param rooms rooms in all
 * @param names names in all
 * @param presenceLimit connections in a room up to which joins and leaves are announced by name
 * @param lobbyDelay time to send {@code /join} before a connection is put into the lobby
 */
public record LimitSettings(
    int maxLine,
    int connections,
    ByOrigin connectionsPerAddress,
    ByOrigin connectionsPerSecond,
    long linesPerSecond,
    long bytesPerSecond,
    Duration tooFastAfter,
    long joinedRooms,
    long rooms,
    long names,
    int presenceLimit,
    Duration lobbyDelay) {
  /** The value of a limit that is off: larger than any count. */
  public static final long NONE = Long.MAX_VALUE;

  /** A limit that may differ between addresses of the loopback and all others. */
  public record ByOrigin(long loopback, long elsewhere) {
    /** The limit of an address of that kind. */
    public long of(boolean isLoopback) {
      return isLoopback ? loopback : elsewhere;
    }
  }
}
