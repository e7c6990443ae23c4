package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.protocol.Names;

/** A name that has subscriptions, or had a connection not long ago. */
final class KnownName {
  final String key;

  /** As it was first written. */
  final String shown;

  /** By room, in the order in which they began. */
  final Map<String, NameSubscription> subscriptions = new LinkedHashMap<>();

  final Set<Session> sessions = new LinkedHashSet<>();

  /** Ends the name when it has been without connection for too long. */
  Timers.Timed expiry;

  /** Direct lines that waited when the last connection took the name. */
  long directWaiting;

  KnownName(String key, String shown) {
    this.key = key;
    this.shown = shown;
  }

  /** Lines that wait for the name in all rooms, or are not confirmed by its connections. */
  long openCount() {
    long open = 0;
    for (NameSubscription subscription : subscriptions.values()) {
      open += subscription.openCount();
    }
    return open;
  }

  /**
   * Saves all but {@link #key} and {@link #shown}, which are needed first, and its subscriptions.
   */
  void save(Timers timers, ByteOut out) {
    out.number(directWaiting);
    timers.save(expiry, out);
    out.number(sessions.size());
    sessions.forEach(session -> out.id(session.id));
  }

  /** The connections are to be loaded before. */
  void load(State state, ByteIn in) {
    directWaiting = in.number();
    state.timers.load(expiry, in);
    for (int left = in.count(); left > 0; left--) {
      Session session = state.session(in);
      sessions.add(session);
      session.name = this;
    }
  }

  /** Saves the order of its subscriptions; its direct lines are {@link Names#DIRECT_PREFIX}. */
  void saveSubscriptions(ByteOut out) {
    out.number(subscriptions.size());
    subscriptions
        .keySet()
        .forEach(room -> out.word(Names.isDirect(room) ? Names.DIRECT_PREFIX : room));
  }

  /** The rooms are to be loaded before. */
  void loadSubscriptions(State state, ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      String word = in.known();
      Room room = state.room(word.equals(Names.DIRECT_PREFIX) ? Names.directRoom(key) : word, in);
      NameSubscription subscription = room.names.get(key);
      if (subscription == null) {
        throw in.unreadable(key + " has no subscription in " + room.name);
      }
      subscriptions.put(room.name, subscription);
    }
  }
}
