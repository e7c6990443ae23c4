package lifeline.delivery.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineId;
import lifeline.protocol.StartPosition;

/**
 * A second opinion on what becomes of each line: from the entries, and from the effects as far as
 * the machine is free to choose, it keeps an account for each line of each subscription. Slow and
 * simple, and without the data structures of the machine.
 */
public final class Model {
  private static final String LOBBY = "lobby";

  private final Map<String, Ledger> ledgers = new LinkedHashMap<>();
  private final Map<Long, ModelClient> clients = new LinkedHashMap<>();
  private final Map<String, RoomLines> rooms = new LinkedHashMap<>();

  /** When names and groups lost their last connection. */
  private final Map<String, Long> absentSince = new LinkedHashMap<>();

  private final DeliveryLimits limits;
  private long now;

  /** A model of a machine that has these limits and has not applied an entry. */
  public Model(DeliveryLimits limits) {
    this.limits = limits;
  }

  /** The account of a subscription, such as {@code "ops name alice"}; null if there is none. */
  public Ledger ledger(String key) {
    return ledgers.get(key);
  }

  /** The subscriptions that there are. */
  public Set<String> subscriptions() {
    return new LinkedHashSet<>(ledgers.keySet());
  }

  /** The dead letters of a subscription, as far as they are known; none if there is none. */
  public LineNumbers dead(String key) {
    Ledger ledger = ledgers.get(key);
    return ledger == null ? new LineNumbers() : new LineNumbers(ledger.dead());
  }

  /** The group lines that a connection could be sent now; 0 if it is suspect. */
  public long freeWindow(long connection) {
    ModelClient client = clients.get(connection);
    int standard = client.acknowledges ? 1 : limits.attempts().window();
    long held = ledgers.values().stream().mapToLong(ledger -> ledger.countHeldBy(connection)).sum();
    long free = (client.window > 0 ? client.window : standard) - held;
    return client.suspect ? 0 : Math.max(0, free);
  }

  /** An entry was applied, with these effects. */
  public void applied(Entry entry, long time, List<Effect> effects) {
    now = time;
    if (entry instanceof Entry.Tick) {
      endAbsent();
      ledgers.values().stream().filter(Ledger::isGroup).forEach(ledger -> ledger.endAged(now));
      failOverdue();
    }
    apply(entry, effects);
    effects.forEach(effect -> carryOut(entry, effect));
    ledgers.values().forEach(ledger -> ledger.applyQueueLimits(now));
  }

  /** A line was written to a connection: it must be one that was not taken back. */
  public void written(long connection, String room, long number) {
    RoomListener listener = clients.get(connection).rooms.get(room);
    boolean grouped = listener.ledger != null && listener.ledger.isGroup();
    boolean has =
        grouped ? listener.ledger.holder(number) == connection : !listener.hasReturned(number);
    Claim.check(has, "written though taken back: ", connection, " ", room, " ", number);
  }

  /** A dead letter is about to be retried. */
  public void retrying(String room, long number) {
    ledgers.values().stream()
        .filter(ledger -> ledger.room.equals(room))
        .forEach(ledger -> ledger.retryUnseen(number));
  }

  private void apply(Entry entry, List<Effect> effects) {
    if (entry instanceof Entry.Opened opened) {
      clients.put(opened.connection(), new ModelClient(opened.connection()));
    } else if (entry instanceof Entry.NodeStarted started) {
      clients.values().stream()
          .filter(client -> ConnectionId.node(client.id) == started.node())
          .toList()
          .forEach(client -> end(client, null, false));
    } else if (entry instanceof Entry.Ended ended) {
      end(clients.get(ended.connection()), ended.positions(), hasFailed(ended));
    } else if (entry instanceof Entry.Part part) {
      part(clients.get(part.connection()), part.room(), part.position());
    } else if (entry instanceof Entry.Join join) {
      join(clients.get(join.connection()), join);
    } else if (entry instanceof Entry.Name name) {
      rename(clients.get(name.connection()), name, effects);
    } else if (entry instanceof Entry.Direct direct) {
      sayDirectly(direct.name());
    } else if (entry instanceof Entry.Level level) {
      clients.get(level.connection()).acknowledges = level.level() == ConfirmLevel.ACK;
    } else if (entry instanceof Entry.Trim trim) {
      trim(trim);
    } else if (entry instanceof Entry.Window window) {
      clients.get(window.connection()).window = window.lines();
    } else if (entry instanceof Entry.Health health) {
      clients.get(health.connection()).suspect = health.suspect();
    } else {
      applyAnswer(entry);
    }
  }

