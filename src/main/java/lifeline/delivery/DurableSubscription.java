package lifeline.delivery;

import java.util.List;
import java.util.Map;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.lines.DeadLetters;
import lifeline.delivery.lines.DeliveryCounts;
import lifeline.delivery.lines.PendingNotices;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.delivery.lines.SubscriptionTotals;
import lifeline.protocol.Message;

/**
 * The subscription of a name or group in a room: which lines belong to it, and the state of each. A
 * line is open until it is confirmed, dead, dropped or expired; an open line is delivered to a
 * connected member, in doubt, or waiting.
 */
abstract class DurableSubscription extends Subscription {
  static final String MAX_ATTEMPTS = "max-attempts";
  static final String TTL = "ttl";
  static final String QUEUE_FULL = "queue-full";

  final DeadLetters dead = new DeadLetters();
  final DeliveryCounts deliveries = new DeliveryCounts();

  /**
   * Open lines that were written to a connection that failed; some may be delivered again by now.
   */
  final SeqSet doubtful = new SeqSet();

  /** Every line after this one belongs to the subscription. */
  final long begin;

  /** Older lines that belong to it too: they were unheard when it began. */
  private final SeqSet adopted = new SeqSet();

  private final SeqSet settled = new SeqSet();

  /** Lines that were dropped, as far as the room still retains them. */
  private final SeqSet discarded = new SeqSet();

  /** Open lines that outlive retention: they were dead before. */
  private final SeqSet revived = new SeqSet();

  private final PendingNotices pendingNotices = new PendingNotices();
  private long adoptedCount;
  private long confirmed;
  private long dropped;
  private long expired;

  DurableSubscription(Room room, long begin) {
    super(room);
    this.begin = begin;
  }

  /** {@code name alice} or {@code group workers}. */
  abstract String label();

  abstract boolean isLive();

  /** Open lines that a member has, or will get in turn, and has not confirmed. */
  abstract SeqSet delivered();

  /** Open lines that no member has and that are not in doubt. */
  abstract SeqSet waiting();

  /** Lines of {@link #doubtful} that no member has. */
  final SeqSet inDoubt() {
    return doubtful.isEmpty() ? doubtful : doubtful.without(delivered());
  }

  /** The connections that get notices of this subscription. */
  abstract List<Session> listeners();

  /** The lines are no longer open: forget where they were. */
  abstract void forget(SeqRanges lines);

  /** Lines that were dead are open again. */
  abstract void reopen(SeqRanges lines, ApplyContext context);

  /** Whether the line was delivered and not confirmed. */
  abstract boolean isDelivered(long seq);

  /**
   * Counts the delivery of a line that has just failed at {@code connection}, unless it was counted
   * already.
   */
  abstract void countDelivery(long connection, long seq);

  /**
   * The line failed at {@code connection} and is to be delivered again in {@code delay}
   * milliseconds.
   */
  abstract void failed(long seq, long delay, long connection, ApplyContext context);

  final long accepted() {
    return adoptedCount + room.log.head() - begin;
  }

  final long openCount() {
    return accepted() - confirmed - dead.size() - dropped - expired;
  }

  final boolean inScope(long seq) {
    return (seq > begin && seq <= room.log.head()) || adopted.contains(seq);
  }

  final SeqSet inScope(SeqRanges lines) {
    if (adopted.isEmpty() && (lines.isEmpty() || lines.highest() <= begin)) {
      return new SeqSet();
    }
    SeqSet in = lines.between(begin + 1, room.log.head());
    in.addAll(lines.and(adopted));
    return in;
  }

  final SeqSet open() {
    SeqSet open = SeqSet.copyOf(adopted);
    open.add(begin + 1, room.log.head());
    open.removeAll(settled);
    return open;
  }

  final SeqSet open(SeqRanges lines) {
    return inScope(lines).without(settled);
  }

  final boolean isOpen(long seq) {
    return inScope(seq) && !settled.contains(seq);
  }

  @Override
  final boolean knows(long seq) {
    return isDelivered(seq) || isConfirmed(seq);
  }

  final boolean isConfirmed(long seq) {
    boolean retained = inScope(seq) && seq >= room.log.oldest();
    return retained && settled.contains(seq) && !dead.contains(seq) && !discarded.contains(seq);
  }

  /** The highest line that is no longer open; begin if there is none. */
  final long highestSettled() {
    return settled.isEmpty() ? begin : Math.max(begin, settled.highest());
  }

  final SeqRanges settled() {
    return settled;
  }

  /** Older lines become the subscription's; returns those that were not yet. */
  final SeqSet adopt(SeqRanges lines) {
    SeqSet more = lines.between(1, begin).without(adopted);
    adopted.addAll(more);
    adoptedCount += more.count();
    return more;
  }

  /** Confirms those of the lines that are open; returns them. */
  final SeqSet confirm(SeqRanges lines) {
    SeqSet now = open(lines);
    if (!now.isEmpty()) {
      confirmed += now.count();
      settle(now);
      deliveries.remove(now);
    }
    return now;
  }

  /** A name's own lines: confirmed as they are accepted. */
  final void confirmOwn(long first, long last) {
    settled.add(first, last);
    confirmed += last - first + 1;
  }

  /** The room no longer retains the lines. */
  final void expire(long upTo) {
    SeqSet trimmed = open().between(1, upTo).without(revived);
    if (!trimmed.isEmpty()) {
      expired += trimmed.count();
      pendingNotices.expired(trimmed.count());
      settle(trimmed);
      deliveries.remove(trimmed);
    }
    discarded.remove(1, upTo);
  }

