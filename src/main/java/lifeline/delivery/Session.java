package lifeline.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Names;

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

  /** Subscriptions of names that it no longer has, and which it may still confirm lines for. */
  final List<FormerSubscription> formerSubscriptions = new ArrayList<>();

  /** Null as long as it is a guest. */
  KnownName name;

  ConfirmLevel level = ConfirmLevel.RECEIVED;
  boolean suspect;

  /** Its node is lost, and it is about to be ended together with others. */
  boolean lost;

  /** Unconfirmed lines in flight to it, over all its groups. */
  long inFlight;

  /** The window of a connection that has not set one, unless its level is ack. */
  int defaultWindow;

  private int window;

  /** Lines written under a former name, and that name's subscription. */
  record FormerSubscription(NameSubscription subscription, SeqRanges lines) {
    boolean exists() {
      return subscription.owner.subscriptions.get(subscription.room.name) == subscription;
    }
  }

  Session(
      long id, String address, boolean operator, String guest, long lobbyHead, int usualWindow) {
    this.id = id;
    this.address = address;
    this.operator = operator;
    this.guest = guest;
    this.lobbyHead = lobbyHead;
    this.defaultWindow = usualWindow;
  }

  /** The name as shown. */
  String shown() {
    return name == null ? guest : name.shown;
  }

  /** The folded name, by which names are compared. */
  String key() {
    return name == null ? guest : name.key;
  }

  /** The room of its direct lines. */
  String ownRoom() {
    return Names.directRoom(key());
  }

  /** Maximum number of unconfirmed group lines. */
  int window() {
    if (window > 0) {
      return window;
    }
    return level == ConfirmLevel.ACK ? 1 : defaultWindow;
  }

  void setWindow(int lines) {
    window = lines;
  }

  boolean isInOtherGroup(GroupSubscription group) {
    return members.values().stream()
        .anyMatch(member -> member.group != null && member.group != group);
  }

  boolean hasRoomInWindow() {
    return inFlight < window();
  }

  /** Saves all but its name, which is saved with the names, and what {@link #saveRooms} saves. */
  void save(ByteOut out) {
    out.number(id);
    out.text(address);
    out.flag(operator);
    out.text(guest);
    out.number(lobbyHead);
    out.word(level.word());
    out.flag(suspect);
    out.number(inFlight);
    out.signed(window);
  }

  static Session read(ByteIn in, int usualWindow) {
    Session session =
        new Session(in.number(), in.text(), in.flag(), in.text(), in.number(), usualWindow);
    session.level = ConfirmLevel.read(in);
    session.suspect = in.flag();
    session.inFlight = in.number();
    session.window = in.signedInteger();
    return session;
  }

  /** Saves the order of its rooms, and former subscriptions that still exist. */
  void saveRooms(ByteOut out) {
    out.number(members.size());
    members.keySet().forEach(out::word);
    List<FormerSubscription> existing =
        formerSubscriptions.stream().filter(FormerSubscription::exists).toList();
    out.number(existing.size());
    for (FormerSubscription former : existing) {
      out.word(former.subscription().room.name);
      out.word(former.subscription().owner.key);
      former.lines().write(out);
    }
  }

  /** The rooms are to be loaded before. */
  void loadRooms(ByteIn in, State state) {
    for (int left = in.count(); left > 0; left--) {
      Room room = state.room(in);
      Member member = room.members.get(id);
      if (member == null) {
        throw in.unreadable("connection " + id + " is not in " + room.name);
      }
      members.put(room.name, member);
    }
    for (int left = in.count(); left > 0; left--) {
      Room room = state.room(in);
      formerSubscriptions.add(new FormerSubscription(room.subscriptionOf(in), SeqSet.read(in)));
    }
  }
}
