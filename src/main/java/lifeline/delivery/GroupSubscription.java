package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.entry.DeliverBuilder;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.DeliveryCounts;
import lifeline.delivery.lines.GroupQueue;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/**
 * The subscription of a group in a room: each line goes to one member, in turn among the healthy
 * ones with a free window ({@link RoundRobin}). An open line waits in the {@link GroupQueue}, is
 * delayed after a failure ({@link lifeline.delivery.lines.RetrySchedule}), or is in flight to a
 * member.
 */
final class GroupSubscription extends DurableSubscription {
  final String key;

  /** As it was first written. */
  final String shown;

  private final RoundRobin members = new RoundRobin();
  private final GroupQueue queue;

  /** Lines that members no longer have; the next dispatch withdraws them. */
  private final Map<Member, SeqSet> withdrawn = new LinkedHashMap<>();

  private final Timers.Timed expiry = this::expired;

  GroupSubscription(Room room, String key, String shown, long begin) {
    super(room, begin);
    this.key = key;
    this.shown = shown;
    this.queue = new GroupQueue(room.log, room.urgent, begin);
  }

  @Override
  String label() {
    return "group " + shown;
  }

  /** Its members, the one there longest first; not to be changed by the caller. */
  List<Member> members() {
    return members.all();
  }

  @Override
  boolean isLive() {
    return !members.isEmpty();
  }

  @Override
  SeqSet delivered() {
    SeqSet held = new SeqSet();
    members.all().forEach(member -> held.addAll(member.assigned()));
    return held;
  }

  @Override
  SeqSet waiting() {
    SeqSet waiting = queue.without(doubtful);
    waiting.addAll(retries.delayed());
    return waiting;
  }

  @Override
  List<Session> listeners() {
    return members.all().stream()
        .map(member -> member.session)
        .filter(session -> !session.lost)
        .toList();
  }

  @Override
  void forget(SeqRanges lines) {
    queue.takeNewLines();
    queue.remove(lines);
    withdraw(lines);
  }

  /** Another member to which one of the lines was assigned need not write it any more. */
  @Override
  void confirm(Member by, SeqRanges lines) {
    releaseFrom(by, lines);
    confirm(lines);
  }

  @Override
  boolean isDelivered(long seq) {
    return isOpen(seq) && deliveries.of(seq) > 0;
  }

  /** Unheard lines become the group's. */
  void adopt(SeqRanges lines, DeliveryCounts of) {
    SeqSet more = adopt(lines);
    deliveries.addAll(of, more);
    queue.add(more, of);
  }

  void enter(Member member) {
    if (!isLive()) {
      room.awayGroups--;
      room.liveGroups++;
      state.timers.set(expiry, RetrySchedule.NEVER);
    }
    members.add(member);
  }

  /** Does nothing: a group times its members itself. */
  @Override
  void overdue(Member member, SeqRanges lines, ApplyContext context) {}

  @Override
  void takeUnheard(Member member, SeqSet lines, ApplyContext context) {
    room.unheard.moveTo(this, lines);
    dispatch(context);
  }

  /** Members of a group stay in it under whatever name. */
  @Override
  void changeName(Member member, Position position, ApplyContext context) {}

  @Override
  void leave(Member member, Position position, boolean clientFailed, ApplyContext context) {
    catchUp(context);
    members.remove(member);
    withdrawn.remove(member);
    SeqSet held = SeqSet.copyOf(member.assigned());
    SeqSet written = position == null ? held : held.and(position.unconfirmed());
    SeqSet unwritten = held.without(written);
    releaseFrom(member, held);
    deliveries.subtract(unwritten);
    queue.add(unwritten, deliveries);
    queue.addRedeliveries(written);
    doubtful.addAll(written);
    if (clientFailed && !written.isEmpty()) {
      countAttempt(written.lowest());
    }
    if (!isLive()) {
      room.awayGroups++;
      room.liveGroups--;
      state.timers.set(expiry, context.now() + state.limits.retention().nameExpiry());
    }
    dispatch(context);
  }

  /** Does nothing: a group counts each delivery when it assigns the line. */
  @Override
  void countDelivery(long connection, long seq) {}

  @Override
  void failed(long seq, long delay, long connection, ApplyContext context) {
    SeqSet line = SeqSet.of(seq);
    doubtful.removeAll(line);
    queue.remove(line);
    withdraw(line);
    retries.delay(seq, context.now() + delay, connection);
    queue.addRedeliveries(retries.takeDue(context.now()));
    setTimer();
  }

  @Override
  void reopen(SeqRanges lines, ApplyContext context) {
    queue.add(lines, deliveries);
    dispatch(context);
  }

  @Override
  public void due(ApplyContext context) {
    catchUp(context);
    queue.addRedeliveries(retries.takeDue(context.now()));
    for (Member member : List.copyOf(members.all())) {
      member
          .takeOverdue(context.now())
          .and(member.assigned())
          .forEach(seq -> overdue(member, seq, context));
    }
    dispatch(context);
    setTimer();
  }

