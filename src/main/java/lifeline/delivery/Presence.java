package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.entry.Effect;

/**
 * Which names are in a room, with how many connections, in the order of their arrival; and the
 * notices that report to the others that a name has arrived or left.
 */
final class Presence {
  private static final int MOST_NAMES = 50;

  private final State state;
  private final Room room;

  private final Map<String, Here> here = new LinkedHashMap<>();

  private static final class Here {
    private final String shown;
    private int connections;
    private int plain;

    private Here(String shown) {
      this.shown = shown;
    }
  }

  Presence(State state, Room room) {
    this.state = state;
    this.room = room;
  }

  /**
   * Reports to the room that the member's name has come or left. Rooms of direct lines report
   * nothing, nor do large ones: {@code /who} answers there.
   *
   * @param cause why the name has left; null if it has come
   */
  void announce(Member member, String cause, ApplyContext context) {
    if (!room.direct() && room.members.size() <= state.limits.rooms().presence()) {
      Session session = member.session;
      context.emit(new Effect.Presence(room.name, session.shown(), cause, session.id));
    }
  }

  /** Whether this is the name's first connection here. */
  boolean enter(Member member) {
    Here name = here.computeIfAbsent(member.session.key(), k -> new Here(member.session.shown()));
    name.plain += member.plain() ? 1 : 0;
    name.connections++;
    return name.connections == 1;
  }

  /** Whether this was the name's last connection here. */
  boolean leave(Member member) {
    Here name = here.get(member.session.key());
    name.plain -= member.plain() ? 1 : 0;
    name.connections--;
    if (name.connections > 0) {
      return false;
    }
    here.remove(member.session.key());
    return true;
  }

  /** How many plain connections of the name are here. */
  int plain(String key) {
    Here name = here.get(key);
    return name == null ? 0 : name.plain;
  }

  /** The first names, at most 50. */
  List<String> shown() {
    return here.values().stream().limit(MOST_NAMES).map(name -> name.shown).toList();
  }

  /** Number of names that {@link #shown} leaves out. */
  int more() {
    return Math.max(0, here.size() - MOST_NAMES);
  }

  void save(ByteOut out) {
    out.number(here.size());
    here.forEach(
        (key, name) -> {
          out.word(key);
          out.word(name.shown);
          out.number(name.connections);
          out.number(name.plain);
        });
  }

  void load(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      String key = in.known();
      Here name = new Here(in.known());
      name.connections = in.integer();
      name.plain = in.integer();
      here.put(key, name);
    }
  }
}
