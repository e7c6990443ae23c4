package lifeline.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.connection.ConfirmLevel;

/** One connection, from Opened to Ended. */
final class Session {
  final long id;
  final String address;
  final boolean operator;
  final String guest;

  /** Head of the lobby when the connection was opened. */
  final long lobbyHead;

  /** By room, in the order of joining. */
  final Map<String, Member> members = new LinkedHashMap<>();

  /** Lines written to it under names it no longer has, and which it may still confirm for them. */
  final List<Leftover> leftovers = new ArrayList<>();

  /** Null as long as it is a guest. */
  KnownName name;

  ConfirmLevel level = ConfirmLevel.RECEIVED;
  boolean suspect;

  /** Its node is lost, and it is about to be ended together with others. */
  boolean gone;

  /** Unconfirmed lines it holds over all its groups. */
  long held;

  /** The window of who has not said one, and acknowledges nothing itself. */
  int usualWindow;

  private int window;

  /** Lines of a former name's place. */
  record Leftover(NamePlace place, Seqs lines) {}

  Session(
      long id, String address, boolean operator, String guest, long lobbyHead, int usualWindow) {
    this.id = id;
    this.address = address;
    this.operator = operator;
    this.guest = guest;
    this.lobbyHead = lobbyHead;
    this.usualWindow = usualWindow;
  }

  /** The name as shown. */
  String shown() {
    return name == null ? guest : name.shown;
  }

  /** The name folded: what names are compared by. */
  String key() {
    return name == null ? guest : name.key;
  }

  /** The room of its direct lines. */
  String ownRoom() {
    return "@" + key();
  }

  /** At most so many unconfirmed group lines. */
  int window() {
    if (window > 0) {
      return window;
    }
    return level == ConfirmLevel.ACK ? 1 : usualWindow;
  }

  void setWindow(int lines) {
    window = lines;
  }

  boolean inOtherThan(Group group) {
    return members.values().stream()
        .anyMatch(member -> member.group != null && member.group != group);
  }

  boolean hasRoomInWindow() {
    return held < window();
  }
}
