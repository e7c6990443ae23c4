package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.delivery.SimulatedGateway.Hearing;
import lifeline.delivery.SimulatedGateway.Written;
import lifeline.delivery.lines.SeqSet;

/** Judges, from outside alone, whether what connections got keeps the contract. */
final class Oracle {
  /** What is known of one subscription, a name's or a group's, since its place began. */
  static final class Seen {
    final SeqSet confirmed = new SeqSet();
    final SeqSet written = new SeqSet();

    /** Confirmed by a connection that has another name by now. */
    final SeqSet perhapsConfirmed = new SeqSet();

    /** Lines known to have been written to connections that have ended. */
    final SeqSet toEnded = new SeqSet();
  }

  final Map<String, Seen> places = new LinkedHashMap<>();

  /** By room: confirmed by somebody who is not the sender, or given up with a place. */
  final Map<String, SeqSet> heard = new LinkedHashMap<>();

  /** Confirmed for the subscription, or written to an ended connection, before this one joined. */
  private final Map<String, SeqSet> before = new LinkedHashMap<>();

  private final Map<String, SeqSet> endedBefore = new LinkedHashMap<>();
  private final Map<String, Long> highest = new LinkedHashMap<>();
  private final Map<String, Set<Long>> turnsHad = new LinkedHashMap<>();

  static String key(Client client, String room, Hearing hearing) {
    if (hearing.group != null) {
      return room + " group " + hearing.group;
    }
    boolean placeless = hearing.stay || client.name.startsWith("guest-");
    return placeless ? null : room + " name " + client.name;
  }

  Seen seen(String key) {
    return places.computeIfAbsent(key, k -> new Seen());
  }

  void joined(Client client, String room, Hearing hearing, boolean asked) {
    String key = key(client, room, hearing);
    String link = client.id + " " + room;
    if (asked) {
      highest.remove(link);
      turnsHad.remove(link);
    }
    before.put(link + key, key == null ? new SeqSet() : SeqSet.copyOf(seen(key).confirmed));
    endedBefore.put(link + key, key == null ? new SeqSet() : SeqSet.copyOf(seen(key).toEnded));
  }

  void written(Client client, Hearing hearing, Written line) {
    String link = client.id + " " + line.room();
    String what = " " + client.name + " (" + client.id + ") " + line;
    String key = key(client, line.room(), hearing);
    if (line.attempt() == 1 && !line.urgent()) {
      check(line.seq() > highest.getOrDefault(link, 0L), "unmarked out of order" + what);
      highest.put(link, line.seq());
    }
    if (line.attempt() == 1) {
      boolean first = turnsHad.computeIfAbsent(link, k -> new LinkedHashSet<>()).add(line.seq());
      check(first, "unmarked repeat to the same connection" + what);
    }
    if (key == null) {
      return;
    }
    Seen seen = seen(key);
    if (hearing.group != null) {
      check(!seen.confirmed.contains(line.seq()), "confirmed line given again" + what);
      check(line.attempt() > 1 || !seen.written.contains(line.seq()), "unmarked repeat" + what);
    } else {
      SeqSet known = before.getOrDefault(link + key, new SeqSet());
      check(!known.contains(line.seq()), "line confirmed before the join" + what);
      boolean ended = endedBefore.getOrDefault(link + key, new SeqSet()).contains(line.seq());
      check(line.attempt() > 1 || !ended, "unmarked repeat" + what);
    }
    seen.written.add(line.seq(), line.seq());
  }

  void confirmed(Client client, String room, Hearing hearing, SeqSet lines, List<String> senders) {
    String key = key(client, room, hearing);
    if (key != null) {
      seen(key).confirmed.addAll(lines.without(hearing.former));
      seen(key).perhapsConfirmed.addAll(lines.and(hearing.former));
    }
    for (String former : client.formerNames) {
      seen(room + " name " + former).perhapsConfirmed.addAll(lines);
    }
    lines.forEachRange(
        (first, last) -> {
          for (long seq = first; seq <= last; seq++) {
            boolean earlier = hearing.former.contains(seq) || hearing.earlier.contains(seq);
            boolean forFormer = earlier && !client.formerNames.isEmpty();
            boolean own = senders.get((int) seq - 1).equals(client.name);
            if (hearing.group != null || !own || forFormer) {
              heard.computeIfAbsent(room, r -> new SeqSet()).add(seq, seq);
            }
          }
        });
  }

  void ended(Client client) {
    client.rooms.forEach(
        (room, hearing) -> {
          String key = key(client, room, hearing);
          if (key != null) {
            seen(key).toEnded.addAll(hearing.unconfirmed.without(hearing.former));
          }
        });
  }

  /** The parts of the message are only put together when it is needed. */
  static void check(boolean holds, Object... message) {
    if (!holds) {
      StringBuilder text = new StringBuilder();
      for (Object part : message) {
        text.append(part);
      }
      throw new AssertionError(text);
    }
  }
}