  private void applyAnswer(Entry entry) {
    if (entry instanceof Entry.Confirm confirm) {
      ModelClient client = clients.get(confirm.connection());
      confirm(client, confirm.room(), LineNumbers.of(confirm.lines()));
    } else if (entry instanceof Entry.Ack ack) {
      ack.ids().forEach(id -> ack(clients.get(ack.connection()), id));
    } else if (entry instanceof Entry.Nack nack) {
      nack(clients.get(nack.connection()), nack.id());
    } else if (entry instanceof Entry.Overdue overdue) {
      ModelClient client = clients.get(overdue.connection());
      fail(client, overdue.room(), LineNumbers.of(overdue.lines()));
    } else if (entry instanceof Entry.DeadRetry retry) {
      for (Ledger ledger : visible(clients.get(retry.connection()))) {
        if (retry.id() == null || retry.id().room().equals(ledger.room)) {
          ledger.retry(meant(ledger, retry.id()));
        }
      }
    } else if (entry instanceof Entry.DeadDrop drop) {
      for (Ledger ledger : visible(clients.get(drop.connection()))) {
        meant(ledger, drop.id()).forEach(ledger::drop);
      }
    }
  }

  /** The dead letters that an id names; all if it is null. */
  private static List<Long> meant(Ledger ledger, LineId id) {
    return ledger.dead().stream()
        .filter(number -> id == null || (ledger.room.equals(id.room()) && number.equals(id.seq())))
        .toList();
  }

  /** The subscriptions whose dead letters a client may see. */
  private List<Ledger> visible(ModelClient client) {
    return ledgers.values().stream()
        .filter(
            ledger ->
                ledger.isGroup()
                    ? ledger.members.containsKey(client.id)
                    : ledger.owner.equals(client.name))
        .toList();
  }

  private void carryOut(Entry entry, Effect effect) {
    if (effect instanceof Effect.LinesAppended appended) {
      String room = appended.lines().room();
      String name = appended.lines().from();
      for (long line = appended.lines().firstSeq(); line <= appended.lines().lastSeq(); line++) {
        room(room).add(now, name, appended.lines().connection());
        Ledger own = ledgers.get(Ledger.key(room, null, name));
        if (own != null) {
          own.confirm(List.of(line));
        }
      }
    } else if (effect instanceof Effect.Named named) {
      clients.get(named.connection()).name = named.name();
    } else if (effect instanceof Effect.Joined joined) {
      joined(entry, joined);
    } else if (effect instanceof Effect.Deliver deliver) {
      ModelClient client = clients.get(deliver.connection());
      for (Effect.Deliver.Part part : deliver.parts()) {
        LineNumbers.range(part.first(), part.last())
            .forEach(number -> send(client, client.rooms.get(deliver.room()), number));
      }
    }
  }

  /** The machine chose to send a line to a connection apart from the order of the room. */
  private void send(ModelClient client, RoomListener listener, long number) {
    Ledger ledger = listener.ledger;
    if (ledger == null) {
      listener.send(number);
      return;
    }
    ledger.send(listener, number);
    if (ledger.isGroup()) {
      Claim.check(freeWindow(client.id) > 0, "suspect or beyond its window: ", client.id, number);
      long due = client.acknowledges ? now + limits.attempts().ackTimeout() : 0;
      ledger.lend(number, client.id, due);
    }
  }

  private void joined(Entry entry, Effect.Joined joined) {
    ModelClient client = clients.get(joined.connection());
    RoomListener listener = new RoomListener();
    listener.begin = joined.cursor();
    RoomListener before = client.rooms.put(joined.room(), listener);
    boolean stays = entry instanceof Entry.Name && before != null && before.unasked;
    listener.unasked = entry instanceof Entry.EnterLobby || stays;
    if (stays) {
      listener.confirmed.addAll(before.confirmed.beyond(joined.cursor()));
      before.returned().beyond(joined.cursor()).forEach(listener::takeBack);
    }
    boolean subscribed = joined.group() != null || (!client.isGuest() && !listener.unasked);
    if (subscribed) {
      String owner = joined.group() == null ? client.name : null;
      Ledger ledger = ledgers.get(Ledger.key(joined.room(), joined.group(), owner));
      if (ledger == null) {
        boolean direct = joined.room().startsWith("@");
        long begin = direct ? 0 : begin(joined.room(), ((Entry.Join) entry).from());
        ledger = open(joined.room(), joined.group(), owner, begin);
        confirmOwn(ledger, client);
      }
      absentSince.remove(ledger.key());
      enter(client, listener, ledger);
    }
  }

