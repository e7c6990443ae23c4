package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.lines.RetrySchedule;

/** The members of a group in the order of their arrival, and which of them is next. */
final class RoundRobin {
  private final List<Member> members = new ArrayList<>();

  /** Index of the member that is next. */
  private int nextIndex;

  /** The members; not to be changed by the caller. */
  List<Member> all() {
    return members;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  void add(Member member) {
    members.add(member);
  }

  void remove(Member member) {
    int index = members.indexOf(member);
    members.remove(index);
    nextIndex = nextIndex > index ? nextIndex - 1 : nextIndex;
  }

  /**
   * The member that gets the next line: healthy, with a free window.
   *
   * @param avoid a connection that gets it only if no other can
   * @return null if no member can
   */
  Member next(long avoid) {
    Member last = null;
    for (int i = 0; i < members.size(); i++) {
      int index = (nextIndex + i) % members.size();
      Member member = members.get(index);
      Session session = member.session;
      if (!session.hasRoomInWindow() || session.suspect || session.lost) {
        continue;
      }
      if (session.id == avoid) {
        last = member;
      } else {
        nextIndex = index + 1;
        return member;
      }
    }
    return last;
  }

  /** Whether a healthy member has room in its window. */
  boolean hasFreeWindow() {
    boolean ready = false;
    for (Member member : members) {
      ready |= !member.session.suspect && member.session.hasRoomInWindow();
    }
    return ready;
  }

  /** When the oldest acknowledgement is overdue; {@link RetrySchedule#NEVER} if none is awaited. */
  long deadline() {
    long deadline = RetrySchedule.NEVER;
    for (Member member : members) {
      deadline = Math.min(deadline, member.deadline());
    }
    return deadline;
  }

  /** Saves which member is next; the members are saved after those of the room. */
  void saveNext(ByteOut out) {
    out.number(nextIndex);
  }

  void loadNext(ByteIn in) {
    nextIndex = in.integer();
  }

  void saveMembers(ByteOut out) {
    out.number(members.size());
    members.forEach(member -> out.id(member.session.id));
  }

  void loadMembers(Room room, ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      members.add(room.member(in));
    }
  }
}
