package lifeline.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.SeqSet;
import lifeline.delivery.lines.SubscriptionTotals;
import lifeline.protocol.StartPosition;

/**
 * What should have become of each line of each place, kept line by line from entries and effects:
 * the contract's sums by simple sets, to be compared with the machine's.
 */
final class Model {
  final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<Long, Client> clients = new LinkedHashMap<>();
  private final Map<String, Log> logs = new LinkedHashMap<>();
  private final Map<String, Long> unseenSince = new LinkedHashMap<>();
  private final DeliveryLimits limits;
  private long now;

  /** A room's lines. */
  private static final class Log {
    final List<Long> times = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    final List<Long> connections = new ArrayList<>();
    long oldest = 1;

    long head() {
      return times.size();
    }

    SeqSet saidBy(String name, long connection, SeqSet lines) {
      SeqSet own = new SeqSet();
      each(
          lines.between(oldest, head()),
          seq -> {
            if (names.get((int) seq - 1).equals(name)
                || connections.get((int) seq - 1) == connection) {
              own.add(seq, seq);
            }
          });
      return own;
    }
  }

  /** A connection in a room. */
  private static final class Here {
    boolean stay;
    Place place;
    long begin;
    final SeqSet given = new SeqSet();
    final SeqSet returned = new SeqSet();
    final SeqSet late = new SeqSet();
    final SeqSet confirmed = new SeqSet();

    /** Without place: what it had and does not want now. */
    void giveBack(SeqSet lines) {
      each(
          lines,
          seq -> {
            if (has(seq)) {
              returned.add(seq, seq);
              given.remove(seq, seq);
            }
          });
    }

    boolean has(long seq) {
      return (seq > begin && !returned.contains(seq)) || given.contains(seq);
    }
  }

  /** A connection. */
  private final class Client {
    final long id;
    String name;
    boolean acks;
    boolean suspect;
    int window;
    final Map<String, Here> rooms = new TreeMap<>();
    final List<Left> left = new ArrayList<>();

    Client(long id) {
      this.id = id;
    }

    int room() {
      int most = window > 0 ? window : acks ? 1 : limits.attempts().window();
      long held = 0;
      for (Place place : places.values()) {
        held += place.holders.values().stream().filter(holder -> holder == id).count();
      }
      return (int) Math.max(0, most - held);
    }

    boolean guest() {
      return name.startsWith("guest-");
    }
  }

  /** Lines written under a former name. */
  private record Left(Place place, SeqSet lines) {}

  /** A name's or group's place. */
  final class Place {
    final String room;
    final String group;
    final String owner;
    final long begin;
    final SeqSet extra = new SeqSet();

    /** Whether it has, or had, lines of which nothing was seen. */
    boolean partlyKnown;

    /** Dead letters of which nothing else was seen and that were to be retried. */
    final SeqSet retried = new SeqSet();

    final SeqSet confirmed = new SeqSet();
    final Set<Long> dead = new LinkedHashSet<>();
    final SeqSet dropped = new SeqSet();
    final SeqSet expired = new SeqSet();
    final SeqSet rescued = new SeqSet();
    final SeqSet doubt = new SeqSet();
    final SeqSet delayed = new SeqSet();

    /** Delivered at least once. */
    final SeqSet ever = new SeqSet();

    final Map<Long, Integer> charges = new LinkedHashMap<>();
    final Map<Long, Long> holders = new TreeMap<>();
    final Map<Long, Long> deadlines = new TreeMap<>();
    final Map<Long, Here> members = new LinkedHashMap<>();

    Place(String room, String group, String owner, long begin) {
      this.room = room;
      this.group = group;
      this.owner = owner;
      this.begin = begin;
    }

    String key() {
      return room + (group == null ? " name " + owner : " group " + group);
    }

    SeqSet scope() {
      SeqSet scope = SeqSet.copyOf(extra);
      scope.add(begin + 1, log(room).head());
      return scope;
    }

    SeqSet open() {
      SeqSet open = scope().without(confirmed).without(dropped).without(expired);
      dead.forEach(seq -> open.remove(seq, seq));
      return open;
    }

    SeqSet held() {
      SeqSet held = new SeqSet();
      holders.keySet().forEach(seq -> held.add(seq, seq));
      return held;
    }

