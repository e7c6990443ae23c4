package lifeline.delivery;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.codec.Sections;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.lines.ExpiredSubscriptions;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.delivery.lines.RoomLog;
import lifeline.protocol.Names;

/** The whole state, by the names of its parts. */
final class State {
  private static final String ROOM_SECTION = "room/";
  private static final String LINES_SECTION = "lines/";

  final List<String> nodes;
  final Timers timers = new Timers();
  final EndHistory endHistory = new EndHistory();
  final ExpiredSubscriptions expired = new ExpiredSubscriptions();
  final Map<Long, Session> sessions = new LinkedHashMap<>();
  final Map<String, Session> guests = new LinkedHashMap<>();
  final Map<String, KnownName> names = new LinkedHashMap<>();
  final Map<String, Room> rooms = new LinkedHashMap<>();

  /** Connections in several groups with fewer lines in flight than when the entry began. */
  final Set<Session> freed = new LinkedHashSet<>();

  DeliveryLimits limits;

  private long lastGuest;
  private int directRooms;

  /** A state without {@link #limits}, which must be set or loaded. */
  State(List<String> nodes) {
    this.nodes = Collections.unmodifiableList(nodes);
  }

  String nextGuest() {
    lastGuest++;
    return Names.guest(lastGuest);
  }

  String node(int number) {
    return number < nodes.size() ? nodes.get(number) : "n" + number;
  }

  /** The room, created if necessary; null if there are too many. */
  Room room(String name) {
    Room room = rooms.get(name);
    if (room == null) {
      boolean direct = Names.isDirect(name);
      if (!direct && rooms.size() - directRooms >= limits.rooms().rooms()) {
        return null;
      }
      room = makeRoom(name);
    }
    return room;
  }

  private Room makeRoom(String name) {
    Room room = new Room(this, name);
    directRooms += room.direct() ? 1 : 0;
    rooms.put(name, room);
    return room;
  }

  /**
   * The room of a guest's direct lines, of which the guest is a member from the start; it is
   * created at its first use. A guest that has parted from it does not become a member again.
   */
  Room guestRoom(Session guest, ApplyContext context) {
    Room room = rooms.get(guest.ownRoom());
    if (room == null) {
      room = makeRoom(guest.ownRoom());
      room.enter(new Member(guest, room, null));
      context.emit(new Effect.Joined(guest.id, room.name, null, 0, 0));
    }
    return room;
  }

  void dropDirectRoom(String name, ApplyContext context) {
    Room room = rooms.remove(name);
    if (room != null) {
      timers.set(room.limits, RetrySchedule.NEVER);
      directRooms--;
      context.emit(new Effect.Dropped(name));
    }
  }

  /** The name, with its room for direct lines; null if there are too many. */
  KnownName name(String key, String shown) {
    KnownName known = names.get(key);
    if (known == null && names.size() < limits.rooms().names()) {
      known = makeName(key, shown);
    }
    return known;
  }

  private KnownName makeName(String key, String shown) {
    KnownName name = new KnownName(key, shown);
    name.expiry = context -> expire(name, context);
    names.put(key, name);
    return name;
  }

  /** The name's subscription to the room; a new one begins after {@code begin}. */
  NameSubscription subscription(KnownName name, Room room, long begin) {
    NameSubscription subscription = name.subscriptions.get(room.name);
    if (subscription == null) {
      subscription = new NameSubscription(room, name, begin);
      room.awayNames++;
      name.subscriptions.put(room.name, subscription);
      room.names.put(name.key, subscription);
    }
    return subscription;
  }

  /** The name has no connection from now on. */
  void startExpiry(KnownName name, ApplyContext context) {
    if (name.sessions.isEmpty()) {
      timers.set(name.expiry, context.now() + limits.retention().nameExpiry());
    }
  }

  private void expire(KnownName name, ApplyContext context) {
    for (NameSubscription subscription : List.copyOf(name.subscriptions.values())) {
      expired.add(name.key, subscription.room.name, subscription.openCount());
      subscription.end();
    }
    dropDirectRoom(Names.directRoom(name.key), context);
    names.remove(name.key);
  }

