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
 * The place of a name in a room. Each live connection of the name gets every line in its own turn;
 * only what lies out of turn is given line by line.
 */
final class NameSubscription extends DurableSubscription {
  final KnownName owner;

  /** The name's plain connections in the room, the one there longest first. */
  final List<Member> live = new ArrayList<>();

  /** Lines said before the place began, by its first connection or under its name. */
  private final SeqSet saidBefore = new SeqSet();

  /** The highest line that may have been written to a connection that has ended. */
  private long handed;

  NameSubscription(Room room, KnownName owner, long begin) {
    super(room, begin);
    this.owner = owner;
    this.handed = begin;
  }

  @Override
  String label() {
    return "name " + owner.shown;
  }

  @Override
  boolean live() {
    return !live.isEmpty();
  }

  @Override
  SeqSet delivered() {
    SeqSet lacked = doubt;
    for (Member member : live) {
      lacked = member.lacks(lacked);
    }
    return live() ? open().without(retries.delayed()).without(lacked) : new SeqSet();
  }

  @Override
  SeqSet waiting() {
    return live() ? SeqSet.copyOf(retries.delayed()) : open().without(doubt);
  }

  @Override
  List<Session> listeners() {
    return live.stream().map(member -> member.session).filter(session -> !session.gone).toList();
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
    live.forEach(member -> member.release(lines));
  }

  @Override
  boolean isDelivered(long seq) {
    if (!isOpen(seq)) {
      return false;
    }
    return tries.of(seq) > 0 || live.stream().anyMatch(member -> member.has(seq));
  }

  /** What the first connection of a new place said itself counts as confirmed for the name. */
  void beginsBehindOwn(Session session) {
    SeqSet own = room.saidBy(owner.key, session.id, SeqSet.of(begin + 1, room.log.head()));
    saidBefore.addAll(own);
    confirm(own);
  }

  /** Those of the lines that its owner said under another name, before the place began. */
  SeqSet saidBefore(SeqRanges lines) {
    return lines.and(saidBefore);
  }

  /** Those of the lines that the place keeps, or has confirmed, for somebody but their sender. */
  SeqSet keeps(SeqRanges lines) {
    SeqSet in = inScope(lines);
    if (in.isEmpty()) {
      return in;
    }
    SeqSet kept = in.without(saidBefore);
    return kept.without(room.saidBy(owner.key, 0, kept));
  }

  /**
   * The first connection of a new place goes on where it stands; no cursor changes.
   *
   * @param has lines it was given beside its turn, and which may still wait to be written to it
   */
  void begin(Member member, SeqRanges has) {
    enter(member);
    SeqSet never = new SeqSet();
    tries.forEachRun(
        has,
        (first, last, times) -> {
          if (times == 0) {
            never.add(first, last);
          }
        });
    tries.add(never);
  }

  /**
   * A connection takes the place up: first what nobody has confirmed, then every line in its turn.
   *
   * @param heard whether it may have heard the room's newest line already
   */
  void take(Member member, boolean heard, ApplyContext context) {
    SeqSet urgent = room.urgent;
    long cursor = Math.max(Math.max(handed, begin), highestSettled());
    SeqSet open = open().without(retries.delayed());
    // What the cursor would not bring in its place: urgent lines, those that come later because
    // they
    // were given back, and those the connection itself said under another name.
    SeqSet ahead = open.and(urgent);
    ahead.addAll(retries.delayed());
    ahead.addAll(room.saidBy("", member.session.id, open));
    cursor = Math.max(cursor, ahead.isEmpty() ? 0 : ahead.highest());
    cursor = live() || heard ? room.log.head() : Math.min(cursor, room.log.head());
    SeqSet give = open.between(1, cursor);
    SeqSet inTurn = inTurn(give);
    enter(member);
    member.begin = cursor;
    member.release(SeqSet.copyOf(member.assigned()));
    member.assign(give);
    member.note(heard ? SeqSet.of(cursor) : give);
    context.emit(new Effect.Joined(member.session.id, room.name, null, cursor, room.log.head()));
    tries.add(inTurn);
    DeliverBuilder parts = new DeliverBuilder();
    parts.addAll(give, tries, urgent, heard);
    tries.subtract(inTurn);
    tries.add(give);
    context.deliver(member, parts);
  }

  /** Gives a member lines beside its turn. */
  void give(Member member, SeqRanges lines, ApplyContext context) {
    if (lines.isEmpty()) {
      return;
    }
    DeliverBuilder parts = new DeliverBuilder();
    parts.addAll(lines, tries, room.urgent, member.mayHaveHeardFrom(lines.lowest()));
    member.note(lines);
    member.assign(lines);
    tries.add(lines);
    context.deliver(member, parts);
  }

  @Override
  void overdue(Member member, SeqRanges lines, ApplyContext context) {
    SeqSet late = open(lines).without(retries.delayed());
    touch(context);
    member.expire(late);
    late.forEach(seq -> failed(seq, -1, member.session, context));
    reckonAge(context);
    reckon(context);
    tellNews(context);
  }

  @Override
  void takeUnheard(Member member, SeqSet lines, ApplyContext context) {
    give(member, room.unheard.moveTo(this, lines), context);
  }

  @Override
  void leave(Member member, Position position, boolean clientFailed, ApplyContext context) {
    detach(member, position, clientFailed, context);
    tellNews(context);
  }

