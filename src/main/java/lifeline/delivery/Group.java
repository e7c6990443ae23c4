package lifeline.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.Entry.Position;

/**
 * The place of a group in a room: each line goes to one member, in turn among the healthy ones with
 * room in their window. Open lines are fresh, to be given again, delayed, or held by a member.
 */
final class Group extends Subscription {
  final String key;

  /** As it was first written. */
  final String shown;

  final List<Member> members = new ArrayList<>();

  /** Lines never given to anybody, or given back unwritten. */
  private final Seqs fresh = new Seqs();

  /** Lines to be given again. */
  private final Seqs again = new Seqs();

  /** Lines that members hold no longer; to be taken from them with the next dispatch. */
  private final Map<Member, Seqs> withdrawn = new LinkedHashMap<>();

  private final Timers.Timed expiry = this::expired;

  /** Every line up to this one is in one of the sets. */
  private long known;

  /** Index of the member whose turn it is. */
  private int turnOf;

  Group(Tables tables, Room room, String key, String shown, long begin) {
    super(tables, room, begin);
    this.key = key;
    this.shown = shown;
    this.known = begin;
  }

  @Override
  String label() {
    return "group " + shown;
  }

  @Override
  boolean live() {
    return !members.isEmpty();
  }

  @Override
  Seqs delivered() {
    Seqs held = new Seqs();
    members.forEach(member -> held.addAll(member.given));
    return held;
  }

  @Override
  Seqs waiting() {
    Seqs waiting = Seqs.copyOf(fresh);
    waiting.add(known + 1, room.log.head());
    waiting.addAll(again.without(doubt));
    waiting.addAll(retries.delayed());
    return waiting;
  }

  @Override
  List<Session> listeners() {
    return members.stream().map(member -> member.session).filter(session -> !session.gone).toList();
  }

  @Override
  void forget(Seqs lines) {
    absorb();
    fresh.removeAll(lines);
    again.removeAll(lines);
    withdraw(lines);
  }

  /** Another member that holds one of the lines need not write it any more. */
  @Override
  void confirm(Member by, Seqs lines) {
    takeFrom(by, lines);
    confirm(lines);
  }

  @Override
  boolean isDelivered(long seq) {
    return isOpen(seq) && tries.of(seq) > 0;
  }

  /** Lines nobody has heard become the group's. */
  void adopt(Seqs lines, Tries of) {
    Seqs more = adopt(lines);
    tries.addAll(of, more);
    of.forEachRun(more, (first, last, times) -> (times > 0 ? again : fresh).add(first, last));
  }

  void enter(Member member) {
    if (!live()) {
      room.groupsAway--;
      room.groupsLive++;
      tables.timers.set(expiry, Long.MAX_VALUE);
    }
    members.add(member);
  }

  /**
   * A member has left.
   *
   * @param position what it had written and unconfirmed; null if all it holds may have been written
   * @param clientFailed whether its oldest line in doubt is charged an attempt
   */
  void leave(Member member, Position position, boolean clientFailed, Turn turn) {
    touch(turn);
    int index = members.indexOf(member);
    members.remove(index);
    withdrawn.remove(member);
    turnOf = turnOf > index ? turnOf - 1 : turnOf;
    Seqs held = Seqs.copyOf(member.given);
    Seqs written = position == null ? held : held.and(position.unconfirmed());
    Seqs unwritten = held.without(written);
    takeFrom(member, held);
    tries.subtract(unwritten);
    tries.forEachRun(
        unwritten, (first, last, times) -> (times > 0 ? again : fresh).add(first, last));
    again.addAll(written);
    doubt.addAll(written);
    if (clientFailed && !written.isEmpty()) {
      charge(written.lowest());
    }
    if (!live()) {
      room.groupsAway++;
      room.groupsLive--;
      tables.timers.set(expiry, turn.now() + tables.limits.retention().nameExpiry());
    }
    dispatch(turn);
  }

  /** Every line of a group is counted as it is given. */
  @Override
  void cameTo(long holder, long seq) {}

  @Override
  void failed(long seq, long delay, long holder, Turn turn) {
    Seqs line = Seqs.of(seq);
    doubt.removeAll(line);
    again.removeAll(line);
    withdraw(line);
    retries.delay(seq, turn.now() + delay, holder);
    again.addAll(retries.due(turn.now()));
    setTimer();
  }

  @Override
  void reopened(Seqs lines, Turn turn) {
    tries.forEachRun(lines, (first, last, times) -> (times > 0 ? again : fresh).add(first, last));
    dispatch(turn);
  }

  @Override
  public void due(Turn turn) {
    touch(turn);
    again.addAll(retries.due(turn.now()));
    for (Member member : List.copyOf(members)) {
      member
          .overdue(turn.now())
          .and(member.given)
          .forEachRange(
              (first, last) -> {
                for (long seq = first; seq <= last; seq++) {
                  overdue(member, seq, turn);
                }
              });
    }
    dispatch(turn);
    setTimer();
  }

  @Override
  void reckon(Turn turn) {
    absorb();
    super.reckon(turn);
  }

  @Override
  void touch(Turn turn) {
    absorb();
    if (overFull()) {
      super.reckon(turn);
    }
  }

