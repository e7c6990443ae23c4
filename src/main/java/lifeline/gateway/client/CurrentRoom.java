package lifeline.gateway.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.protocol.Names;

/**
 * The room that a line without address is said in: of the rooms the connection is in, the one
 * joined last; {@code lobby} if there is none; and after a {@code /pipe} that room for good.
 */
final class CurrentRoom {
  /** In the order of the joins; without direct lines, a room that nothing can be said in. */
  private final Set<String> rooms = new LinkedHashSet<>();

  private String current = Names.LOBBY;
  private boolean piped;

  String current() {
    return current;
  }

  /** Whether all input is data, said in the current room. */
  boolean piped() {
    return piped;
  }

  void pipe(String room) {
    piped = true;
    current = room;
  }

  void joined(String room) {
    if (!Names.isDirect(room)) {
      rooms.add(room);
      if (!piped) {
        current = room;
      }
    }
  }

  void parted(String room) {
    rooms.remove(room);
    if (room.equals(current) && !piped) {
      current = Names.LOBBY;
      rooms.forEach(other -> current = other);
    }
  }

  /** The rooms, for people; {@code @name} if the client only gets direct lines. */
  List<String> describe(String name) {
    return rooms.isEmpty() ? List.of(Names.DIRECT_PREFIX + name) : List.copyOf(rooms);
  }
}
