package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.entry.DeliverBuilder;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;

/**
 * The subscription of a name in a room. Each connected member gets every line in turn; only lines
 * out of turn are assigned to single members.
 */
final class NameSubscription extends DurableSubscription {
  final KnownName owner;

  /** The name's plain connections in the room, the one there longest first. */
  final List<Member> members = new ArrayList<>();

  /** Lines said before the subscription began, by its first connection or under its name. */
  private final SeqSet ownBefore = new SeqSet();

  /** The highest line that may have been written to a connection that has ended. */
  private long writtenUpTo;

  NameSubscription(Room room, KnownName owner, long begin) {
    super(room, begin);
    this.owner = owner;
    this.writtenUpTo = begin;
  }

  @Override
  String label() {
    return "name " + owner.shown;
  }

  @Override
  boolean isLive() {
    return !members.isEmpty();
  }

  @Override
  SeqSet delivered() {
    SeqSet lacked = doubtful;
    for (Member member : members) {
      lacked = member.lacks(lacked);
    }
    return isLive() ? open().without(retries.delayed()).without(lacked) : new SeqSet();
  }

  @Override
  SeqSet waiting() {
    return isLive() ? SeqSet.copyOf(retries.delayed()) : open().without(doubtful);
  }

  @Override
  List<Session> listeners() {
    return members.stream().map(member -> member.session).filter(session -> !session.lost).toList();
  }

  @Override
  void confirm(Member by, SeqRanges lines) {
    if (by != null && by.subscription() == this) {
      by.confirmAhead(lines);
    }
    confirm(lines);
  }

  @Override
  void forget(SeqRanges lines) {
    members.forEach(member -> member.release(lines));
  }

  @Override
  boolean isDelivered(long seq) {
    if (!isOpen(seq)) {
      return false;
    }
    return deliveries.of(seq) > 0 || members.stream().anyMatch(member -> member.has(seq));
  }

  /** Lines that the first connection of a new subscription said itself count as confirmed. */
  void confirmOwnBefore(Session session) {
    SeqSet own = room.saidBy(owner.key, session.id, SeqSet.of(begin + 1, room.log.head()));
    ownBefore.addAll(own);
    confirm(own);
  }

  /** Those of the lines that its owner said under another name before the subscription began. */
  SeqSet ownBefore(SeqRanges lines) {
    return lines.and(ownBefore);
  }

  /**
   * Those of the lines that belong to the subscription, open or confirmed, and that another said.
   */
  SeqSet covers(SeqRanges lines) {
    SeqSet in = inScope(lines);
    if (in.isEmpty()) {
      return in;
    }
    SeqSet others = in.without(ownBefore);
    return others.without(room.saidBy(owner.key, 0, others));
  }

  /**
   * The first member of a new subscription continues at its cursor.
   *
   * @param has lines assigned to it, some perhaps still to be written
   */
  void start(Member member, SeqRanges has) {
    enter(member);
    SeqSet never = new SeqSet();
    deliveries.forEachRun(
        has,
        (first, last, times) -> {
          if (times == 0) {
            never.add(first, last);
          }
        });
    deliveries.add(never);
  }

  /**
   * A member joins: it is assigned the open lines first, then gets every line in turn.
   *
   * @param heard whether it may have heard the room's newest line already
   */
  void join(Member member, boolean heard, ApplyContext context) {
    SeqSet urgent = room.urgent;
    long cursor = Math.max(Math.max(writtenUpTo, begin), highestSettled());
    SeqSet open = open().without(retries.delayed());
    // Lines that the cursor would skip or bring out of order: urgent ones, those delayed after a
    // failure, and those that the connection itself said under another name.
    SeqSet ahead = open.and(urgent);
    ahead.addAll(retries.delayed());
    ahead.addAll(room.saidBy("", member.session.id, open));
    cursor = Math.max(cursor, ahead.isEmpty() ? 0 : ahead.highest());
    cursor = isLive() || heard ? room.log.head() : Math.min(cursor, room.log.head());
    SeqSet lines = open.between(1, cursor);
    SeqSet inTurn = inTurn(lines);
    enter(member);
    member.begin = cursor;
    member.release(SeqSet.copyOf(member.assigned()));
    member.assign(lines);
    member.noteUnmarked(heard ? SeqSet.of(cursor) : lines);
    context.emit(new Effect.Joined(member.session.id, room.name, null, cursor, room.log.head()));
    deliveries.add(inTurn);
    DeliverBuilder parts = new DeliverBuilder();
    parts.addAll(lines, deliveries, urgent, heard);
    deliveries.subtract(inTurn);
    deliveries.add(lines);
    context.deliver(member, parts);
  }