  private static void enter(ModelClient client, RoomListener listener, Ledger ledger) {
    listener.ledger = ledger;
    ledger.members.put(client.id, listener);
  }

  private Ledger open(String room, String group, String owner, long begin) {
    String key = Ledger.key(room, group, owner);
    absentSince.remove(key);
    return ledgers.computeIfAbsent(
        key, k -> new Ledger(limits, room(room), room, group, owner, begin));
  }

  /** What the first connection of a name has said counts as confirmed by the name. */
  private void confirmOwn(Ledger ledger, ModelClient client) {
    if (!ledger.isGroup()) {
      ledger.confirm(room(ledger.room).saidBy(ledger.owner, client.id, ledger.all()));
    }
  }

  private void sayDirectly(String name) {
    String room = "@" + name;
    if (!ledgers.containsKey(Ledger.key(room, null, name))) {
      absentSince.put(name, now);
    }
    open(room, null, name, 0);
  }

  /** A connection ends; its positions are null if they are not known. */
  private void end(ModelClient client, List<Entry.Position> positions, boolean failed) {
    clients.remove(client.id);
    for (String room : List.copyOf(client.rooms.keySet())) {
      leave(client, room, endPosition(client, room, positions), failed);
    }
    if (!client.isGuest()) {
      noteAbsence(client.name);
    }
  }

  private void noteAbsence(String name) {
    if (clients.values().stream().noneMatch(client -> name.equals(client.name))) {
      absentSince.put(name, now);
    }
  }

  /** In a room that an end does not mention nothing had been written. */
  private static Entry.Position endPosition(
      ModelClient client, String room, List<Entry.Position> positions) {
    if (positions == null) {
      return null;
    }
    Entry.Position known = position(positions, room);
    long begin = client.rooms.get(room).begin;
    return known == null ? new Entry.Position(room, begin, new SeqSet()) : known;
  }

  private static Entry.Position position(List<Entry.Position> positions, String room) {
    return positions.stream().filter(at -> at.room().equals(room)).findFirst().orElse(null);
  }

  private static boolean hasFailed(Entry.Ended ended) {
    boolean unconfirmed = ended.positions().stream().anyMatch(at -> !at.unconfirmed().isEmpty());
    return ended.cause().clientFailed(false)
        || (ended.cause() == CloseCause.PEER_CLOSED && unconfirmed);
  }

  private LineNumbers leave(ModelClient client, String room, Entry.Position at, boolean failed) {
    RoomListener listener = client.rooms.remove(room);
    Ledger ledger = listener.ledger;
    if (ledger == null) {
      return new LineNumbers();
    }
    LineNumbers written = ledger.leave(client.id, listener, at, failed);
    if (ledger.isGroup() && ledger.members.isEmpty()) {
      absentSince.put(ledger.key(), now);
    }
    return written;
  }

  private void part(ModelClient client, String room, Entry.Position at) {
    RoomListener listener = client.rooms.get(room);
    if (listener != null) {
      leave(client, room, at, false);
      Ledger ledger = listener.ledger;
      if (ledger != null && !ledger.isGroup() && ledger.members.isEmpty()) {
        ledgers.remove(ledger.key());
      }
    }
  }

  private void join(ModelClient client, Entry.Join join) {
    RoomListener listener = client.rooms.get(join.room());
    RoomListener lobby = client.rooms.get(LOBBY);
    if (listener == null) {
      if (lobby != null && lobby.unasked) {
        client.rooms.remove(LOBBY);
      }
    } else if (listener.unasked && join.group() == null) {
      listener.unasked = false;
      subscribeIfNew(client, join.room(), listener);
    } else {
      String group = listener.ledger == null ? null : listener.ledger.group;
      boolean same = group == null ? join.group() == null : group.equals(join.group());
      if (!same) {
        part(client, join.room(), join.left());
      }
    }
  }

