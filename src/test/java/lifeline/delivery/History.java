package lifeline.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.connection.ConnectionId;
import lifeline.delivery.Gateway.Client;
import lifeline.delivery.Gateway.Hearing;
import lifeline.delivery.Gateway.Written;
import lifeline.protocol.From;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;

/** One random history, drawn from a seed, watched by the oracle after every step. */
final class History {
  private static final int STEPS = 60;
  private static final String[] ROOMS = {"ops", "news"};
  private static final String[] NAMES = {"alice", "bob"};
  private static final String[] GROUPS = {"g1", "g2"};

  /** In one history of so many the state is saved and loaded, ... */
  private static final int SAVING = 10;

  /** ... on the average after so many steps. */
  private static final int STEPS_BETWEEN = 12;

  private final Random random;

  /** When state is saved; null for never. */
  private final Random saving;

  private final Gateway gateway;
  private final Oracle oracle = new Oracle();
  private final Map<String, Seqs> excused = new LinkedHashMap<>();
  private final Map<String, Set<Long>> bore = new LinkedHashMap<>();
  private final boolean gentle;
  private final StringBuilder story = new StringBuilder();
  private long connections;
  private int epoch = 1;
  private final Map<Long, Integer> windows = new LinkedHashMap<>();
  private final Set<Long> acking = new LinkedHashSet<>();
  private final Set<Long> suspects = new LinkedHashSet<>();

  /** By subscription, lines that were given back: they may be held up. */
  private final Map<String, Seqs> givenBack = new LinkedHashMap<>();

  private final Map<Held, Long> holders = new LinkedHashMap<>();

  /** A line of a group, which one connection holds. */
  private record Held(String room, String group, long seq) {}

  History(long seed) {
    random = new Random(seed);
    saving = seed % SAVING == 0 ? new Random(~seed) : null;
    gentle = random.nextInt(3) > 0;
    DeliveryLimits.Queue queue =
        gentle
            ? new DeliveryLimits.Queue(30_000, 1_000, 0, 100_000, 1 << 20, 1_000)
            : new DeliveryLimits.Queue(30_000, 3, random.nextBoolean() ? 0 : 60_000, 6, 1 << 20, 3);
    DeliveryLimits defaults = DeliveryLimits.defaults();
    gateway = new Gateway(new DeliveryLimits(defaults.rooms(), defaults.retention(), queue));
  }