  /** Assigns lines to a member, out of turn. */
  void assign(Member member, SeqRanges lines, ApplyContext context) {
    if (lines.isEmpty()) {
      return;
    }
    DeliverBuilder parts = new DeliverBuilder();
    parts.addAll(lines, deliveries, room.urgent, member.mayHaveHeardFrom(lines.lowest()));
    member.noteUnmarked(lines);
    member.assign(lines);
    deliveries.add(lines);
    context.deliver(member, parts);
  }

  @Override
  void overdue(Member member, SeqRanges lines, ApplyContext context) {
    SeqSet late = open(lines).without(retries.delayed());
    catchUp(context);
    member.expire(late);
    late.forEach(seq -> failed(seq, -1, member.session, context));
    applyTtl(context);
    applyLimits(context);
    sendNotices(context);
  }

  @Override
  void takeUnheard(Member member, SeqSet lines, ApplyContext context) {
    assign(member, room.unheard.moveTo(this, lines), context);
  }

  @Override
  void leave(Member member, Position position, boolean clientFailed, ApplyContext context) {
    detach(member, position, clientFailed, context);
    sendNotices(context);
  }

  /**
   * The subscription continues without the member. Lines that were assigned to the member and not
   * yet written reach it under the new name. A repeat of a written line belongs to the old name,
   * and so does a copy of a line that others of that name confirmed.
   */
  @Override
  void changeName(Member member, Position position, ApplyContext context) {
    long cursor = member.cursor(position);
    SeqSet written = detach(member, position, false, context);
    member.session.formerSubscriptions.add(
        new Session.FormerSubscription(this, SeqSet.copyOf(written)));
    sendNotices(context);
    SeqSet withdrawn = settled().between(1, cursor).without(member.assigned());
    withdrawn.addAll(member.assigned().and(written));
    if (!withdrawn.isEmpty()) {
      context.emit(new Effect.Withdrawn(member.session.id, room.name, withdrawn));
    }
    member.restart(cursor, withdrawn, owner.key);
  }

  /** Removes the member; returns the lines written to it and not confirmed. */
  private SeqSet detach(
      Member member, Position position, boolean clientFailed, ApplyContext context) {
    catchUp(context);
    members.remove(member);
    member.subscribe(null);
    if (position != null) {
      SeqSet turnDone = SeqSet.of(member.begin + 1, position.delivered());
      confirm(
          turnDone
              .without(position.unconfirmed())
              .without(member.assigned())
              .without(member.returned())
              .without(retries.delayed()));
    }
    SeqSet open = open().without(retries.delayed());
    SeqSet due = open.without(member.lacks(open));
    SeqSet written = position == null ? due : due.and(position.unconfirmed());
    deliveries.add(written.without(member.assigned()));
    deliveries.subtract(due.without(written).and(member.assigned()));
    writtenUpTo = Math.max(writtenUpTo, position == null ? room.log.head() : position.delivered());
    writtenUpTo = Math.max(writtenUpTo, written.isEmpty() ? 0 : written.highest());
    writtenUpTo =
        Math.max(writtenUpTo, member.assigned().isEmpty() ? 0 : member.assigned().highest());
    doubtful.addAll(written);
    SeqSet unassigned = due;
    for (Member other : members) {
      unassigned = other.lacks(unassigned);
    }
    SeqSet doubtful = unassigned.and(written);
    if (clientFailed && !doubtful.isEmpty() && !countAttempt(doubtful.lowest())) {
      unassigned = open(unassigned);
      doubtful = open(doubtful);
    }
    if (isLive() && !senior().session.lost) {
      assign(senior(), unassigned, context);
    }
    if (!isLive()) {
      room.awayNames++;
      applyTtl(context);
    }
    return written;
  }