  /**
   * This subscription goes on without the member. What was assigned to that one and not yet written
   * comes to it under the new name; but a repeat of what was written is the old name's, and so is a
   * copy of what others of that name confirmed.
   */
  @Override
  void changeName(Member member, Position position, ApplyContext context) {
    long cursor = member.cursor(position);
    SeqSet written = detach(member, position, false, context);
    member.session.leftovers.add(new Session.Leftover(this, SeqSet.copyOf(written)));
    tellNews(context);
    SeqSet withdrawn = settled().between(1, cursor).without(member.assigned());
    withdrawn.addAll(member.assigned().and(written));
    if (!withdrawn.isEmpty()) {
      context.emit(new Effect.Withdrawn(member.session.id, room.name, withdrawn));
    }
    member.restart(cursor, withdrawn, owner.key);
  }

  /** Takes the member out; returns what was written to it and is not confirmed. */
  private SeqSet detach(
      Member member, Position position, boolean clientFailed, ApplyContext context) {
    touch(context);
    live.remove(member);
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
    SeqSet mine = open.without(member.lacks(open));
    SeqSet written = position == null ? mine : mine.and(position.unconfirmed());
    tries.add(written.without(member.assigned()));
    tries.subtract(mine.without(written).and(member.assigned()));
    handed = Math.max(handed, position == null ? room.log.head() : position.delivered());
    handed = Math.max(handed, written.isEmpty() ? 0 : written.highest());
    handed = Math.max(handed, member.assigned().isEmpty() ? 0 : member.assigned().highest());
    doubt.addAll(written);
    SeqSet orphans = mine;
    for (Member other : live) {
      orphans = other.lacks(orphans);
    }
    SeqSet doubtful = orphans.and(written);
    if (clientFailed && !doubtful.isEmpty() && !charge(doubtful.lowest())) {
      orphans = open(orphans);
      doubtful = open(doubtful);
    }
    if (live() && !longest().session.gone) {
      give(longest(), orphans, context);
    }
    if (!live()) {
      room.away++;
      reckonAge(context);
    }
    return written;
  }

  /** A line that came to it in its turn was not counted until now. */
  @Override
  void cameTo(long holder, long seq) {
    boolean inTurn =
        live.stream()
            .anyMatch(m -> m.session.id == holder && m.has(seq) && !m.assigned().contains(seq));
    if (inTurn || tries.of(seq) == 0) {
      tries.add(SeqSet.of(seq));
    }
  }

  @Override
  void failed(long seq, long delay, long holder, ApplyContext context) {
    SeqSet line = SeqSet.of(seq);
    doubt.removeAll(line);
    for (Member member : live) {
      if (member.session.id == holder) {
        member.giveBack(line);
        context.emit(new Effect.Withdrawn(holder, room.name, line));
      }
    }
    retries.delay(seq, context.now() + delay, holder);
    state.timers.set(this, retries.next());
  }

  @Override
  void reopened(SeqRanges lines, ApplyContext context) {
    handed = Math.max(handed, lines.highest());
    if (live()) {
      give(longest(), lines, context);
    }
  }

  @Override
  void touch(ApplyContext context) {
    if (!live() || !retries.delayed().isEmpty()) {
      reckon(context);
    }
  }

  @Override
  public void due(ApplyContext context) {
    SeqSet due = retries.due(context.now());
    if (live()) {
      give(longest(), due, context);
    } else if (!due.isEmpty()) {
      handed = Math.max(handed, due.highest());
    }
    state.timers.set(this, retries.next());
  }

  /** The place has ended: nothing of it is left in the room but what it has confirmed. */
  void end() {
    SeqSet own = room.saidBy(owner.key, 0, settled());
    own.addAll(saidBefore);
    room.heard.addAll(settled().without(own));
    state.timers.set(this, RetrySchedule.NEVER);
    room.places.remove(owner.key);
    owner.places.remove(room.name);
    if (live()) {
      live.forEach(member -> member.subscribe(null));
    } else {
      room.away--;
    }
  }

  @Override
  void save(ByteOut out) {
    super.save(out);
    saidBefore.write(out);
    out.number(handed);
  }

  @Override
  void load(ByteIn in) {
    super.load(in);
    saidBefore.load(in);
    handed = in.number();
  }

  /** Saves who is live; they are to be in the room before it is loaded. */
  void saveLive(ByteOut out) {
    out.number(live.size());
    live.forEach(member -> out.id(member.session.id));
  }

  void loadLive(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      Member member = room.member(in);
      live.add(member);
      member.subscribe(this);
    }
  }

  private void enter(Member member) {
    if (!live()) {
      room.away--;
    }
    live.add(member);
    member.subscribe(this);
  }

  /** Those of the lines that came to a live connection in its turn. */
  private SeqSet inTurn(SeqRanges lines) {
    long lowest = Long.MAX_VALUE;
    for (Member other : live) {
      lowest = Math.min(lowest, other.begin);
    }
    return lowest == Long.MAX_VALUE ? new SeqSet() : lines.between(lowest + 1, room.log.head());
  }

  /** The healthy connection there longest; if there is none, of the suspect ones that go on. */
  private Member longest() {
    Member longest = live.get(0);
    for (Member member : live) {
      if (!member.session.suspect) {
        return member;
      }
      if (longest.session.gone) {
        longest = member;
      }
    }
    return longest;
  }
}