  void run() {
    try {
      for (int step = 0; step < STEPS; step++) {
        step();
        checkSums();
        reloadSometimes();
      }
      settle();
      checkUnsaved();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e + "\n" + story, e);
    }
  }

  private void reloadSometimes() {
    if (saving != null && saving.nextInt(STEPS_BETWEEN) == 0) {
      story.append(gateway.now).append(" saved and loaded\n");
      gateway.reload();
    }
  }

  /** In the end, too, the loaded machine is what the one is that was never saved. */
  private void checkUnsaved() {
    if (gateway.unsaved != null) {
      SameState.check(gateway.unsaved, gateway.machine);
    }
  }

  private void step() {
    int dice = random.nextInt(100);
    if (gateway.clients.size() < 2 || dice < 8) {
      open();
    } else if (dice < 25) {
      join(any());
    } else if (dice < 45) {
      say(any());
    } else if (dice < 62) {
      write(any(), 1 + random.nextInt(5));
    } else if (dice < 76) {
      confirm(any());
    } else if (dice < 80) {
      nackOrAck(any());
    } else if (dice < 84) {
      part(any());
    } else if (dice < 87) {
      rename(any());
    } else if (dice < 90) {
      adjust(any());
    } else if (dice < 92) {
      gateway.now += random.nextInt(40_000);
      // What they were to acknowledge may be overdue by now, and taken from them.
      holders.values().removeIf(acking::contains);
      apply(new Entry.Tick());
    } else if (dice < 93 && !gentle) {
      trim();
    } else if (dice < 94) {
      crash();
    } else {
      end(any());
    }
  }

  private Client any() {
    List<Client> all = new ArrayList<>(gateway.clients.values());
    return all.get(random.nextInt(all.size()));
  }

  private String pick(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private Client open() {
    connections++;
    Client client = new Client(ConnectionId.of(0, epoch, 0, connections));
    gateway.clients.put(client.id, client);
    apply(new Entry.Opened(client.id, "127.0.0.1:1", false));
    if (random.nextInt(3) > 0) {
      apply(new Entry.Name(client.id, pick(NAMES)));
    }
    if (random.nextInt(4) == 0) {
      acking.add(client.id);
      apply(new Entry.Level(client.id, ConfirmLevel.ACK));
    }
    return client;
  }

  private void join(Client client) {
    From[] froms = {
      new From.Unsaid(),
      new From.Unsaid(),
      new From.New(),
      new From.All(),
      new From.Last(2),
      new From.Seq(3)
    };
    String room = pick(ROOMS);
    String group = random.nextInt(3) == 0 ? pick(GROUPS) : null;
    Hearing now = client.rooms.get(room);
    boolean changes = now != null && (now.group == null ? group != null : !now.group.equals(group));
    if (changes) {
      reportGiven(client, room, now);
    }
    Entry.Position left =
        changes ? new Entry.Position(room, now.cursor, Seqs.copyOf(now.unconfirmed)) : null;
    if (changes) {
      positionTells(client, room, now);
      leavesPlace(client, room, now);
    }
    apply(new Entry.Join(client.id, room, group, froms[random.nextInt(froms.length)], left));
  }

  private void say(Client client) {
    int lines = 1 + random.nextInt(4);
    String[] texts = new String[lines];
    for (int i = 0; i < lines; i++) {
      texts[i] = "text " + i;
    }
    boolean urgent = random.nextInt(6) == 0;
    if (random.nextInt(8) == 0) {
      apply(new Entry.Direct(client.id, pick(NAMES), LineBlock.of("hi")));
    } else {
      apply(new Entry.Say(client.id, pick(ROOMS), urgent, null, LineBlock.of(texts)));
    }
  }

  private void write(Client client, int lines) {
    for (int i = 0; i < lines; i++) {
      Written line = gateway.writeNext(client);
      if (line == null) {
        return;
      }
      story.append("  wrote ").append(client.name).append(' ').append(line).append('\n');
      oracle.written(client, client.rooms.get(line.room()), line);
    }
  }

  private void confirm(Client client) {
    client.rooms.forEach(
        (room, hearing) -> {
          if (!hearing.unconfirmed.isEmpty()) {
            long upTo = hearing.unconfirmed.lowest() + random.nextInt(4);
            hearing.confirmed.addAll(hearing.unconfirmed.between(1, upTo));
            hearing.unconfirmed.remove(1, upTo);
          }
        });
    if (random.nextInt(4) > 0) {
      client.rooms.forEach((room, hearing) -> report(client, room, hearing));
    }
  }

  private void report(Client client, String room, Hearing hearing) {
    boolean guest = hearing.group == null && client.name.startsWith("guest-");
    Seqs lines = guest ? hearing.confirmed.and(hearing.given) : Seqs.copyOf(hearing.confirmed);
    if (lines.isEmpty()) {
      return;
    }
    oracle.confirmed(client, room, hearing, lines, gateway.senderNames.get(room));
    release(room, hearing, lines);
    hearing.pending.removeIf(line -> lines.contains(line.seq()));
    hearing.confirmed.removeAll(lines);
    apply(new Entry.Confirm(client.id, room, lines));
  }

  private void release(String room, Hearing hearing, Seqs lines) {
    if (hearing.group != null) {
      holders
          .keySet()
          .removeIf(
              held ->
                  held.room().equals(room)
                      && held.group().equals(hearing.group)
                      && lines.contains(held.seq()));
    }
  }

  /** Before an end: what the machine cannot see from the positions. */
  private void reportGiven(Client client, String room, Hearing hearing) {
    report(client, room, hearing);
  }

  private void nackOrAck(Client client) {
    client.rooms.forEach(
        (room, hearing) -> {
          boolean guest = hearing.group == null && client.name.startsWith("guest-");
          if (hearing.unconfirmed.isEmpty() || guest) {
            return;
          }
          long seq = hearing.unconfirmed.highest();
          if (hearing.former.contains(seq)) {
            return;
          }
          Seqs line = Seqs.of(seq);
          hearing.unconfirmed.remove(seq, seq);
          if (random.nextBoolean()) {
            oracle.confirmed(client, room, hearing, line, gateway.senderNames.get(room));
            release(room, hearing, line);
            hearing.pending.removeIf(pending -> pending.seq() == seq);
            apply(new Entry.Ack(client.id, List.of(new LineId(room, seq))));
          } else if (hearing.group == null && names(room).get((int) seq - 1).equals(client.name)) {
            // A name's own line is confirmed already.
            hearing.confirmed.add(seq, seq);
            apply(new Entry.Nack(client.id, new LineId(room, seq), 0));
          } else {
            release(room, hearing, line);
            String key = Oracle.key(client, room, hearing);
            oracle.seen(key).toEnded.add(seq, seq);
            givenBack.computeIfAbsent(key, k -> new Seqs()).add(seq, seq);
            apply(new Entry.Nack(client.id, new LineId(room, seq), random.nextInt(3) - 1));
          }
        });
  }

  private void part(Client client) {
    for (String room : List.copyOf(client.rooms.keySet())) {
      Hearing hearing = client.rooms.get(room);
      if (room.startsWith("@") || random.nextBoolean()) {
        continue;
      }
      reportGiven(client, room, hearing);
      Entry.Position position =
          new Entry.Position(room, hearing.cursor, Seqs.copyOf(hearing.unconfirmed));
      positionTells(client, room, hearing);
      leavesPlace(client, room, hearing);
      apply(new Entry.Part(client.id, room, position));
      return;
    }
  }

  /** A part or a change of kind: if it ends the place of a name, what it kept is dropped. */
  private void leavesPlace(Client client, String room, Hearing hearing) {
    String key = Oracle.key(client, room, hearing);
    holders.entrySet().removeIf(h -> h.getValue() == client.id && h.getKey().room().equals(room));
    if (key != null) {
      oracle.seen(key).toEnded.addAll(hearing.unconfirmed.without(hearing.former));
    }
    if (key == null || hearing.group != null) {
      return;
    }
    boolean others =
        gateway.clients.values().stream()
            .anyMatch(
                c ->
                    c != client
                        && c.rooms.containsKey(room)
                        && key.equals(Oracle.key(c, room, c.rooms.get(room))));
    if (!others) {
      oracle.places.remove(key);
      excuse(room, gateway.senders.getOrDefault(room, List.of()).size());
    }
  }

  private void excuse(String room, long upTo) {
    excused.computeIfAbsent(room, r -> new Seqs()).add(1, upTo);
  }

  private void rename(Client client) {
    boolean guest = client.name.startsWith("guest-");
    String name = pick(NAMES);
    if (name.equals(client.name)) {
      apply(new Entry.Name(client.id, name));
      return;
    }
    for (String room : List.copyOf(client.rooms.keySet())) {
      reportGiven(client, room, client.rooms.get(room));
    }
    List<Entry.Position> positions = Gateway.positions(client);
    client.rooms.forEach(
        (room, hearing) -> {
          if (guest) {
            oracle.seen(room + " name " + name).perhapsConfirmed.addAll(hearing.confirmed);
          }
          positionTells(client, room, hearing);
        });
    oracle.ended(client);
    Map<String, Hearing> before = new LinkedHashMap<>(client.rooms);
    if (!guest) {
      client.formerNames.add(client.name);
    }
    apply(new Entry.Name(client.id, name, positions));
    before.forEach((room, hearing) -> formerly(hearing, client.rooms.get(room), guest));
  }

  /** What was written under the old name may still be confirmed, for whoever it was written to. */
  private static void formerly(Hearing old, Hearing now, boolean guest) {
    if (now == null || now.group != null) {
      return;
    }
    if (now != old) {
      now.unconfirmed.addAll(old.unconfirmed);
      now.former.addAll(old.unconfirmed);
    } else if (!guest) {
      now.former.addAll(now.unconfirmed);
    }
  }

  /** What a position tells the machine: lines below the cursor that are not unconfirmed. */
  private void positionTells(Client client, String room, Hearing hearing) {
    if (hearing.group == null && !hearing.confirmed.isEmpty()) {
      oracle.confirmed(client, room, hearing, hearing.confirmed, gateway.senderNames.get(room));
      hearing.confirmed.remove(1, Long.MAX_VALUE - 1);
    }
  }

  private void adjust(Client client) {
    if (random.nextBoolean()) {
      int window = 1 + random.nextInt(4);
      windows.put(client.id, window);
      apply(new Entry.Window(client.id, window));
    } else {
      boolean suspect = random.nextBoolean();
      if (suspect) {
        suspects.add(client.id);
      } else {
        suspects.remove(client.id);
      }
      apply(new Entry.Health(client.id, suspect));
    }
  }

  private void trim() {
    String room = pick(ROOMS);
    long head = gateway.machine.queries().head(room);
    if (head > 0) {
      apply(new Entry.Trim(room, 1 + random.nextInt((int) head)));
    }
  }

  private void crash() {
    for (Client client : gateway.clients.values()) {
      oracle.ended(client);
    }
    gateway.clients.clear();
    holders.clear();
    epoch++;
    apply(new Entry.NodeStarted(0, epoch));
  }

  private void end(Client client) {
    client.rooms.forEach((room, hearing) -> reportGiven(client, room, hearing));
    CloseCause[] causes = CloseCause.values();
    CloseCause cause = causes[random.nextInt(causes.length - 1)];
    client.rooms.forEach((room, hearing) -> positionTells(client, room, hearing));
    oracle.ended(client);
    List<Held> held = new ArrayList<>();
    holders.forEach(
        (line, id) -> {
          if (id == client.id) {
            held.add(line);
          }
        });
    gateway.clients.remove(client.id);
    holders.values().removeIf(id -> id == client.id);
    apply(new Entry.Ended(client.id, cause, Gateway.positions(client)));
    if (gentle) {
      held.forEach(this::checkGroupAtOnce);
      client.rooms.forEach((room, hearing) -> checkNameAtOnce(client, room, hearing));
    }
  }

  /** A line that a member held has gone to another, unless no healthy one has room. */
  private void checkGroupAtOnce(Held line) {
    boolean someone =
        gateway.clients.values().stream()
            .anyMatch(
                c ->
                    c.rooms.containsKey(line.room())
                        && line.group().equals(c.rooms.get(line.room()).group)
                        && !suspects.contains(c.id)
                        && !acking.contains(c.id)
                        && heldBy(c.id) < window(c.id));
    Oracle.check(holders.containsKey(line) || !someone, "not given to another member: " + line);
  }

  /** What was written or given to a connection of a name: a live one of that name has it. */
  private void checkNameAtOnce(Client client, String room, Hearing hearing) {
    String key = Oracle.key(client, room, hearing);
    if (key == null || hearing.group != null) {
      return;
    }
    List<Client> others =
        gateway.clients.values().stream()
            .filter(c -> c.rooms.containsKey(room))
            .filter(c -> key.equals(Oracle.key(c, room, c.rooms.get(room))))
            .toList();
    Seqs lines = hearing.unconfirmed.without(hearing.former);
    if (client.formerNames.isEmpty()) {
      hearing.pending.forEach(line -> lines.add(line.seq(), line.seq()));
    }
    lines.removeAll(oracle.seen(key).confirmed);
    lines.removeAll(oracle.seen(key).perhapsConfirmed);
    lines.removeAll(givenBack.getOrDefault(key, new Seqs()));
    lines.forEachRange(
        (first, last) -> {
          for (long seq = first; seq <= last; seq++) {
            long line = seq;
            long sender = gateway.senders.get(room).get((int) seq - 1);
            boolean own = bore.getOrDefault(client.name, Set.of()).contains(sender);
            boolean has = others.stream().anyMatch(c -> has(c, room, line));
            Oracle.check(
                own || others.isEmpty() || has, "not given to a sibling: " + key + " " + seq);
          }
        });
  }

  /** Whether the line was written to the client, or will be. */
  private boolean has(Client client, String room, long seq) {
    Hearing hearing = client.rooms.get(room);
    boolean said = gateway.senders.get(room).get((int) seq - 1) == client.id;
    return said
        || (seq > hearing.cursor && !hearing.skip.contains(seq))
        || hearing.pending.stream().anyMatch(line -> line.seq() == seq)
        || client.heard.stream().anyMatch(line -> line.room().equals(room) && line.seq() == seq);
  }

  private int window(long connection) {
    return windows.getOrDefault(connection, acking.contains(connection) ? 1 : 64);
  }

  private long heldBy(long connection) {
    return holders.values().stream().filter(id -> id == connection).count();
  }

  private void apply(Entry entry) {
    story.append(gateway.now).append(' ').append(entry).append('\n');
    gateway.apply(entry);
    int answers = 0;
    for (Effect effect : gateway.effects) {
      story.append("    ").append(effect).append('\n');
      if (effect instanceof Effect.Answered
          || effect instanceof Effect.Said
          || effect instanceof Effect.Refused) {
        answers++;
      }
      if (effect instanceof Effect.Named named) {
        bore.computeIfAbsent(named.name(), n -> new LinkedHashSet<>()).add(named.connection());
      }
      if (effect instanceof Effect.Joined joined) {
        Client client = gateway.clients.get(joined.connection());
        oracle.joined(
            client, joined.room(), client.rooms.get(joined.room()), entry instanceof Entry.Join);
      }
      if (effect instanceof Effect.Deliver deliver) {
        given(deliver);
      }
    }
    boolean silent =
        entry instanceof Entry.Confirm
            || entry instanceof Entry.Ended
            || entry instanceof Entry.Health
            || entry instanceof Entry.Trim
            || entry instanceof Entry.Tick
            || entry instanceof Entry.NodeStarted;
    Oracle.check(answers == (silent ? 0 : 1), "answers: " + answers + " to " + entry);
    Oracle.check(gateway.machine.nextDeadline() > gateway.now, "a deadline is left");
  }

  private void given(Effect.Deliver deliver) {
    Client client = gateway.clients.get(deliver.connection());
    Hearing hearing = client.rooms.get(deliver.room());
    for (Effect.Deliver.Part part : deliver.parts()) {
      for (long seq = part.first(); seq <= part.last(); seq++) {
        if (hearing.group != null) {
          holders.put(new Held(deliver.room(), hearing.group, seq), client.id);
        }
      }
    }
    if (hearing.group != null) {
      checkWindow(client.id);
    }
  }

  /** Who was given lines of a group holds no more than its window. */
  private void checkWindow(long connection) {
    long held = heldBy(connection);
    Oracle.check(!gentle || held <= window(connection), "window of " + connection + ": " + held);
  }

  private void checkSums() {
    for (Queries.Queue queue : gateway.machine.queries().queues(gateway.now)) {
      Sums sums = queue.sums();
      long all =
          sums.confirmed()
              + sums.waiting()
              + sums.delivered()
              + sums.inDoubt()
              + sums.dead()
              + sums.dropped()
              + sums.expired();
      Oracle.check(
          all == sums.accepted()
              && sums.waiting() >= 0
              && sums.delivered() >= 0
              && sums.inDoubt() >= 0,
          queue.toString());
    }
  }

  /** Everybody goes; then each name, each group and a guest come back and take all there is. */
  private void settle() {
    for (Client client : List.copyOf(gateway.clients.values())) {
      end(client);
    }
    gateway.now += 600_000;
    apply(new Entry.Tick());
    for (String name : NAMES) {
      Client client = open();
      apply(new Entry.Name(client.id, name));
      for (String room : ROOMS) {
        if (gateway.machine.queries().queues(gateway.now).stream()
            .anyMatch(q -> q.room().equals(room) && q.subscription().equals("name " + name))) {
          apply(new Entry.Join(client.id, room, null, new From.Unsaid()));
        }
      }
      takeAll(client);
    }
    for (String room : ROOMS) {
      for (String group : GROUPS) {
        if (gateway.machine.queries().queues(gateway.now).stream()
            .anyMatch(q -> q.room().equals(room) && q.subscription().equals("group " + group))) {
          Client client = open();
          apply(new Entry.Join(client.id, room, group, new From.Unsaid()));
          takeAll(client);
        }
      }
      Client guest = guest();
      apply(new Entry.Join(guest.id, room, null, new From.Unsaid()));
      takeAll(guest);
    }
    checkAllHeard();
  }

  private Client guest() {
    connections++;
    Client client = new Client(ConnectionId.of(0, epoch, 0, connections));
    gateway.clients.put(client.id, client);
    apply(new Entry.Opened(client.id, "127.0.0.1:1", false));
    return client;
  }

  private void takeAll(Client client) {
    boolean more = true;
    for (int i = 0; more; i++) {
      Oracle.check(i < 1000, "delivers for ever");
      int heard = client.heard.size();
      write(client, Integer.MAX_VALUE);
      for (String room : List.copyOf(client.rooms.keySet())) {
        Hearing hearing = client.rooms.get(room);
        hearing.confirmed.addAll(hearing.unconfirmed);
        hearing.unconfirmed.remove(1, Long.MAX_VALUE - 1);
        boolean guest = hearing.group == null && client.name.startsWith("guest-");
        report(client, room, hearing);
        if (guest) {
          oracle.confirmed(client, room, hearing, hearing.confirmed, names(room));
        }
      }
      gateway.now += 1_000;
      apply(new Entry.Tick());
      more = client.heard.size() > heard;
    }
  }

  private List<String> names(String room) {
    return gateway.senderNames.getOrDefault(room, List.of());
  }

  private void checkAllHeard() {
    for (Queries.Queue queue : gateway.machine.queries().queues(gateway.now)) {
      Sums sums = queue.sums();
      Oracle.check(sums.waiting() + sums.delivered() + sums.inDoubt() == 0, "left over: " + queue);
      String key = queue.room() + " " + queue.subscription();
      Oracle.Seen seen = oracle.seen(key);
      String owner = queue.subscription().replace("name ", "");
      Seqs known = Seqs.copyOf(seen.confirmed);
      known.addAll(seen.perhapsConfirmed);
      List<Long> senders = gateway.senders.getOrDefault(queue.room(), List.of());
      for (int i = 0; i < senders.size(); i++) {
        boolean byName = names(queue.room()).get(i).equals(owner);
        if (byName || bore.getOrDefault(owner, Set.of()).contains(senders.get(i))) {
          known.add(i + 1, i + 1);
        }
      }
      Oracle.check(sums.confirmed() <= known.count(), "confirmed too much: " + queue + " " + known);
      if (gentle) {
        Oracle.check(sums.confirmed() == sums.accepted(), "not all confirmed: " + queue);
      }
    }
    if (gentle) {
      for (String room : ROOMS) {
        Seqs lost = Seqs.of(1, names(room).size());
        lost.removeAll(oracle.heard.getOrDefault(room, new Seqs()));
        lost.removeAll(excused.getOrDefault(room, new Seqs()));
        Oracle.check(lost.isEmpty(), "heard by nobody in " + room + ": " + lost);
      }
    }
  }
}
