package lifeline.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.lines.OnceKeys;
import lifeline.delivery.lines.RoomLog;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Names;

/** A room: its log, its members, and the subscriptions to it. */
final class Room {
  final State state;
  final String name;
  final RoomLog log = new RoomLog();
  final Presence presence;
  final OnceKeys once = new OnceKeys();
  final UnheardLines unheard;

  /** What may wait in the room's subscriptions. */
  final QueueLimits limits;

  /** Whether it is the room of a name's direct lines. */
  private final boolean direct;

  /** Urgent lines that the room still retains. */
  final SeqSet urgent = new SeqSet();

  /** Lines confirmed by members or subscriptions that are gone. */
  final SeqSet heard = new SeqSet();

  /** By connection, the one there longest first. */
  final Map<Long, Member> members = new LinkedHashMap<>();

  final Map<String, NameSubscription> names = new LinkedHashMap<>();
  final Map<String, GroupSubscription> groups = new LinkedHashMap<>();

  /** Groups with a healthy member that has room in its window. */
  final Set<GroupSubscription> readyGroups = new LinkedHashSet<>();

  /** Places of names without live connection. */
  int awayNames;

  int liveGroups;
  int awayGroups;

  /** Live plain connections. */
  int plainMembers;

  Room(State state, String name) {
    this.state = state;
    this.name = name;
    this.direct = Names.isDirect(name);
    this.presence = new Presence(state, this);
    this.unheard = new UnheardLines(this, state.limits.rooms().unheard());
    this.limits = new QueueLimits(state, this);
  }

  /** Whether it is the room of a name's direct lines. */
  boolean direct() {
    return direct;
  }

  /** Whether it is a name's room in which no line was ever accepted, and which has no members. */
  boolean isUnused() {
    return direct() && log.head() == 0 && members.isEmpty() && names.size() == 1;
  }

  /** Whether no name, guest or group but {@code sender} gets the lines that are accepted now. */
  boolean isReadOnlyBy(String sender) {
    if (direct()) {
      return plainMembers == 0 && names.isEmpty(); // Of a guest that has parted from it.
    }
    return plainMembers == presence.plain(sender)
        && groups.isEmpty()
        && names.size() == (names.containsKey(sender) ? 1 : 0);
  }

  /** The subscriptions of names, then those of groups. */
  List<DurableSubscription> subscriptions() {
    List<DurableSubscription> all = new ArrayList<>(names.values());
    all.addAll(groups.values());
    return all;
  }

  /** Whether this is the first connection of its name here. */
  boolean enter(Member member) {
    members.put(member.session.id, member);
    member.session.members.put(name, member);
    plainMembers += member.plain() ? 1 : 0;
    return presence.enter(member);
  }

  /** Whether this was the last connection of its name here. */
  boolean leave(Member member) {
    members.remove(member.session.id);
    member.session.members.remove(name);
    plainMembers -= member.plain() ? 1 : 0;
    return presence.leave(member);
  }

  /** Those of {@code lines} that were said by name {@code key} or through {@code connection}. */
  SeqSet saidBy(String key, long connection, SeqRanges lines) {
    SeqSet own = new SeqSet();
    log.forEachSender(
        lines,
        (first, last, sender, through) -> {
          if (sender.equals(key) || through == connection) {
            own.add(first, last);
          }
        });
    return own;
  }

  /** Saves all but the full pages of the log, unless it is a room of direct lines. */
  void save(Timers timers, ByteOut out) {
    if (direct()) {
      log.save(out);
    } else {
      log.saveOpen(out);
    }
    timers.save(limits, out);
    urgent.write(out);
    heard.write(out);
    unheard.save(out);
    once.save(out);
    out.number(names.size());
    for (NameSubscription subscription : names.values()) {
      out.word(subscription.owner.key);
      out.number(subscription.begin);
      subscription.save(out);
    }
    out.number(groups.size());
    for (GroupSubscription group : groups.values()) {
      out.word(group.key);
      out.word(group.shown);
      out.number(group.begin);
      group.save(out);
    }
    out.number(members.size());
    for (Member member : members.values()) {
      out.id(member.session.id);
      out.word(member.plain() ? null : member.group.key);
      member.save(out);
    }
    names.values().forEach(subscription -> subscription.saveMembers(out));
    groups.values().forEach(group -> group.saveMembers(out));
    out.number(readyGroups.size());
    readyGroups.forEach(group -> out.word(group.key));
    presence.save(out);
    out.number(awayNames);
    out.number(liveGroups);
    out.number(awayGroups);
    out.number(plainMembers);
  }

  /** Connections and names must be loaded before; they get their order of rooms afterwards. */
  void load(State state, RoomLog.PageReader pages, ByteIn in) {
    log.load(in, pages);
    state.timers.load(limits, in);
    urgent.load(in);
    heard.load(in);
    unheard.load(in);
    once.load(in);
    for (int left = in.count(); left > 0; left--) {
      KnownName owner = state.name(in);
      NameSubscription subscription = new NameSubscription(this, owner, in.number());
      subscription.load(in);
      names.put(owner.key, subscription);
    }
    for (int left = in.count(); left > 0; left--) {
      GroupSubscription group = new GroupSubscription(this, in.known(), in.known(), in.number());
      group.load(in);
      groups.put(group.key, group);
    }
    for (int left = in.count(); left > 0; left--) {
      Session session = state.session(in);
      String group = in.word();
      Member member = new Member(session, this, group == null ? null : group(group, in));
      member.load(in);
      members.put(session.id, member);
    }
    names.values().forEach(subscription -> subscription.loadMembers(in));
    groups.values().forEach(group -> group.loadMembers(in));
    for (int left = in.count(); left > 0; left--) {
      readyGroups.add(group(in.known(), in));
    }
    presence.load(in);
    awayNames = in.integer();
    liveGroups = in.integer();
    awayGroups = in.integer();
    plainMembers = in.integer();
  }

  /** The member that is named by the id of its connection. */
  Member member(ByteIn in) {
    long id = in.id();
    Member member = members.get(id);
    if (member == null) {
      throw in.unreadable("connection " + id + " is not in " + name);
    }
    return member;
  }

  /** The subscription of the name whose key is read. */
  NameSubscription subscriptionOf(ByteIn in) {
    String key = in.known();
    NameSubscription subscription = names.get(key);
    if (subscription == null) {
      throw in.unreadable(key + " has no subscription in " + name);
    }
    return subscription;
  }

  private GroupSubscription group(String key, ByteIn in) {
    GroupSubscription group = groups.get(key);
    if (group == null) {
      throw in.unreadable("there is no group " + key + " in " + name);
    }
    return group;
  }
}