    SeqSet delivered(SeqSet open) {
      if (group != null) {
        return held();
      }
      return members.isEmpty() ? new SeqSet() : open.without(delayed);
    }

    SeqSet waiting() {
      SeqSet waiting = open();
      SeqSet delivered = delivered(waiting);
      waiting.removeAll(doubt);
      waiting.removeAll(delivered);
      return waiting;
    }

    void confirm(SeqSet lines) {
      SeqSet done = lines.and(open());
      confirmed.addAll(done);
      gone(done);
    }

    void gone(SeqSet lines) {
      each(
          lines,
          seq -> {
            holders.remove(seq);
            deadlines.remove(seq);
            charges.remove(seq);
          });
      doubt.removeAll(lines);
      delayed.removeAll(lines);
      rescued.removeAll(lines);
    }

    void die(long seq) {
      dead.add(seq);
      gone(SeqSet.of(seq));
      while (dead.size() > limits.queue().deadLines()) {
        long first = dead.iterator().next();
        dead.remove(first);
        dropped.add(first, first);
      }
    }

    /** Whether it lives on. */
    boolean charge(long seq) {
      if (charges.merge(seq, 1, Integer::sum) < limits.attempts().most()) {
        return true;
      }
      die(seq);
      return false;
    }

    void failed(Here here, long seq) {
      if (charge(seq)) {
        ever.add(seq, seq);
        doubt.remove(seq, seq);
        delayed.add(seq, seq);
        holders.remove(seq);
        deadlines.remove(seq);
        if (here != null) {
          here.returned.add(seq, seq);
          here.given.remove(seq, seq);
        }
      }
    }

    boolean isDelivered(long seq) {
      return open().contains(seq)
          && (ever.contains(seq)
              || holders.containsKey(seq)
              || (group == null && members.values().stream().anyMatch(here -> here.has(seq))));
    }

    void given(Client client, Here here, long seq) {
      if (seq <= begin && !extra.contains(seq)) {
        extra.add(seq, seq);
        if (retried.contains(seq)) {
          rescued.add(seq, seq);
        }
      }
      if (partlyKnown && !open().contains(seq)) {
        // With all its lines known, others than these would have been given up.
        dead.remove(seq);
        dropped.remove(seq, seq);
        expired.remove(seq, seq);
        rescued.add(seq, seq);
      }
      Oracle.check(
          open().contains(seq), "given though not open: ", room, " ", group, owner, " ", seq);
      delayed.remove(seq, seq);
      if (group == null) {
        here.given.add(seq, seq);
        here.returned.remove(seq, seq);
      } else {
        Oracle.check(!holders.containsKey(seq), "given to two: ", room, " ", group, " ", seq);
        Oracle.check(client.room() > 0, "more than its window: ", client.id, " ", room, " ", seq);
        Oracle.check(!client.suspect, "given to a suspect: ", client.id, " ", room, " ", seq);
        holders.put(seq, client.id);
        if (client.acks) {
          deadlines.put(seq, now + limits.attempts().ackTimeout());
        }
      }
    }

    SeqSet leave(Client client, Here here, Entry.Position at, boolean counts) {
      members.remove(client.id);
      SeqSet had = group != null ? heldBy(client.id) : hadBy(here, at);
      SeqSet written = at == null ? had : had.and(at.unconfirmed());
      ever.addAll(written);
      SeqSet orphans = new SeqSet();
      each(
          had,
          seq -> {
            holders.remove(seq);
            deadlines.remove(seq);
            if (group != null || members.values().stream().noneMatch(other -> other.has(seq))) {
              orphans.add(seq, seq);
            }
          });
      SeqSet doubtful = orphans.and(written);
      if (counts && !doubtful.isEmpty()) {
        charge(doubtful.lowest());
      }
      doubt.addAll(written.and(open()));
      return written;
    }

    private SeqSet heldBy(long client) {
      SeqSet held = new SeqSet();
      holders.forEach(
          (seq, holder) -> {
            if (holder == client) {
              held.add(seq, seq);
            }
          });
      return held;
    }

