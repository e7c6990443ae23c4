package lifeline.delivery;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/**
 * What a member of a room has its lines from, and confirms them through. Those of names and groups
 * are durable: they outlive their members. Only a subscription changes which lines a member has.
 */
abstract class Subscription implements Timers.Timed {
  final State state;
  final Room room;

  /** Lines that failed, and when they are delivered again. */
  final RetrySchedule retries = new RetrySchedule();

  Subscription(Room room) {
    this.state = room.state;
    this.room = room;
  }

  /**
   * To be called before something changes, so that all is as if limits had been applied at once.
   */
  void catchUp(ApplyContext context) {}

  /** Whether the line was delivered, and may be acknowledged or returned. */
  abstract boolean knows(long seq);

  /** A connection has confirmed these lines; {@code by} is null if it is not in the room. */
  abstract void confirm(Member by, SeqRanges lines);

  /** The member was to acknowledge the lines, and has not in time. */
  abstract void overdue(Member member, SeqRanges lines, ApplyContext context);

  /** The member gets unheard lines; there is at least one. */
  abstract void takeUnheard(Member member, SeqSet lines, ApplyContext context);

  /**
   * The member has left the room.
   *
   * @param position how far it had come; null if everything due to it may have been written
   * @param clientFailed whether its oldest line in doubt gets a failed attempt
   */
  abstract void leave(Member member, Position position, boolean clientFailed, ApplyContext context);

  /** The member goes on in the room under another name, for now without durable subscription. */
  abstract void changeName(Member member, Position position, ApplyContext context);

  /** The room no longer retains lines up to {@code upTo}; called for each member. */
  final void trim(Member member, long upTo) {
    member.trim(upTo);
  }

  abstract void save(ByteOut out);

  abstract void load(ByteIn in);
}
