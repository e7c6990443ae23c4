package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.lines.RetrySchedule;

/** The members of a group, the one there longest first, and whose turn it is to get a line. */
final class RoundRobin {
  private final List<Member> members = new ArrayList<>();

  /** Index of the member whose turn it is. */
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
   * Who gets the next line: healthy, with room in its window.
   *
   * @param avoid a connection that gets it only if nobody else can
   * @return null if nobody can
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

  /** Saves whose turn it is; who is there is saved when all members of the room are. */
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