    private SeqSet hadBy(Here here, Entry.Position at) {
      if (at != null) {
        SeqSet turn = SeqSet.of(here.begin + 1, at.delivered()).without(at.unconfirmed());
        confirm(turn.without(here.given).without(here.returned).without(delayed));
      }
      SeqSet had = new SeqSet();
      each(
          open().without(delayed),
          seq -> {
            if (here.has(seq)) {
              had.add(seq, seq);
            }
          });
      return had;
    }

    /** A group's lines that nobody had grow too old before those whose acks are overdue. */
    void reckonFresh() {
      long ttl = limits.queue().ttl();
      if (group != null && ttl > 0) {
        each(waiting(), seq -> dieIfOlder(seq, ttl));
      }
    }

    private void dieIfOlder(long seq, long ttl) {
      if (log(room).times.get((int) seq - 1) + ttl + 50 <= now && !rescued.contains(seq)) {
        die(seq);
      }
    }

    void reckon() {
      long ttl = limits.queue().ttl();
      if (ttl == 0 && log(room).head() <= limits.queue().maxLines()) {
        return;
      }
      SeqSet waiting = waiting();
      if (ttl > 0) {
        each(waiting, seq -> dieIfOlder(seq, ttl));
      }
      for (SeqSet left = waiting(); left.count() > limits.queue().maxLines(); left = waiting()) {
        die(left.lowest());
      }
    }

    /** Nobody waits for a line that could be had. */
    void checkAtOnce() {
      if (members.isEmpty()) {
        return;
      }
      SeqSet lines = group == null ? open() : waiting().without(delayed);
      if (lines.isEmpty()) {
        return;
      }
      if (group == null) {
        each(
            lines.without(delayed),
            seq ->
                Oracle.check(
                    members.values().stream().anyMatch(here -> here.has(seq)),
                    "not given to a sibling: ",
                    room,
                    " ",
                    owner,
                    " ",
                    seq));
      } else {
        for (long member : members.keySet()) {
          Client client = clients.get(member);
          Oracle.check(
              client.suspect || client.room() == 0, "not given at once: ", room, " ", group);
        }
      }
    }

    SubscriptionTotals sums() {
      SeqSet open = open();
      SeqSet delivered = delivered(open);
      long inDoubt = doubt.and(open).without(delivered).count();
      return new SubscriptionTotals(
          scope().count(),
          confirmed.count(),
          open.count() - delivered.count() - inDoubt,
          delivered.count(),
          inDoubt,
          dead.size(),
          dropped.count(),
          expired.count());
    }
  }

  Model(DeliveryLimits limits) {
    this.limits = limits;
  }

  /** The entry was applied, with these effects; {@code trimmed} rooms and names are known by it. */
  void applied(Entry entry, long time, List<Effect> effects) {
    now = time;
    if (entry instanceof Entry.Tick) {
      expire();
      places.values().forEach(Place::reckonFresh);
      overdue();
    }
    entry(entry, effects);
    effects.forEach(effect -> effect(entry, effect));
    places.values().forEach(Place::reckon);
  }

  /** A line was written to a connection: it must be one that was not taken back. */
  void written(long connection, String room, long seq) {
    Here here = clients.get(connection).rooms.get(room);
    Place place = here.place;
    boolean grouped = place != null && place.group != null;
    boolean has =
        grouped ? place.holders.getOrDefault(seq, 0L) == connection : !here.returned.contains(seq);
    Oracle.check(has, "written though taken back: ", connection, " ", room, " ", seq);
  }

  /** The place's dead letters, as far as they are known; none if there is no such place. */
  SeqSet dead(String place) {
    SeqSet dead = new SeqSet();
    if (places.containsKey(place)) {
      places.get(place).dead.forEach(seq -> dead.add(seq, seq));
    }
    return dead;
  }

  /** A dead letter is about to be retried. */
  void retrying(String room, long seq) {
    places.values().stream()
        .filter(place -> place.partlyKnown && place.room.equals(room))
        .forEach(place -> place.retried.add(seq, seq));
  }

