package lifeline.gateway.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.protocol.Names;

/**
 * Where one connection says what it addresses to no room: in the one joined last that it still
 * hears, in {@code lobby} if there is none, and from a {@code /pipe} on in that one's room for
 * good.
 */
final class CurrentRoom {
  /** In the order of the joins; without direct lines, which are no room to say anything in. */
  private final Set<String> heard = new LinkedHashSet<>();

  private String current = Names.LOBBY;
  private boolean piped;

  String current() {
    return current;
  }

  /** Whether all input is said there, whatever it is. */
  boolean piped() {
    return piped;
  }

  void pipe(String room) {
    piped = true;
    current = room;
  }

  void joined(String room) {
    if (!Names.isDirect(room)) {
      heard.add(room);
      if (!piped) {
        current = room;
      }
    }
  }

  void parted(String room) {
    heard.remove(room);
    if (room.equals(current) && !piped) {
      current = Names.LOBBY;
      heard.forEach(other -> current = other);
    }
  }

  /**
   * The rooms heard; of who hears direct lines alone, the room of those, with the name as shown.
   */
  List<String> heardBy(String name) {
    return heard.isEmpty() ? List.of("@" + name) : List.copyOf(heard);
  }
}