  /** A name without subscription gets one that begins where its connection is in the room. */
  private void subscribeIfNew(ModelClient client, String room, RoomListener listener) {
    if (client.isGuest() || ledgers.containsKey(Ledger.key(room, null, client.name))) {
      return;
    }
    long begin = Math.max(listener.begin, room(room).oldest - 1);
    Ledger ledger = open(room, null, client.name, begin);
    confirmOwn(ledger, client);
    ledger.confirm(listener.confirmed);
    listener.confirmed.clear();
    enter(client, listener, ledger);
    listener.forgetSent(own(client, room, listener.sent()));
    ledger.addEarlier(listener.sent());
  }

  private void rename(ModelClient client, Entry.Name entry, List<Effect> effects) {
    boolean renamed =
        effects.stream().anyMatch(e -> e instanceof Effect.Named n && n.connection() == client.id);
    if (!renamed) {
      return;
    }
    boolean wasGuest = client.isGuest();
    String before = client.name;
    Map<String, RoomListener> all = new LinkedHashMap<>(client.rooms);
    all.forEach((room, listener) -> leaveOldName(client, room, listener, entry));
    client.name = entry.name();
    absentSince.remove(client.name);
    if (!wasGuest) {
      noteAbsence(before);
    }
    all.forEach(
        (room, listener) -> {
          if (listener.ledger == null && !room.startsWith("@") && !listener.unasked) {
            subscribeIfNew(client, room, listener);
          }
        });
  }

  private void leaveOldName(
      ModelClient client, String room, RoomListener listener, Entry.Name entry) {
    Entry.Position at = position(entry.positions(), room);
    Ledger old = listener.ledger;
    if (old != null && old.isGroup()) {
      return;
    }
    if (listener.unasked) {
      LineNumbers had = new LineNumbers(listener.confirmed);
      had.addAll(at == null ? Set.of() : LineNumbers.of(at.unconfirmed()));
      LineNumbers own = own(client, room, had);
      listener.confirmed.removeAll(own);
      own.forEach(listener::takeBack);
    }
    if (old != null) {
      leaveSubscription(client, room, listener, at);
    } else if (at != null) {
      LineNumbers heard = LineNumbers.range(listener.begin + 1, at.delivered());
      heard.removeAll(LineNumbers.of(at.unconfirmed()));
      heard.removeAll(listener.sent());
      heard.removeAll(listener.returned());
      heard.removeAll(own(client, room, heard));
      listener.confirmed.addAll(heard);
    }
  }

  private void leaveSubscription(
      ModelClient client, String room, RoomListener listener, Entry.Position at) {
    Ledger old = listener.ledger;
    LineNumbers written = leave(client, room, at, false);
    if (room.startsWith("@")) {
      LineNumbers all = LineNumbers.range(1, room(room).newest());
      LineNumbers former = at == null ? all : LineNumbers.of(at.unconfirmed());
      client.former.add(new ModelClient.FormerLines(old, former));
      return;
    }
    client.former.add(new ModelClient.FormerLines(old, written));
    client.rooms.put(room, listener);
    listener.ledger = null;
    listener.begin = at == null ? room(room).newest() : at.delivered();
    // A line that was sent ahead of the order is not sent again.
    listener.confirmed.removeAll(listener.confirmed.upTo(listener.begin));
    listener.confirmed.removeAll(own(client, room, listener.confirmed));
    listener.forgetSent(written);
    listener.forgetSent(listener.sent().without(old.open()));
  }

  /** Those of the lines that count as said by the client. */
  private LineNumbers own(ModelClient client, String room, LineNumbers of) {
    return room(room).saidBy(client.name, client.id, of);
  }

  private void confirm(ModelClient client, String room, LineNumbers lines) {
    for (ModelClient.FormerLines former : client.former) {
      if (former.ledger().room.equals(room)) {
        former.ledger().confirm(lines.and(former.lines()));
      }
    }
    RoomListener listener = client.rooms.get(room);
    if (listener == null) {
      return;
    }
    Ledger ledger = listener.ledger;
    if (ledger != null && ledger.isGroup()) {
      LineNumbers may = ledger.heldBy(client.id);
      may.addAll(listener.overdue);
      ledger.confirm(lines.and(may));
      return;
    }
    LineNumbers taken = lines.without(listener.settled());
    listener.confirmed.addAll(taken);
    if (ledger == null) {
      listener.forgetSent(lines);
    } else {
      ledger.confirm(taken);
    }
  }