  private void entry(Entry entry, List<Effect> effects) {
    if (entry instanceof Entry.Opened opened) {
      clients.put(opened.connection(), new Client(opened.connection()));
    } else if (entry instanceof Entry.NodeStarted started) {
      clients.values().stream()
          .filter(client -> ConnectionId.node(client.id) == started.node())
          .toList()
          .forEach(client -> end(client, null, false));
    } else if (entry instanceof Entry.Ended ended) {
      end(clients.get(ended.connection()), ended.positions(), counts(ended));
    } else if (entry instanceof Entry.Part part) {
      part(clients.get(part.connection()), part.room(), part.position());
    } else if (entry instanceof Entry.Join join) {
      join(clients.get(join.connection()), join);
    } else if (entry instanceof Entry.Name name) {
      name(clients.get(name.connection()), name, effects);
    } else if (entry instanceof Entry.Direct direct) {
      if (!places.containsKey(key("@" + direct.name(), null, direct.name()))) {
        unseenSince.put(direct.name(), now);
      }
      place("@" + direct.name(), null, direct.name(), 0);
    } else if (entry instanceof Entry.Level level) {
      clients.get(level.connection()).acks = level.level() == ConfirmLevel.ACK;
    } else if (entry instanceof Entry.Trim trim) {
      trim(trim);
    } else if (entry instanceof Entry.Window window) {
      clients.get(window.connection()).window = window.lines();
    } else if (entry instanceof Entry.Health health) {
      clients.get(health.connection()).suspect = health.suspect();
    } else {
      word(entry);
    }
  }

  private void word(Entry entry) {
    if (entry instanceof Entry.Confirm confirm) {
      confirm(clients.get(confirm.connection()), confirm.room(), confirm.lines());
    } else if (entry instanceof Entry.Ack ack) {
      ack.ids().forEach(id -> ack(clients.get(ack.connection()), id.room(), id.seq()));
    } else if (entry instanceof Entry.Nack nack) {
      Client client = clients.get(nack.connection());
      String room = nack.id().room();
      Place place = subscription(client, room);
      Here here = client.rooms.get(room);
      if (here != null && here.place == null) {
        here.giveBack(notOwn(client, room, SeqSet.of(nack.id().seq())));
      } else if (place != null && place.isDelivered(nack.id().seq())) {
        place.failed(client.rooms.get(room), nack.id().seq());
      }
    } else if (entry instanceof Entry.Overdue overdue) {
      Here here = clients.get(overdue.connection()).rooms.get(overdue.room());
      if (here != null && here.place == null) {
        Client client = clients.get(overdue.connection());
        SeqSet lines = overdue.lines().without(here.confirmed);
        here.giveBack(notOwn(client, overdue.room(), lines));
        here.late.addAll(overdue.lines());
      } else if (here != null && here.place.group == null) {
        SeqSet lines = overdue.lines().and(here.place.open()).without(here.place.delayed);
        here.late.addAll(lines);
        each(lines, seq -> here.place.failed(here, seq));
      }
    } else if (entry instanceof Entry.DeadRetry retry) {
      SeqSet one = retry.id() == null ? null : SeqSet.of(retry.id().seq());
      seen(clients.get(retry.connection())).stream()
          .filter(place -> retry.id() == null || place.room.equals(retry.id().room()))
          .forEach(place -> retry(place, one));
    } else if (entry instanceof Entry.DeadDrop drop) {
      for (Place place : seen(clients.get(drop.connection()))) {
        for (long seq : List.copyOf(place.dead)) {
          boolean meant =
              drop.id() == null || (place.room.equals(drop.id().room()) && drop.id().seq() == seq);
          if (meant) {
            place.dead.remove(seq);
            place.dropped.add(seq, seq);
          }
        }
      }
    }
  }

  private void retry(Place place, SeqSet only) {
    SeqSet lines = new SeqSet();
    for (long seq : place.dead) {
      if (only == null || only.contains(seq)) {
        lines.add(seq, seq);
      }
    }
    if (place.waiting().count() + lines.count() <= limits.queue().maxLines()) {
      each(lines, place.dead::remove);
      place.rescued.addAll(lines);
    }
  }

  private List<Place> seen(Client client) {
    return places.values().stream()
        .filter(
            place ->
                place.group == null
                    ? place.owner.equals(client.name)
                    : place.members.containsKey(client.id))
        .toList();
  }