  /** A delivery in turn was not counted until now. */
  @Override
  void countDelivery(long connection, long seq) {
    boolean inTurn =
        members.stream()
            .anyMatch(m -> m.session.id == connection && m.has(seq) && !m.assigned().contains(seq));
    if (inTurn || deliveries.of(seq) == 0) {
      deliveries.add(SeqSet.of(seq));
    }
  }

  @Override
  void failed(long seq, long delay, long connection, ApplyContext context) {
    SeqSet line = SeqSet.of(seq);
    doubtful.removeAll(line);
    for (Member member : members) {
      if (member.session.id == connection) {
        member.giveBack(line);
        context.emit(new Effect.Withdrawn(connection, room.name, line));
      }
    }
    retries.delay(seq, context.now() + delay, connection);
    state.timers.set(this, retries.next());
  }

  @Override
  void reopen(SeqRanges lines, ApplyContext context) {
    writtenUpTo = Math.max(writtenUpTo, lines.highest());
    if (isLive()) {
      assign(senior(), lines, context);
    }
  }

  @Override
  void catchUp(ApplyContext context) {
    if (!isLive() || !retries.delayed().isEmpty()) {
      applyLimits(context);
    }
  }

  @Override
  public void due(ApplyContext context) {
    SeqSet due = retries.takeDue(context.now());
    if (isLive()) {
      assign(senior(), due, context);
    } else if (!due.isEmpty()) {
      writtenUpTo = Math.max(writtenUpTo, due.highest());
    }
    state.timers.set(this, retries.next());
  }

  /** The subscription ends: only its confirmed lines leave a trace in the room. */
  void end() {
    SeqSet own = room.saidBy(owner.key, 0, settled());
    own.addAll(ownBefore);
    room.heard.addAll(settled().without(own));
    state.timers.set(this, RetrySchedule.NEVER);
    room.names.remove(owner.key);
    owner.subscriptions.remove(room.name);
    if (isLive()) {
      members.forEach(member -> member.subscribe(null));
    } else {
      room.awayNames--;
    }
  }

  @Override
  void save(ByteOut out) {
    super.save(out);
    ownBefore.write(out);
    out.number(writtenUpTo);
  }

  @Override
  void load(ByteIn in) {
    super.load(in);
    ownBefore.load(in);
    writtenUpTo = in.number();
  }

  /** Saves the members; they must be in the room before this is loaded. */
  void saveMembers(ByteOut out) {
    out.number(members.size());
    members.forEach(member -> out.id(member.session.id));
  }

  void loadMembers(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      Member member = room.member(in);
      members.add(member);
      member.subscribe(this);
    }
  }

  private void enter(Member member) {
    if (!isLive()) {
      room.awayNames--;
    }
    members.add(member);
    member.subscribe(this);
  }

  /** Those of the lines that a member got in turn. */
  private SeqSet inTurn(SeqRanges lines) {
    long lowest = Long.MAX_VALUE;
    for (Member other : members) {
      lowest = Math.min(lowest, other.begin);
    }
    return lowest == Long.MAX_VALUE ? new SeqSet() : lines.between(lowest + 1, room.log.head());
  }

  /** The healthy connection there longest; if there is none, of the suspect ones that go on. */
  private Member senior() {
    Member longest = members.get(0);
    for (Member member : members) {
      if (!member.session.suspect) {
        return member;
      }
      if (longest.session.lost) {
        longest = member;
      }
    }
    return longest;
  }
}
