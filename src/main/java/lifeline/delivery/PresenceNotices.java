package lifeline.delivery;

import lifeline.delivery.entry.Effect;

/**
 * Tells those in a room which names have come and left. Direct lines have nobody to tell, and large
 * rooms only {@code /who}.
 */
final class PresenceNotices {
  private final State state;

  PresenceNotices(State state) {
    this.state = state;
  }

  /**
   * @param first whether it is its name's only connection in the room; else nobody is told
   */
  void came(Member member, boolean first, ApplyContext context) {
    if (first) {
      tell(member, null, context);
    }
  }

  /**
   * @param last whether its name has no other connection in the room; else nobody is told
   * @param cause why it has left
   */
  void left(Member member, boolean last, String cause, ApplyContext context) {
    if (last) {
      tell(member, cause, context);
    }
  }

  private void tell(Member member, String cause, ApplyContext context) {
    Room room = member.room;
    if (!room.direct() && room.members.size() <= state.limits.rooms().presence()) {
      Session session = member.session;
      context.emit(new Effect.Presence(room.name, session.shown(), cause, session.id));
    }
  }
}
