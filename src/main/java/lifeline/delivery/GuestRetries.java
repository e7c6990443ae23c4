package lifeline.delivery;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/**
 * What a connection without place does not want now: it comes again to it, after a while. There is
 * no queue and there are no dead letters here; a line that fails too often is unheard again.
 */
final class GuestRetries implements Timers.Timed {
  private final State state;
  private final Member member;
  private final RetrySchedule retries = new RetrySchedule();

  GuestRetries(State state, Member member) {
    this.state = state;
    this.member = member;
  }

  /**
   * The connection had the line and could not take it. Nothing happens to a line of its own name:
   * that counts as confirmed for it, and waits for others all the same.
   *
   * @param delay milliseconds until it is given again; −1 for what the backoff says
   */
  void failed(long seq, long delay, ApplyContext context) {
    Room room = member.room;
    SeqSet line = SeqSet.of(seq);
    boolean own = !room.saidBy(member.session.key(), member.session.id, line).isEmpty();
    if (own || !member.has(seq)) {
      return;
    }
    context.emit(new Effect.Withdrawn(member.session.id, room.name, line));
    room.unheard.returned(member, line);
    DeliveryLimits.Attempts limits = state.limits.attempts();
    int charges = retries.charge(seq);
    if (charges >= limits.most()) {
      forget(line);
      room.unheard.refused(member, line, context);
      return;
    }
    long wait = delay >= 0 ? delay : limits.backoff(room.name, seq, charges);
    retries.delay(seq, context.now() + wait, member.session.id);
    state.timers.set(this, retries.next());
  }

  /** Nothing comes again from here. */
  void end() {
    state.timers.set(this, Long.MAX_VALUE);
  }

  /** The lines are not to come again. */
  void forget(SeqRanges lines) {
    retries.remove(lines);
    state.timers.set(this, retries.next());
  }

  @Override
  public void due(ApplyContext context) {
    SeqSet lines = retries.due(context.now()).and(member.returned);
    state.timers.set(this, retries.next());
    if (!lines.isEmpty()) {
      member.room.unheard.give(member, lines, true, context);
    }
  }

  void save(ByteOut out) {
    retries.save(out);
    state.timers.save(this, out);
  }

  void load(ByteIn in) {
    retries.load(in);
    state.timers.load(this, in);
  }
}