  private void effect(Entry entry, Effect effect) {
    if (effect instanceof Effect.LinesAppended accepted) {
      Log log = log(accepted.lines().room());
      for (long seq = accepted.lines().firstSeq(); seq <= accepted.lines().lastSeq(); seq++) {
        log.times.add(now);
        log.names.add(accepted.lines().from());
        log.connections.add(accepted.lines().connection());
        Place own = places.get(accepted.lines().room() + " name " + accepted.lines().from());
        if (own != null) {
          own.confirm(SeqSet.of(seq));
        }
      }
    } else if (effect instanceof Effect.Named named) {
      clients.get(named.connection()).name = named.name();
    } else if (effect instanceof Effect.Joined joined) {
      joined(entry, joined);
    } else if (effect instanceof Effect.Deliver deliver) {
      Client client = clients.get(deliver.connection());
      Here here = client.rooms.get(deliver.room());
      for (Effect.Deliver.Part part : deliver.parts()) {
        for (long seq = part.first(); seq <= part.last(); seq++) {
          if (here.place == null) {
            here.given.add(seq, seq);
            here.returned.remove(seq, seq);
          } else {
            here.place.given(client, here, seq);
          }
        }
      }
    }
  }

  private void joined(Entry entry, Effect.Joined joined) {
    Client client = clients.get(joined.connection());
    Here here = new Here();
    here.begin = joined.cursor();
    Here before = client.rooms.put(joined.room(), here);
    boolean staysOn = entry instanceof Entry.Name && before != null && before.stay;
    here.stay = entry instanceof Entry.Stay || staysOn;
    if (staysOn) {
      here.confirmed.addAll(before.confirmed.between(joined.cursor() + 1, Long.MAX_VALUE));
      here.returned.addAll(before.returned.between(joined.cursor() + 1, Long.MAX_VALUE));
    }
    if (joined.group() != null || (!client.guest() && !here.stay)) {
      String owner = joined.group() == null ? client.name : null;
      boolean direct = joined.room().startsWith("@");
      Place known = places.get(key(joined.room(), joined.group(), owner));
      if (known == null) {
        long begin = direct ? 0 : begin(joined.room(), ((Entry.Join) entry).from());
        known = place(joined.room(), joined.group(), owner, begin);
        own(known, client);
      }
      here.place = known;
      unseenSince.remove(known.key());
      known.members.put(client.id, here);
    }
  }

  /** What the first connection of a name's new place said itself is confirmed. */
  private void own(Place place, Client client) {
    if (place.group == null) {
      place.confirm(log(place.room).saidBy(place.owner, client.id, place.scope()));
    }
  }

  private void end(Client client, List<Entry.Position> positions, boolean counts) {
    clients.remove(client.id);
    List.copyOf(client.rooms.keySet())
        .forEach(room -> leave(client, room, position(positions, room), counts));
    if (!client.guest() && clients.values().stream().noneMatch(c -> c.name.equals(client.name))) {
      unseenSince.put(client.name, now);
    }
  }

  private static Entry.Position position(List<Entry.Position> positions, String room) {
    if (positions != null) {
      for (Entry.Position position : positions) {
        if (position.room().equals(room)) {
          return position;
        }
      }
    }
    return null;
  }

  private static boolean counts(Entry.Ended ended) {
    boolean unconfirmed = ended.positions().stream().anyMatch(at -> !at.unconfirmed().isEmpty());
    return ended.cause().clientFailed() || (ended.cause() == CloseCause.PEER_CLOSED && unconfirmed);
  }

  private SeqSet leave(Client client, String room, Entry.Position at, boolean counts) {
    Here here = client.rooms.remove(room);
    if (here.place == null) {
      return new SeqSet();
    }
    SeqSet written = here.place.leave(client, here, at, counts);
    if (here.place.group != null && here.place.members.isEmpty()) {
      unseenSince.put(here.place.key(), now);
    }
    return written;
  }

  private void part(Client client, String room, Entry.Position at) {
    Here here = client.rooms.get(room);
    if (here != null) {
      leave(client, room, at, false);
      if (here.place != null && here.place.group == null && here.place.members.isEmpty()) {
        places.remove(here.place.key());
      }
    }
  }