  /** Gives the open lines up. */
  final void giveUp(SeqRanges lines, String reason) {
    int most = state.limits.queue().deadLines();
    SeqSet excess = lines.butHighest(most);
    dead.skip(excess.count());
    lines
        .without(excess)
        .forEachRange(
            (first, last) ->
                retries.forEachRun(
                    first, last, (from, to, attempts) -> dead.add(from, to, attempts, reason)));
    pendingNotices.dead(reason, lines.count());
    settle(lines);
    excess.addAll(dead.dropBeyond(most));
    dropped += excess.count();
    deliveries.remove(excess);
    discarded.addAll(excess.between(room.log.oldest(), room.log.head()));
  }

  /** Charges an attempt to an open line; whether it lives on. */
  final boolean countAttempt(long seq) {
    if (retries.addAttempt(seq) < state.limits.attempts().maxAttempts()) {
      return true;
    }
    giveUp(SeqSet.of(seq), MAX_ATTEMPTS);
    return false;
  }

  /**
   * The line failed at the connection, which could not take it.
   *
   * @param delay milliseconds until it is delivered again; −1 for what the backoff says
   */
  final void failed(long seq, long delay, Session session, ApplyContext context) {
    countDelivery(session.id, seq);
    if (countAttempt(seq)) {
      failed(seq, delay >= 0 ? delay : backoff(seq), session.id, context);
    }
  }

  /** Milliseconds until a line with failed attempts is delivered again. */
  final long backoff(long seq) {
    return state.limits.attempts().backoff(room.name, seq, retries.attempts(seq));
  }

  /** Drops a dead letter; whether it was there. */
  final boolean drop(long seq) {
    boolean found = dead.remove(seq);
    dropped += found ? 1 : 0;
    if (found && seq >= room.log.oldest()) {
      discarded.add(seq, seq);
    }
    deliveries.remove(SeqSet.of(seq));
    return found;
  }

  /** Dead letters wait again, with no attempts counted and whatever their age. */
  final void retry(SeqRanges lines, ApplyContext context) {
    lines.forEachRange(
        (first, last) -> {
          for (long seq = first; seq <= last; seq++) {
            dead.remove(seq);
          }
        });
    settled.removeAll(lines);
    revived.addAll(lines);
    reopen(lines, context);
  }

  /** Lines whose texts must be retained although the room no longer retains them. */
  final SeqSet pinned() {
    SeqSet pinned = dead.seqs();
    pinned.addAll(revived);
    return pinned;
  }

  /** Waiting lines that are too old or too many; nothing is changed. */
  final Map<String, SeqSet> excess(long now) {
    return room.limits.excess(waiting(), revived, now);
  }

  /**
   * Lines of a member wait again: those that have exceeded their time to live meanwhile die at
   * once, and do not count against the size of the queue.
   */
  final void applyTtl(ApplyContext context) {
    if (state.limits.queue().ttl() > 0) {
      SeqSet old = room.limits.tooOld(waiting(), revived, context.now());
      if (!old.isEmpty()) {
        giveUp(old, TTL);
      }
    }
  }

  /** Waiting lines that are too old or too many become dead letters. */
  void applyLimits(ApplyContext context) {
    excess(context.now())
        .forEach(
            (reason, lines) -> {
              if (!lines.isEmpty()) {
                giveUp(lines, reason);
              }
            });
  }

  /** Takes the notices of lines that will not be delivered. */
  final List<Message> takeNotices() {
    return pendingNotices.take();
  }

  /** Sends the pending notices to the connected members; they stay pending if there are none. */
  final void sendNotices(ApplyContext context) {
    List<Session> listeners = pendingNotices.isEmpty() ? List.of() : listeners();
    if (listeners.isEmpty()) {
      return;
    }
    List<Message> notices = takeNotices();
    for (Session session : listeners) {
      notices.forEach(message -> context.emit(new Effect.Notified(session.id, message)));
    }
  }

  /** The totals at {@code now}, as if limits had been applied. */
  final SubscriptionTotals totals(long now) {
    long excessCount = 0;
    for (SeqSet lines : excess(now).values()) {
      excessCount += lines.count();
    }
    long letters = Math.min(dead.size() + excessCount, state.limits.queue().deadLines());
    long delivered = delivered().count();
    long inDoubt = inDoubt().count();
    return new SubscriptionTotals(
        accepted(),
        confirmed,
        openCount() - delivered - inDoubt - excessCount,
        delivered,
        inDoubt,
        letters,
        dropped + dead.size() + excessCount - letters,
        expired);
  }

  /** Saves all but {@link #begin}, which is needed first. */
  @Override
  void save(ByteOut out) {
    dead.save(out);
    deliveries.save(out);
    retries.save(out);
    doubtful.write(out);
    adopted.write(out);
    settled.write(out);
    discarded.write(out);
    revived.write(out);
    pendingNotices.save(out);
    out.number(adoptedCount);
    out.number(confirmed);
    out.number(dropped);
    out.number(expired);
    state.timers.save(this, out);
  }

  @Override
  void load(ByteIn in) {
    dead.load(in);
    deliveries.load(in);
    retries.load(in);
    doubtful.load(in);
    adopted.load(in);
    settled.load(in);
    if (in.level() >= 2) {
      discarded.load(in);
    }
    revived.load(in);
    pendingNotices.load(in);
    adoptedCount = in.number();
    confirmed = in.number();
    dropped = in.number();
    expired = in.number();
    state.timers.load(this, in);
  }

  private void settle(SeqRanges lines) {
    settled.addAll(lines);
    doubtful.removeAll(lines);
    revived.removeAll(lines);
    retries.remove(lines);
    forget(lines);
  }
}
