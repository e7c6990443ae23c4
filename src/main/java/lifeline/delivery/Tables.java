package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Everything the state machine knows, by its names. */
final class Tables {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");
  private static final Pattern ROOM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  final DeliveryLimits limits;
  final List<String> nodes;
  final Timers timers = new Timers();
  final Ends ends = new Ends();
  final Map<Long, Session> sessions = new LinkedHashMap<>();
  final Map<String, Session> guests = new LinkedHashMap<>();
  final Map<String, KnownName> names = new LinkedHashMap<>();
  final Map<String, Room> rooms = new LinkedHashMap<>();

  private long lastGuest;
  private int directRooms;

  Tables(DeliveryLimits limits, List<String> nodes) {
    this.limits = limits;
    this.nodes = List.copyOf(nodes);
  }

  static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isRoom(String folded) {
    return ROOM.matcher(folded).matches();
  }

  /** Names that nobody can take. */
  static boolean isReserved(String folded) {
    return folded.startsWith("guest-") || folded.equals("server") || folded.equals("console");
  }

  String nextGuest() {
    lastGuest++;
    return "guest-" + lastGuest;
  }

  String node(int number) {
    return number < nodes.size() ? nodes.get(number) : "n" + number;
  }

  /** The room, made if need be; null if there are too many. */
  Room room(String name) {
    Room room = rooms.get(name);
    if (room == null) {
      boolean direct = name.startsWith("@");
      if (!direct && rooms.size() - directRooms >= limits.rooms().rooms()) {
        return null;
      }
      directRooms += direct ? 1 : 0;
      room = new Room(name, limits.rooms().unheard());
      rooms.put(name, room);
    }
    return room;
  }

  void dropDirectRoom(String name, Turn turn) {
    if (rooms.remove(name) != null) {
      directRooms--;
      turn.emit(new Effect.Dropped(name));
    }
  }

  /** The name, with its room for direct lines; null if there are too many. */
  KnownName name(String key, String shown) {
    KnownName known = names.get(key);
    if (known == null && names.size() < limits.rooms().names()) {
      KnownName made = new KnownName(key, shown);
      made.expiry = turn -> expire(made, turn);
      names.put(key, made);
      known = made;
    }
    return known;
  }

  /** The name's place in the room; begun behind {@code begin} if there is none. */
  NamePlace place(KnownName name, Room room, long begin) {
    NamePlace place = name.places.get(room.name);
    if (place == null) {
      place = new NamePlace(this, room, name, begin);
      room.away++;
      name.places.put(room.name, place);
      room.places.put(name.key, place);
    }
    return place;
  }

  /** The name has no connection from now on. */
  void left(KnownName name, Turn turn) {
    if (name.sessions.isEmpty()) {
      timers.set(name.expiry, turn.now() + limits.retention().nameExpiry());
    }
  }

  private void expire(KnownName name, Turn turn) {
    for (NamePlace place : List.copyOf(name.places.values())) {
      place.room.heard.addAll(place.settled());
      place.end();
    }
    dropDirectRoom("@" + name.key, turn);
    names.remove(name.key);
  }
}