  /**
   * Saves everything, in sections: the common part, the connections, the names, the rooms of direct
   * lines (many, and small) in one, each other room in its own, the full pages of its log apart,
   * and, last, the order of rooms and subscriptions of each connection and name.
   */
  void save(Sections sections) {
    sections.write(
        "tables",
        out -> {
          limits.write(out);
          out.number(lastGuest);
          timers.save(out);
          out.number(rooms.size());
          rooms.keySet().forEach(out::text);
        });
    sections.write("ends", endHistory::save);
    sections.write("lost", expired::save);
    sections.write(
        "sessions",
        out -> {
          out.number(sessions.size());
          sessions.values().forEach(session -> session.save(out));
        });
    sections.write(
        "names",
        out -> {
          out.number(names.size());
          for (KnownName name : names.values()) {
            out.text(name.key);
            out.text(name.shown.equals(name.key) ? "" : name.shown);
            name.save(timers, out);
          }
        });
    sections.write("direct", out -> rooms(true).forEach(room -> saveDirect(room, out)));
    rooms(false)
        .forEach(
            room -> {
              sections.write(ROOM_SECTION + room.name, out -> room.save(timers, out));
              room.log.forEachPage(
                  (page, chunks) ->
                      sections.writeFixed(linesOf(room, page), out -> RoomLog.save(chunks, out)));
            });
    sections.write(
        "links",
        out -> {
          sessions.values().forEach(session -> session.saveRooms(out));
          names.values().forEach(name -> name.saveSubscriptions(out));
        });
  }

  /** Becomes the state that was saved; for a new state only. */
  void load(Sections sections) {
    sections.read(
        "tables",
        in -> {
          limits = DeliveryLimits.read(in);
          lastGuest = in.number();
          timers.load(in);
          for (int left = in.count(); left > 0; left--) {
            makeRoom(in.text());
          }
        });
    sections.read("ends", endHistory::load);
    sections.read("lost", expired::load);
    sections.read(
        "sessions",
        in -> {
          for (int left = in.count(); left > 0; left--) {
            Session session = Session.read(in, limits.attempts().window());
            sessions.put(session.id, session);
          }
        });
    sections.read(
        "names",
        in -> {
          for (int left = in.count(); left > 0; left--) {
            readName(in).load(this, in);
          }
        });
    for (Session session : sessions.values()) {
      if (session.name == null) {
        guests.put(session.guest, session);
      }
    }
    sections.read("direct", in -> rooms(true).forEach(room -> loadDirect(room, sections, in)));
    rooms(false)
        .forEach(room -> sections.read(ROOM_SECTION + room.name, in -> load(room, sections, in)));
    sections.read(
        "links",
        in -> {
          sessions.values().forEach(session -> session.loadRooms(in, this));
          names.values().forEach(name -> name.loadSubscriptions(this, in));
        });
  }

  /** Most names never get a direct line: their rooms take one byte. */
  private void saveDirect(Room room, ByteOut out) {
    boolean fresh = room.isUnused();
    out.flag(fresh);
    if (!fresh) {
      room.save(timers, out);
    }
  }

  private void loadDirect(Room room, Sections sections, ByteIn in) {
    if (in.level() >= 2 && in.flag()) {
      KnownName owner = names.get(Names.owner(room.name));
      if (owner == null) {
        throw in.unreadable("nobody has room " + room.name);
      }
      room.names.put(owner.key, new NameSubscription(room, owner, 0));
      room.awayNames = 1;
    } else {
      load(room, sections, in);
    }
  }

  private KnownName readName(ByteIn in) {
    if (in.level() < 2) {
      return makeName(in.known(), in.known());
    }
    String key = in.text();
    String shown = in.text();
    return makeName(key, shown.isEmpty() ? key : shown);
  }

  private void load(Room room, Sections sections, ByteIn in) {
    room.load(this, (page, content) -> sections.read(linesOf(room, page), content), in);
  }

  /** Names the same lines for ever, since a room that is not for direct lines never ends. */
  private static String linesOf(Room room, long page) {
    return LINES_SECTION + room.name + "/" + page;
  }

  private Stream<Room> rooms(boolean direct) {
    return rooms.values().stream().filter(room -> room.direct() == direct);
  }

  /** The connection whose id is read. */
  Session session(ByteIn in) {
    long id = in.id();
    Session session = sessions.get(id);
    if (session == null) {
      throw in.unreadable("there is no connection " + id);
    }
    return session;
  }

  /** The name whose key is read. */
  KnownName name(ByteIn in) {
    String key = in.known();
    KnownName name = names.get(key);
    if (name == null) {
      throw in.unreadable("there is no name " + key);
    }
    return name;
  }

  /** The room whose name is read. */
  Room room(ByteIn in) {
    return room(in.known(), in);
  }

  Room room(String name, ByteIn in) {
    Room room = rooms.get(name);
    if (room == null) {
      throw in.unreadable("there is no room " + name);
    }
    return room;
  }
}
