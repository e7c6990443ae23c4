package lifeline.delivery;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.delivery.SimulatedGateway.Hearing;
import lifeline.delivery.SimulatedGateway.Written;
import lifeline.delivery.lines.SeqSet;
import lifeline.delivery.model.Claim;
import lifeline.delivery.model.LineNumbers;

/** Judges, from outside alone, whether what connections got keeps the contract. */
final class Oracle {
  /** What was seen of one subscription, a name's or a group's, since it began. */
  private static final class Seen {
    final Set<Long> confirmed = new HashSet<>();
    final Set<Long> written = new HashSet<>();

    /** Lines that were written to connections that have ended or returned them. */
    final Set<Long> lost = new HashSet<>();
  }

  private final Map<String, Seen> subscriptions = new LinkedHashMap<>();
  private final Map<String, LineNumbers> heard = new LinkedHashMap<>();

  /** What was seen of the subscription when a connection joined, by connection and subscription. */
  private final Map<String, Set<Long>> confirmedBefore = new LinkedHashMap<>();

  private final Map<String, Set<Long>> lostBefore = new LinkedHashMap<>();

  /** The highest line in order, and all unmarked lines, by connection and room. */
  private final Map<String, Long> highest = new LinkedHashMap<>();

  private final Map<String, Set<Long>> unmarked = new LinkedHashMap<>();

  /** The key of the subscription that a connection in a room belongs to; null if to none. */
  static String key(Client client, String room, Hearing hearing) {
    if (hearing.group != null) {
      return room + " group " + hearing.group;
    }
    boolean unsubscribed = hearing.stay || client.name.startsWith("guest-");
    return unsubscribed ? null : room + " name " + client.name;
  }

  /** Lines of a room that somebody other than the sender confirmed. */
  LineNumbers heard(String room) {
    return heard.getOrDefault(room, new LineNumbers());
  }

  /** The subscription exists no more; what has its key from now on is another. */
  void removed(String key) {
    subscriptions.remove(key);
  }

  void joined(Client client, String room, Hearing hearing, boolean asked) {
    String key = key(client, room, hearing);
    String link = link(client, room);
    if (asked) {
      highest.remove(link);
      unmarked.remove(link);
    }
    if (key != null) {
      confirmedBefore.put(link + key, Set.copyOf(seen(key).confirmed));
      lostBefore.put(link + key, Set.copyOf(seen(key).lost));
    }
  }

  void written(Client client, Hearing hearing, Written line) {
    String link = link(client, line.room());
    String what = " " + client.name + " (" + client.id + ") " + line;
    if (line.attempt() == 1 && !line.urgent()) {
      Claim.check(line.seq() > highest.getOrDefault(link, 0L), "unmarked out of order" + what);
      highest.put(link, line.seq());
    }
    if (line.attempt() == 1) {
      boolean first = unmarked.computeIfAbsent(link, k -> new LinkedHashSet<>()).add(line.seq());
      Claim.check(first, "unmarked repeat to the same connection" + what);
    }
    String key = key(client, line.room(), hearing);
    if (key == null) {
      return;
    }
    Seen seen = seen(key);
    Set<Long> confirmed = confirmedBefore.getOrDefault(link + key, Set.of());
    Set<Long> repeats = lostBefore.getOrDefault(link + key, Set.of());
    if (hearing.group != null) {
      confirmed = seen.confirmed;
      repeats = seen.written;
    }
    Claim.check(!confirmed.contains(line.seq()), "repeats a confirmed line" + what);
    Claim.check(line.attempt() > 1 || !repeats.contains(line.seq()), "unmarked repeat" + what);
    seen.written.add(line.seq());
  }

  void confirmed(Client client, String room, Hearing hearing, SeqSet lines, List<String> senders) {
    LineNumbers former = LineNumbers.of(hearing.former);
    LineNumbers earlier = LineNumbers.of(hearing.earlier);
    String key = key(client, room, hearing);
    for (long line : LineNumbers.of(lines)) {
      if (key != null && !former.contains(line)) {
        seen(key).confirmed.add(line);
      }
      boolean forFormer =
          !client.formerNames.isEmpty() && (former.contains(line) || earlier.contains(line));
      boolean own = senders.get((int) line - 1).equals(client.name);
      if (hearing.group != null || !own || forFormer) {
        heard.computeIfAbsent(room, r -> new LineNumbers()).add(line);
      }
    }
  }

  /** A connection ends. */
  void ended(Client client) {
    client.rooms.forEach((room, hearing) -> left(client, room, hearing));
  }

  /** A connection leaves a room. */
  void left(Client client, String room, Hearing hearing) {
    lost(client, room, hearing, hearing.unconfirmed.without(hearing.former));
  }

  /** These lines reached a connection, and another of its subscription may get them now. */
  void lost(Client client, String room, Hearing hearing, SeqSet lines) {
    String key = key(client, room, hearing);
    if (key != null) {
      seen(key).lost.addAll(LineNumbers.of(lines));
    }
  }

  private Seen seen(String key) {
    return subscriptions.computeIfAbsent(key, k -> new Seen());
  }

  private static String link(Client client, String room) {
    return client.id + " " + room;
  }
}
