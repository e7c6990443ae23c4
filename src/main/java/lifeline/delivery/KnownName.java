package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A name that has places, or had a connection not long ago. */
final class KnownName {
  final String key;

  /** As it was first written. */
  final String shown;

  /** By room, in the order in which they began. */
  final Map<String, NamePlace> places = new LinkedHashMap<>();

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
  long open() {
    long open = 0;
    for (NamePlace place : places.values()) {
      open += place.openCount();
    }
    return open;
  }
}
