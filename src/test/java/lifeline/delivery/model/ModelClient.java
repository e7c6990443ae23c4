package lifeline.delivery.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A connection, as the model knows it. */
final class ModelClient {
  final long id;
  String name;
  boolean acknowledges;
  boolean suspect;

  /** The group lines that it asked for at a time; 0 for the default. */
  int window;

  final Map<String, RoomListener> rooms = new TreeMap<>();
  final List<FormerLines> former = new ArrayList<>();

  /** Lines written under a former name, which it may still confirm for that. */
  record FormerLines(Ledger ledger, LineNumbers lines) {}

  ModelClient(long id) {
    this.id = id;
  }

  boolean isGuest() {
    return name.startsWith("guest-");
  }
}
