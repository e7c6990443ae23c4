package lifeline.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A room: its log, who is in it, and the places in it. */
final class Room {
  final String name;
  final RoomLog log = new RoomLog();
  final Presence presence = new Presence();
  final OnceKeys once = new OnceKeys();
  final Unheard unheard;

  final Aging aging;

  /** Urgent lines that are still kept. */
  final Seqs urgent = new Seqs();

  /** Lines that somebody confirmed who has left no place. */
  final Seqs heard = new Seqs();

  /** By connection, the one there longest first. */
  final Map<Long, Member> members = new LinkedHashMap<>();

  final Map<String, NamePlace> places = new LinkedHashMap<>();
  final Map<String, Group> groups = new LinkedHashMap<>();

  /** Groups with a healthy member that has room in its window. */
  final Set<Group> ready = new LinkedHashSet<>();

  /** Places of names without live connection. */
  int away;

  int groupsLive;
  int groupsAway;

  /** Live plain connections. */
  int plain;

  Room(Tables tables, String name) {
    this.name = name;
    this.unheard = new Unheard(this, tables.limits.rooms().unheard());
    this.aging = new Aging(tables, this);
  }

  /** Whether it is the room of a name's direct lines. */
  boolean direct() {
    return name.startsWith("@");
  }

  /** Whether nobody but {@code sender} has lines said now, or will get them. */
  boolean nobodyBut(String sender) {
    return plain == presence.plain(sender)
        && groups.isEmpty()
        && places.size() == (places.containsKey(sender) ? 1 : 0);
  }

  /** The names' places, then the groups. */
  List<Subscription> subscriptions() {
    List<Subscription> all = new ArrayList<>(places.values());
    all.addAll(groups.values());
    return all;
  }

  /** Whether this is the first connection of its name here. */
  boolean enter(Member member) {
    members.put(member.session.id, member);
    member.session.members.put(name, member);
    plain += member.plain() ? 1 : 0;
    return presence.enter(member);
  }

  /** Whether this was the last connection of its name here. */
  boolean leave(Member member) {
    members.remove(member.session.id);
    member.session.members.remove(name);
    plain -= member.plain() ? 1 : 0;
    return presence.leave(member);
  }

  /** The lines of {@code lines} that were said by {@code key} or through {@code connection}. */
  Seqs saidBy(String key, long connection, Seqs lines) {
    Seqs own = new Seqs();
    log.forEachSender(
        lines,
        (first, last, sender, through) -> {
          if (sender.equals(key) || through == connection) {
            own.add(first, last);
          }
        });
    return own;
  }
}