  @Override
  void applyLimits(ApplyContext context) {
    queue.takeNewLines();
    super.applyLimits(context);
  }

  @Override
  void catchUp(ApplyContext context) {
    queue.takeNewLines();
    if (isOverLimit()) {
      super.applyLimits(context);
    }
  }

  /**
   * Assigns lines to members while there are lines and members with a free window. Limits on the
   * lines that wait are applied afterwards.
   */
  void dispatch(ApplyContext context) {
    queue.takeNewLines();
    sendWithdrawn(context);
    Map<Member, DeliverBuilder> given = new LinkedHashMap<>();
    Map<Member, SeqSet> awaited = new LinkedHashMap<>();
    for (long seq = queue.next(); seq > 0; seq = queue.next()) {
      // Not its last holder, unless nobody else can.
      Member member = members.next(retries.lastConnection(seq));
      if (member == null) {
        break;
      }
      assign(member, seq, given.computeIfAbsent(member, m -> new DeliverBuilder()));
      if (member.session.level == ConfirmLevel.ACK) {
        awaited.computeIfAbsent(member, m -> new SeqSet()).add(seq, seq);
      }
    }
    long deadline = context.now() + state.limits.attempts().ackTimeout();
    awaited.forEach((member, lines) -> member.await(deadline, lines));
    given.forEach((member, parts) -> context.deliver(member, parts));
    applyTtl(context);
    catchUp(context);
    setTimer();
    sendNotices(context);
    updateReady();
  }

  /** A member's health, window or level has changed. */
  void updateReady() {
    if (members.hasFreeWindow()) {
      room.readyGroups.add(this);
    } else {
      room.readyGroups.remove(this);
    }
  }

  void end() {
    state.timers.set(this, RetrySchedule.NEVER);
    state.timers.set(expiry, RetrySchedule.NEVER);
    room.groups.remove(key);
    room.readyGroups.remove(this);
    room.awayGroups--;
  }

  @Override
  void save(ByteOut out) {
    super.save(out);
    queue.save(out);
    members.saveNext(out);
    state.timers.save(expiry, out);
  }

  @Override
  void load(ByteIn in) {
    super.load(in);
    queue.load(in);
    members.loadNext(in);
    state.timers.load(expiry, in);
  }

  /** Saves the members; they must be in the room before this is loaded. */
  void saveMembers(ByteOut out) {
    members.saveMembers(out);
  }

  void loadMembers(ByteIn in) {
    members.loadMembers(room, in);
  }

  /** The group's key among the owners of expired subscriptions. */
  String ownerKey() {
    return room.name + " " + label();
  }

  /** Without members it ends {@code by} milliseconds later than planned. */
  void postponeExpiry(long by) {
    long due = state.timers.timeOf(expiry);
    if (due != RetrySchedule.NEVER) {
      state.timers.set(expiry, due + by);
    }
  }

  private void expired(ApplyContext context) {
    room.heard.addAll(settled());
    state.expired.add(ownerKey(), room.name, openCount());
    end();
  }

  private void overdue(Member member, long seq, ApplyContext context) {
    if (countAttempt(seq)) {
      member.expire(SeqSet.of(seq));
      failed(seq, backoff(seq), member.session.id, context);
    }
  }

  private void assign(Member member, long seq, DeliverBuilder parts) {
    queue.remove(seq);
    boolean urgent = room.urgent.contains(seq);
    int attempt = deliveries.of(seq) + 1;
    SeqSet line = SeqSet.of(seq);
    if (attempt == 1 && !urgent) {
      attempt = member.heardBeyond(seq) ? 2 : 1;
      member.noteUnmarked(line);
    }
    deliveries.add(line);
    member.assign(line);
    member.session.inFlight++;
    parts.add(seq, seq, attempt, urgent);
  }

  private boolean isOverLimit() {
    DeliveryLimits.Queue limits = state.limits.queue();
    return limits.ttl() > 0
        || openCount() > limits.maxLines()
        || queue.freshBytes() > limits.maxBytes();
  }

  private SeqSet releaseFrom(Member member, SeqRanges lines) {
    SeqSet taken = member.assigned().and(lines);
    if (!taken.isEmpty()) {
      member.release(taken);
      member.session.inFlight -= taken.count();
      updateReady();
      if (member.session.isInOtherGroup(this)) {
        state.freed.add(member.session);
      }
    }
    return taken;
  }

  private void sendWithdrawn(ApplyContext context) {
    withdrawn.forEach(
        (member, lines) -> {
          if (!member.session.lost) {
            context.emit(new Effect.Withdrawn(member.session.id, room.name, lines));
          }
        });
    withdrawn.clear();
  }

  private void withdraw(SeqRanges lines) {
    for (Member member : members.all()) {
      SeqSet taken = releaseFrom(member, lines);
      if (!taken.isEmpty()) {
        withdrawn.computeIfAbsent(member, m -> new SeqSet()).addAll(taken);
      }
    }
  }

  private void setTimer() {
    state.timers.set(this, Math.min(retries.next(), members.deadline()));
  }
}
