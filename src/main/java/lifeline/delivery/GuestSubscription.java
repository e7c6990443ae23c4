package lifeline.delivery;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.entry.DeliverBuilder;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.DeliveryCounts;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/**
 * The subscription of one member that has no name's or group's: a guest, or a connection that was
 * put into the lobby. It ends with its member, and leaves the lines that only this member had, or
 * would have got, to the {@link UnheardLines}. It has no queue and no dead letters: a line that
 * fails too often is unheard again.
 *
 * <p>Accepting a line does nothing here: the member has the lines after its cursor, and the few
 * that are assigned to it.
 */
final class GuestSubscription extends Subscription {
  private final Member member;

  /** Whether a line has ever failed; until then there is nothing to save. */
  private boolean used;

  GuestSubscription(Member member) {
    super(member.room);
    this.member = member;
  }

  boolean isUsed() {
    return used;
  }

  @Override
  boolean knows(long seq) {
    return seq <= room.log.head()
        && seq >= room.log.oldest()
        && (member.has(seq) || member.returned().contains(seq) || member.confirmed().contains(seq));
  }

  /** Assigns lines that are unheard, or that the member returned. */
  void assign(SeqSet lines, boolean marked, ApplyContext context) {
    DeliverBuilder parts = new DeliverBuilder();
    parts.addAll(lines, deliveries(), room.urgent, marked);
    member.assign(lines);
    member.noteUnmarked(lines);
    deliveries().add(lines);
    room.unheard.remove(lines);
    context.deliver(member, parts);
  }

  @Override
  void takeUnheard(Member by, SeqSet lines, ApplyContext context) {
    assign(lines, member.mayHaveHeardFrom(lines.lowest()), context);
  }

  @Override
  void confirm(Member by, SeqRanges lines) {
    SeqSet now = lines.and(member.assigned());
    SeqSet had = member.had(lines);
    member.settle(lines);
    member.confirm(had);
    forget(lines);
    deliveries().remove(now);
    room.heard.addAll(now);
    room.unheard.forget(
        had.and(room.unheard.waiting()).without(room.unheard.ownLines(member, had)));
  }

  @Override
  void overdue(Member by, SeqRanges lines, ApplyContext context) {
    SeqSet late = lines.without(member.confirmed()).without(member.returned());
    member.expire(late);
    late.forEach(seq -> failed(seq, -1, context));
  }

  /**
   * The member had the line and could not take it. A line of its own name is left as it is: it
   * counts as confirmed for the name, and waits for others all the same.
   *
   * @param delay milliseconds until it is delivered again; −1 for what the backoff says
   */
  void failed(long seq, long delay, ApplyContext context) {
    used = true;
    SeqSet line = SeqSet.of(seq);
    boolean own = !room.saidBy(member.session.key(), member.session.id, line).isEmpty();
    if (own || !member.has(seq)) {
      return;
    }
    context.emit(new Effect.Withdrawn(member.session.id, room.name, line));
    deliveries().add(line.without(member.assigned()));
    member.giveBack(line);
    DeliveryLimits.Attempts limits = state.limits.attempts();
    int attempts = retries.addAttempt(seq);
    if (attempts >= limits.maxAttempts()) {
      forget(line);
      member.exclude(line);
      room.unheard.offerRest(line.without(room.heard));
      room.unheard.offer(context);
      return;
    }
    long wait = delay >= 0 ? delay : limits.backoff(room.name, seq, attempts);
    retries.delay(seq, context.now() + wait, member.session.id);
    state.timers.set(this, retries.next());
  }

  @Override
  public void due(ApplyContext context) {
    SeqSet lines = retries.takeDue(context.now()).and(member.returned());
    state.timers.set(this, retries.next());
    if (!lines.isEmpty()) {
      assign(lines, true, context);
    }
  }

