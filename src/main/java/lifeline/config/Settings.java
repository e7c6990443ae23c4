package lifeline.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration, valid and with all defaults filled in.
 *
 * @param node this server's name in a cluster and in {@code /who}
 * @param data the data folder
 * @param syncInterval how often {@link Durability#PROCESS} syncs to the disk
 * @param acceptTimeout how long input is held back when lines can't be accepted
 * @param allowAnonymous whether listeners off the loopback may do without accounts
 * @param accounts the file of accounts, null when everyone on the loopback may do everything
 * @param listeners at least one, in the order of the configuration
 * @param rooms rules by room (lower case); rooms not named have {@link RoomRules#DEFAULT}
 * @param cluster null on a node of its own
 */
public record Settings(
    String node,
    Path data,
    Durability durability,
    Duration syncInterval,
    Duration acceptTimeout,
    boolean allowAnonymous,
    Path accounts,
    List<Listener> listeners,
    AdminSettings admin,
    LivenessSettings liveness,
    DeliverySettings delivery,
    RetentionSettings retention,
    LimitSettings limits,
    Map<String, RoomRules> rooms,
    ClusterSettings cluster) {
  public Settings {
    listeners = List.copyOf(listeners);
    rooms = Map.copyOf(rooms);
  }

  /** The rules of a room, by its lower-case name. */
  public RoomRules room(String name) {
    return rooms.getOrDefault(name, RoomRules.DEFAULT);
  }
}