  private void join(Client client, Entry.Join join) {
    Here here = client.rooms.get(join.room());
    Here lobby = client.rooms.get("lobby");
    if (here == null) {
      if (lobby != null && lobby.stay) {
        client.rooms.remove("lobby");
      }
    } else if (here.stay && join.group() == null) {
      here.stay = false;
      if (!client.guest() && !places.containsKey(key(join.room(), null, client.name))) {
        goOn(client, join.room(), here, here.begin);
      }
    } else {
      String group = here.place == null ? null : here.place.group;
      boolean same = group == null ? join.group() == null : group.equals(join.group());
      if (!same) {
        part(client, join.room(), join.left());
      }
    }
  }

  /** A new place that begins where its first connection stands, already in the room. */
  private void goOn(Client client, String room, Here here, long begin) {
    Place place = place(room, null, client.name, Math.max(begin, log(room).oldest - 1));
    own(place, client);
    place.confirm(here.confirmed);
    here.confirmed.remove(1, Long.MAX_VALUE - 1);
    here.place = place;
    here.begin = begin;
    place.members.put(client.id, here);
    here.given.removeAll(log(room).saidBy(client.name, client.id, here.given));
    place.extra.addAll(here.given.between(1, place.begin));
  }

  private void name(Client client, Entry.Name entry, List<Effect> effects) {
    boolean named =
        effects.stream().anyMatch(e -> e instanceof Effect.Named n && n.connection() == client.id);
    if (!named) {
      return;
    }
    boolean guest = client.guest();
    String before = client.name;
    Map<String, Here> rooms = new LinkedHashMap<>(client.rooms);
    rooms.forEach((room, here) -> standAside(client, room, here, entry));
    client.name = entry.name();
    unseenSince.remove(client.name);
    if (!guest && clients.values().stream().noneMatch(c -> before.equals(c.name))) {
      unseenSince.put(before, now);
    }
    rooms.forEach(
        (room, here) -> {
          boolean plain = here.place == null && !room.startsWith("@") && !here.stay;
          if (plain && !places.containsKey(key(room, null, client.name))) {
            goOn(client, room, here, here.begin);
          }
        });
  }

  private void standAside(Client client, String room, Here here, Entry.Name entry) {
    Entry.Position at = position(entry.positions(), room);
    Place old = here.place;
    if (old != null && old.group != null) {
      return;
    }
    if (here.stay) {
      SeqSet had = SeqSet.copyOf(here.confirmed);
      had.addAll(at == null ? new SeqSet() : at.unconfirmed());
      SeqSet own = log(room).saidBy(client.name, client.id, had);
      here.confirmed.removeAll(own);
      here.returned.addAll(own);
    }
    if (old != null) {
      SeqSet written = leave(client, room, at, false);
      client.left.add(new Left(old, room.startsWith("@") ? all(at, room) : written));
      if (!room.startsWith("@")) {
        client.rooms.put(room, here);
        here.place = null;
        here.begin = at == null ? log(room).head() : at.delivered();
        // What came to it ahead of its turn does not come once more.
        here.confirmed.remove(1, here.begin);
        here.confirmed.removeAll(log(room).saidBy(client.name, client.id, here.confirmed));
        here.given.removeAll(written);
        here.given.removeAll(here.given.without(old.open()));
      }
    } else if (at != null) {
      SeqSet had = SeqSet.of(here.begin + 1, at.delivered()).without(at.unconfirmed());
      had.removeAll(here.given);
      had.removeAll(here.returned);
      had.removeAll(log(room).saidBy(client.name, client.id, had));
      here.confirmed.addAll(had);
    }
  }

  private SeqSet all(Entry.Position at, String room) {
    return at == null ? SeqSet.of(1, log(room).head()) : at.unconfirmed();
  }

  private void confirm(Client client, String room, SeqSet lines) {
    client.left.stream()
        .filter(left -> left.place().room.equals(room))
        .forEach(left -> left.place().confirm(lines.and(left.lines())));
    Here here = client.rooms.get(room);
    if (here == null) {
      return;
    }
    if (here.place == null) {
      here.confirmed.addAll(lines.without(here.returned.without(here.late)));
      here.given.removeAll(lines);
    } else if (here.place.group != null) {
      SeqSet may = here.place.heldBy(client.id);
      may.addAll(here.late);
      here.place.confirm(lines.and(may));
    } else {
      SeqSet taken = lines.without(here.returned.without(here.late));
      here.place.confirm(taken);
      here.confirmed.addAll(taken);
    }
  }

