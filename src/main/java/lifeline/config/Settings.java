package lifeline.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, valid and with all defaults filled in.
 *
 * @param node this server's name in a cluster and in {@code /who}
 * @param data the data folder, as configured; may be relative, see {@code SettingsOptions.data}
 * @param syncInterval how often written data are synced to the disk with {@link Durability#PROCESS}
 * @param acceptTimeout how long input is held back while lines cannot be accepted
 * @param allowAnonymous whether listeners off the loopback may do without accounts
 * @param accounts the file of accounts, absolute; null if there are no accounts
 * @param listeners at least one, in the order of the configuration
 * @param rooms rules by room (lower case); all other rooms have {@link RoomRules#DEFAULT}
 * @param cluster null for a single node
 */
public record Settings(
    String node,
    Path data,
    Durability durability,
    Duration syncInterval,
    Duration acceptTimeout,
    boolean allowAnonymous,
    @Nullable Path accounts,
    List<Listener> listeners,
    Admin admin,
    LivenessSettings liveness,
    DeliverySettings delivery,
    Retention retention,
    LimitSettings limits,
    Map<String, RoomRules> rooms,
    @Nullable ClusterSettings cluster) {
  public Settings {
    listeners = List.copyOf(listeners);
    rooms = Map.copyOf(rooms);
  }

  /** The rules of a room, by its lower-case name. */
  public RoomRules room(String name) {
    return rooms.getOrDefault(name, RoomRules.DEFAULT);
  }

  /**
   * The HTTP port for operators.
   *
   * @param port 0 to 65535; 0 takes a free one
   */
  public record Admin(boolean enabled, String host, int port) {}

  /**
   * How much of a room's log is stored, whichever limit is reached first.
   *
   * @param lines of one room
   * @param bytes of text of one room
   * @param age of a line
   * @param nameExpiry after this time without a connection a name or group loses its subscriptions
   */
  public record Retention(long lines, long bytes, Duration age, Duration nameExpiry) {}

  /**
   * The rules of one room.
   *
   * @param presence whether joins and leaves are announced in the room
   */
  public record RoomRules(boolean presence) {
    public static final RoomRules DEFAULT = new RoomRules(true);
  }

  /**
   * PEM files, by absolute paths; they existed and fitted together when the configuration was read.
   *
   * @param ca the authority that must have signed the peer's certificate; null if the peer needs no
   *     certificate
   */
  public record Tls(Path cert, Path key, @Nullable Path ca) {}
}