  /**
   * Gives lines to members as long as there are lines, and members with room. Only then it is
   * looked whether too many wait.
   */
  void dispatch(Turn turn) {
    absorb();
    tellWithdrawn(turn);
    Map<Member, Parts> given = new LinkedHashMap<>();
    Map<Member, Seqs> awaited = new LinkedHashMap<>();
    for (long seq = nextLine(); seq > 0; seq = nextLine()) {
      Member member = nextMember(seq);
      if (member == null) {
        break;
      }
      assign(member, seq, given.computeIfAbsent(member, m -> new Parts()));
      if (member.session.level == ConfirmLevel.ACK) {
        awaited.computeIfAbsent(member, m -> new Seqs()).add(seq, seq);
      }
    }
    long deadline = turn.now() + tables.limits.attempts().ackTimeout();
    awaited.forEach((member, lines) -> member.await(deadline, lines));
    given.forEach((member, parts) -> parts.deliverTo(member, turn));
    reckonAge(turn);
    touch(turn);
    setTimer();
    tellNews(turn);
    noteReady();
  }

  /** A member's health, window or level has changed. */
  void noteReady() {
    boolean ready = false;
    for (Member member : members) {
      ready |= !member.session.suspect && member.session.hasRoomInWindow();
    }
    if (ready) {
      room.ready.add(this);
    } else {
      room.ready.remove(this);
    }
  }

  void end() {
    tables.timers.set(this, Long.MAX_VALUE);
    tables.timers.set(expiry, Long.MAX_VALUE);
    room.groups.remove(key);
    room.ready.remove(this);
    room.groupsAway--;
  }

  @Override
  void save(ByteOut out) {
    super.save(out);
    fresh.write(out);
    again.write(out);
    out.number(known);
    out.number(turnOf);
    tables.timers.save(expiry, out);
  }

  @Override
  void load(ByteIn in) {
    super.load(in);
    fresh.load(in);
    again.load(in);
    known = in.number();
    turnOf = in.integer();
    tables.timers.load(expiry, in);
  }

  /** Saves who is in the group; they are to be in the room before it is loaded. */
  void saveMembers(ByteOut out) {
    out.number(members.size());
    members.forEach(member -> out.id(member.session.id));
  }

  void loadMembers(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      members.add(room.member(in));
    }
  }

  /** By what the group is known beside the names. */
  String owner() {
    return room.name + " " + label();
  }

  /** Without member it ends so much later, in milliseconds. */
  void expireLater(long by) {
    long due = tables.timers.timeOf(expiry);
    if (due != Long.MAX_VALUE) {
      tables.timers.set(expiry, due + by);
    }
  }

  private void expired(Turn turn) {
    room.heard.addAll(settled());
    tables.lost.add(owner(), room.name, openCount());
    end();
  }

  private void overdue(Member member, long seq, Turn turn) {
    if (charge(seq)) {
      member.late.add(seq, seq);
      failed(seq, backoff(seq), member.session.id, turn);
    }
  }

  private void assign(Member member, long seq, Parts parts) {
    fresh.remove(seq, seq);
    again.remove(seq, seq);
    boolean urgent = room.urgent.contains(seq);
    int attempt = tries.of(seq) + 1;
    if (attempt == 1 && !urgent) {
      attempt = seq < member.highest ? 2 : 1;
      member.highest = Math.max(member.highest, seq);
    }
    Seqs line = Seqs.of(seq);
    tries.add(line);
    member.given.addAll(line);
    member.session.held++;
    parts.add(seq, seq, attempt, urgent);
  }

  private long nextLine() {
    if (!again.isEmpty()) {
      return again.lowest();
    }
    if (fresh.isEmpty()) {
      return 0;
    }
    if (!room.urgent.isEmpty() && room.urgent.highest() >= fresh.lowest()) {
      Seqs urgent = room.urgent.and(fresh);
      if (!urgent.isEmpty()) {
        return urgent.lowest();
      }
    }
    return fresh.lowest();
  }

  /** Who gets the line: not its last holder, unless nobody else can. */
  private Member nextMember(long seq) {
    long avoid = retries.lastHolder(seq);
    Member last = null;
    for (int i = 0; i < members.size(); i++) {
      int index = (turnOf + i) % members.size();
      Member member = members.get(index);
      Session session = member.session;
      if (!session.hasRoomInWindow() || session.suspect || session.gone) {
        continue;
      }
      if (session.id == avoid) {
        last = member;
      } else {
        turnOf = index + 1;
        return member;
      }
    }
    return last;
  }

  private void absorb() {
    fresh.add(known + 1, room.log.head());
    known = room.log.head();
  }

  private boolean overFull() {
    DeliveryLimits.Queue queue = tables.limits.queue();
    return queue.ttl() > 0
        || openCount() > queue.maxLines()
        || room.log.bytes(fresh.isEmpty() ? known + 1 : fresh.lowest(), room.log.head())
            > queue.maxBytes();
  }

  private Seqs takeFrom(Member member, Seqs lines) {
    Seqs taken = member.given.and(lines);
    if (!taken.isEmpty()) {
      member.given.removeAll(taken);
      member.session.held -= taken.count();
      member.release(taken);
      noteReady();
      if (member.session.inOtherThan(this)) {
        tables.freed.add(member.session);
      }
    }
    return taken;
  }

  private void tellWithdrawn(Turn turn) {
    withdrawn.forEach(
        (member, lines) -> {
          if (!member.session.gone) {
            turn.emit(new Effect.Withdrawn(member.session.id, room.name, lines));
          }
        });
    withdrawn.clear();
  }

  private void withdraw(Seqs lines) {
    for (Member member : members) {
      Seqs taken = takeFrom(member, lines);
      if (!taken.isEmpty()) {
        withdrawn.computeIfAbsent(member, m -> new Seqs()).addAll(taken);
      }
    }
  }

  private void setTimer() {
    long next = retries.next();
    for (Member member : members) {
      next = Math.min(next, member.deadline());
    }
    tables.timers.set(this, next);
  }
}