  private void ack(ModelClient client, LineId id) {
    long number = id.seq();
    for (ModelClient.FormerLines former : client.former) {
      if (former.ledger().room.equals(id.room()) && former.lines().contains(number)) {
        former.ledger().confirm(List.of(number));
      }
    }
    Ledger ledger = subscription(client, id.room());
    RoomListener listener = client.rooms.get(id.room());
    if (ledger != null && (ledger.isDelivered(number) || ledger.isConfirmed(number))) {
      ledger.confirm(List.of(number));
      if (listener != null && listener.ledger == ledger) {
        listener.confirmed.add(number);
      }
    } else if (listener != null
        && listener.ledger == null
        && (listener.gets(number) || listener.hasReturned(number))) {
      listener.confirmed.add(number);
      listener.forget(number);
    }
  }

  private void nack(ModelClient client, LineId id) {
    RoomListener listener = client.rooms.get(id.room());
    Ledger ledger = subscription(client, id.room());
    if (listener != null && listener.ledger == null) {
      takeBack(client, id.room(), listener, LineNumbers.range(id.seq(), id.seq()));
    } else if (ledger != null && ledger.isDelivered(id.seq())) {
      ledger.fail(listener, id.seq());
    }
  }

  /** The acknowledgements of these lines are overdue. */
  private void fail(ModelClient client, String room, LineNumbers lines) {
    RoomListener listener = client.rooms.get(room);
    if (listener == null) {
      return;
    }
    Ledger ledger = listener.ledger;
    if (ledger == null) {
      takeBack(client, room, listener, lines.without(listener.confirmed));
      listener.overdue.addAll(lines);
    } else if (!ledger.isGroup()) {
      LineNumbers failed = lines.and(ledger.open());
      failed.removeIf(ledger::isPaused);
      listener.overdue.addAll(failed);
      failed.forEach(number -> ledger.fail(listener, number));
    }
  }

  private void takeBack(ModelClient client, String room, RoomListener listener, LineNumbers lines) {
    listener.takeBack(lines.without(own(client, room, lines)));
  }

  private Ledger subscription(ModelClient client, String room) {
    RoomListener listener = client.rooms.get(room);
    boolean grouped = listener != null && listener.ledger != null && listener.ledger.isGroup();
    return grouped ? listener.ledger : ledgers.get(Ledger.key(room, null, client.name));
  }

  private void trim(Entry.Trim trim) {
    RoomLines room = room(trim.room());
    long last = Math.min(trim.upTo(), room.newest());
    room.oldest = Math.max(room.oldest, last + 1);
    for (Ledger ledger : ledgers.values()) {
      if (ledger.room.equals(trim.room())) {
        ledger.expire(ledger.open().upTo(last));
      }
    }
    for (ModelClient client : clients.values()) {
      RoomListener listener = client.rooms.get(trim.room());
      if (listener != null && listener.ledger == null) {
        listener.forgetSent(listener.sent().upTo(last));
      }
    }
  }

  private void failOverdue() {
    for (Ledger ledger : ledgers.values()) {
      for (long number : ledger.overdue(now)) {
        ModelClient holder = clients.get(ledger.holder(number));
        holder.rooms.get(ledger.room).overdue.add(number);
        ledger.fail(null, number);
      }
    }
  }

  /** Names and groups that have been absent for too long are forgotten. */
  private void endAbsent() {
    List<String> gone = new ArrayList<>();
    absentSince.forEach(
        (key, since) -> {
          if (since + limits.retention().nameExpiry() <= now) {
            gone.add(key);
          }
        });
    for (String key : gone) {
      absentSince.remove(key);
      ledgers.remove(key);
      ledgers.values().removeIf(ledger -> key.equals(ledger.owner));
      rooms.remove("@" + key);
    }
  }

  private long begin(String room, StartPosition from) {
    RoomLines lines = room(room);
    if (from instanceof StartPosition.All) {
      return lines.oldest - 1;
    } else if (from instanceof StartPosition.Seq seq) {
      return Math.min(lines.newest(), Math.max(lines.oldest, seq.seq()) - 1);
    } else if (from instanceof StartPosition.Last last) {
      return Math.max(lines.oldest - 1, lines.newest() - last.lines());
    }
    return lines.newest();
  }

  private RoomLines room(String name) {
    return rooms.computeIfAbsent(name, n -> new RoomLines());
  }
}
