package lifeline.delivery;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;

/** How connections come out of rooms: what they had not confirmed is someone else's then. */
final class RoomExit {
  /** The cause of an end in a room that the client has asked for. */
  static final String PARTED = "parted";

  private final PresenceNotices announcing;

  RoomExit(PresenceNotices announcing) {
    this.announcing = announcing;
  }

  /** Takes a connection out of a room; {@code cause} is what others are told, null for nothing. */
  void leave(
      Member member, Position position, boolean clientFailed, String cause, ApplyContext context) {
    boolean last = member.room.leave(member) && cause != null;
    if (member.group != null) {
      member.group.leave(member, position, clientFailed, context);
    } else if (member.place != null) {
      NameSubscription place = member.place;
      place.leave(member, position, clientFailed, context);
      place.tellNews(context);
    } else {
      member.room.unheard.left(member, position);
    }
    announcing.left(member, last, cause, context);
    member.room.unheard.offer(context);
  }

  /**
   * Takes the member out by its own will; what is to be told to it.
   *
   * @param cause what others are told, null for nothing
   */
  Message.Notice part(Member member, Position position, String cause, ApplyContext context) {
    Room room = member.room;
    context.emit(new Effect.Parted(member.session.id, room.name));
    NameSubscription place = member.place;
    boolean guest = member.plain() && place == null;
    leave(member, guest && position == null ? turnHad(member) : position, false, cause, context);
    if (place == null || place.live()) {
      return Notices.parted(room.name, 0);
    }
    long dropped = place.openCount();
    place.end();
    return Notices.parted(room.name, dropped);
  }

  /** The first join of another room than the lobby ends a stay there. */
  void endStay(Session session, String joined, Position left, ApplyContext context) {
    Member lobby = session.members.get(JoinHandler.LOBBY);
    if (lobby != null && lobby.stay && !joined.startsWith("@")) {
      context.emit(new Effect.Parted(session.id, JoinHandler.LOBBY));
      boolean known = left != null && left.room().equals(JoinHandler.LOBBY);
      leave(lobby, known ? left : turnHad(lobby), false, PARTED, context);
    }
  }

  /** All it heard in its turn is confirmed; of what it was given that is known. */
  private static Position turnHad(Member member) {
    long head = member.room.log.head();
    return new Position(member.room.name, head, SeqSet.copyOf(member.given));
  }

  /** Whether a connection that ended so counts as failed. */
  static boolean counts(CloseCause cause, List<Position> positions) {
    return cause.clientFailed()
        || (cause == CloseCause.PEER_CLOSED
            && positions.stream().anyMatch(position -> !position.unconfirmed().isEmpty()));
  }
}