  @Override
  void leave(Member by, Position position, boolean clientFailed, ApplyContext context) {
    stopRetries();
    SeqSet due = SeqSet.of(member.begin + 1, room.log.head());
    due.removeAll(room.saidBy(member.session.key(), member.session.id, due));
    due.addAll(member.assigned());
    due.addAll(member.returned());
    due.removeAll(member.confirmed());
    SeqSet written = position == null ? due : due.and(position.unconfirmed());
    SeqSet done = SeqSet.copyOf(member.confirmed());
    if (position != null) {
      done.addAll(
          due.between(member.begin + 1, position.delivered())
              .without(written)
              .without(member.assigned())
              .without(member.returned()));
    }
    room.heard.addAll(done.without(room.unheard.ownLines(member, done)));
    deliveries().add(written.without(member.assigned()).without(member.returned()));
    deliveries().subtract(member.assigned().without(written));
    SeqRanges rest =
        room.unheard.offerRest(due.without(room.heard).between(room.log.oldest(), Long.MAX_VALUE));
    deliveries().remove(due.without(rest));
  }

  @Override
  void changeName(Member by, Position position, ApplyContext context) {
    if (position != null) {
      SeqSet had =
          SeqSet.of(member.begin + 1, position.delivered()).without(position.unconfirmed());
      had.removeAll(member.assigned());
      had.removeAll(member.returned());
      member.confirm(had.without(room.saidBy(member.session.key(), member.session.id, had)));
    }
  }

  /**
   * The member continues {@code former}, the same connection under another name, and is not offered
   * the lines that one had.
   *
   * @param position how far {@code former} had come; null if it is unknown
   */
  void succeed(Member former, String formerName, Position position, ApplyContext context) {
    SeqSet ahead = member.succeed(former, formerName, position);
    if (!ahead.isEmpty()) {
      context.emit(new Effect.Withdrawn(member.session.id, room.name, ahead));
    }
  }

  /**
   * The member has another name from now on, or is about to join its name's subscription. Lines
   * that this name itself said and the member has not confirmed are unheard, unless another
   * connection has them.
   *
   * @param position how far the member has come; null if everything assigned to it may have been
   *     written
   */
  void leaveOwn(Position position, ApplyContext context) {
    UnheardLines unheard = room.unheard;
    room.heard.addAll(member.confirmed().without(unheard.ownLines(member, member.confirmed())));
    SeqSet due = SeqSet.of(Math.max(room.log.oldest(), member.begin + 1), room.log.head());
    due.addAll(member.assigned());
    due.addAll(member.returned());
    SeqSet own = unheard.ownLines(member, due).without(member.confirmed());
    SeqSet withdrawn = own.and(member.assigned());
    if (!withdrawn.isEmpty()) {
      context.emit(new Effect.Withdrawn(member.session.id, room.name, withdrawn));
      if (position != null) {
        deliveries().subtract(withdrawn.without(position.unconfirmed()));
      }
    }
    member.settle(own);
    member.exclude(own);
    forget(own);
    SeqRanges rest = unheard.offerRest(own.without(room.heard));
    deliveries().remove(withdrawn.without(rest));
  }

  /** Its name's subscription takes over; returns what the member has confirmed until now. */
  SeqSet end() {
    stopRetries();
    return member.takeConfirmed();
  }

  private void stopRetries() {
    state.timers.set(this, RetrySchedule.NEVER);
  }

  /** The lines are not to be delivered again. */
  void forget(SeqRanges lines) {
    retries.remove(lines);
    state.timers.set(this, retries.next());
  }

  /** How often lines were delivered, to any guest: the count of a line outlives the guest. */
  private DeliveryCounts deliveries() {
    return room.unheard.deliveries;
  }

  @Override
  void save(ByteOut out) {
    retries.save(out);
    state.timers.save(this, out);
  }

  @Override
  void load(ByteIn in) {
    used = true;
    retries.load(in);
    state.timers.load(this, in);
  }
}