  private void ack(Client client, String room, long seq) {
    client.left.stream()
        .filter(left -> left.place().room.equals(room) && left.lines().contains(seq))
        .forEach(left -> left.place().confirm(SeqSet.of(seq)));
    Place place = subscription(client, room);
    Here here = client.rooms.get(room);
    if (place != null && (place.isDelivered(seq) || place.confirmed.contains(seq))) {
      place.confirm(SeqSet.of(seq));
      if (here != null && here.place == place) {
        here.confirmed.add(seq, seq);
      }
    } else if (here != null
        && here.place == null
        && (here.has(seq) || here.returned.contains(seq))) {
      here.confirmed.add(seq, seq);
      here.given.remove(seq, seq);
      here.returned.remove(seq, seq);
    }
  }

  /** Without those that count as confirmed for the client, as its name said them. */
  private SeqSet notOwn(Client client, String room, SeqSet lines) {
    return lines.without(log(room).saidBy(client.name, client.id, lines));
  }

  private Place subscription(Client client, String room) {
    Here here = client.rooms.get(room);
    return here != null && here.place != null && here.place.group != null
        ? here.place
        : places.get(key(room, null, client.name));
  }

  private void trim(Entry.Trim trim) {
    Log log = log(trim.room());
    long upTo = Math.min(trim.upTo(), log.head());
    log.oldest = Math.max(log.oldest, upTo + 1);
    for (Place place : places.values()) {
      if (place.room.equals(trim.room())) {
        SeqSet gone = place.open().between(1, upTo).without(place.rescued);
        place.expired.addAll(gone);
        place.gone(gone);
      }
    }
    clients.values().stream()
        .filter(client -> client.rooms.containsKey(trim.room()))
        .map(client -> client.rooms.get(trim.room()))
        .filter(here -> here.place == null)
        .forEach(here -> here.given.remove(1, upTo));
  }

  private void overdue() {
    for (Place place : places.values()) {
      for (Map.Entry<Long, Long> due : new TreeMap<>(place.deadlines).entrySet()) {
        if (due.getValue() <= now) {
          Client holder = clients.get(place.holders.get(due.getKey()));
          holder.rooms.get(place.room).late.add(due.getKey(), due.getKey());
          place.failed(null, due.getKey());
        }
      }
    }
  }

  private void expire() {
    List<String> gone = new ArrayList<>();
    unseenSince.forEach(
        (key, since) -> {
          if (since + limits.retention().nameExpiry() <= now) {
            gone.add(key);
          }
        });
    for (String key : gone) {
      unseenSince.remove(key);
      places.remove(key);
      places.values().removeIf(place -> key.equals(place.owner));
      logs.remove("@" + key);
    }
  }

  private long begin(String room, StartPosition from) {
    Log log = log(room);
    if (from instanceof StartPosition.All) {
      return log.oldest - 1;
    } else if (from instanceof StartPosition.Seq seq) {
      return Math.min(log.head(), Math.max(log.oldest, seq.seq()) - 1);
    } else if (from instanceof StartPosition.Last last) {
      return Math.max(log.oldest - 1, log.head() - last.lines());
    }
    return log.head();
  }

  private Place place(String room, String group, String owner, long begin) {
    String key = key(room, group, owner);
    unseenSince.remove(key);
    return places.computeIfAbsent(key, k -> new Place(room, group, owner, begin));
  }

  private static String key(String room, String group, String owner) {
    return room + (group == null ? " name " + owner : " group " + group);
  }

  private Log log(String room) {
    return logs.computeIfAbsent(room, r -> new Log());
  }

  private static void each(SeqSet lines, LongConsumer action) {
    SeqSet.copyOf(lines)
        .forEachRange(
            (first, last) -> {
              for (long seq = first; seq <= last; seq++) {
                action.accept(seq);
              }
            });
  }
}
