package lifeline.config;

import java.time.Duration;

/**
 * Limits on what clients may use. {@link #NONE} stands for a limit that is off.
 *
 * @param maxLine bytes, at most 65535
 * @param connections in all
 * @param connectionsPerAddress at one time
 * @param connectionsPerSecond new ones of one address
 * @param linesPerSecond of one connection
 * @param bytesPerSecond of one connection
 * @param tooFastAfter how long a connection may be over the two before
 * @param joinedRooms of one connection
 * @param rooms in all
 * @param names in all
 * @param presenceLimit connections in a room, up to which presence of single names is told
 * @param lobbyDelay time to say something before a connection is put into the lobby
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
  /** No limit: larger than any count. */
  public static final long NONE = Long.MAX_VALUE;

  /** A limit that may differ for addresses on the loopback and all others. */
  public record ByOrigin(long loopback, long elsewhere) {
    /** The limit of one address. */
    public long of(boolean isLoopback) {
      return isLoopback ? loopback : elsewhere;
    }
  }
}
