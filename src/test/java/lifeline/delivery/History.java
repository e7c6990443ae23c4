package lifeline.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.connection.ConnectionId;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.delivery.SimulatedGateway.Hearing;
import lifeline.delivery.SimulatedGateway.Written;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.TestLimits;
import lifeline.delivery.lines.SeqSet;
import lifeline.delivery.lines.SubscriptionTotals;
import lifeline.delivery.model.Claim;
import lifeline.delivery.model.Ledger;
import lifeline.delivery.model.LineNumbers;
import lifeline.delivery.model.Model;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.Message;
import lifeline.protocol.StartPosition;

/** One random history, drawn from a seed, watched by the oracle after every step. */
final class History {
  private static final int STEPS = 60;
  private static final String LOBBY = "lobby";
  private static final String[] NAMES = {"alice", "bob"};
  private static final String[] GROUPS = {"g1", "g2"};

  /** In one history of so many the state is saved and loaded, ... */
  private static final int SAVING = 10;

  /** ... on the average after so many steps. */
  private static final int STEPS_BETWEEN = 12;

  private final Random random;

  /** When state is saved; null for never. */
  private final Random saving;

  private final SimulatedGateway gateway;
  private final Oracle oracle = new Oracle();
  private final Model model;

  /** By room: up to this line they need not be heard by anybody. */
  private final Map<String, Long> excused = new LinkedHashMap<>();

  private final boolean gentle;
  private final String[] rooms;
  private final Map<String, Effect.Receipted> onceSaid = new LinkedHashMap<>();
  private final Map<String, Long> onceAt = new LinkedHashMap<>();
  private final List<Object> story = new ArrayList<>();
  private long connections;

  /** Sums looked at, and those of them that the model knows all about. */
  long known;

  long compared;

  /** Of the run of each node. */
  private final int[] epochs = {1, 1};

  private final Set<Long> acking = new LinkedHashSet<>();

  /** What may happen next. */
  private final List<Operation> operations;

  /** Something that may happen, the more often the greater its weight is. */
  private record Operation(int weight, Runnable run) {}

  History(long seed) {
    random = new Random(seed);
    saving = seed % SAVING == 0 ? new Random(~seed) : null;
    gentle = random.nextInt(3) > 0;
    rooms = new String[] {"ops", random.nextInt(4) == 0 ? LOBBY : "news"};
    DeliveryLimits defaults = TestLimits.defaults();
    DeliveryLimits.Attempts attempts =
        new DeliveryLimits.Attempts(30_000, gentle ? 1_000 : 3, 1_000, 300_000, 64);
    DeliveryLimits.Queue queue =
        gentle
            ? new DeliveryLimits.Queue(0, 100_000, 1 << 20, 1_000)
            : new DeliveryLimits.Queue(random.nextBoolean() ? 0 : 60_000, 6, 1 << 20, 3);
    // Names expire in few histories, and groups with them.
    long nameExpiry = random.nextInt(5) == 0 ? 50_000 : defaults.retention().nameExpiry();
    DeliveryLimits.Retention retention =
        new DeliveryLimits.Retention(200_000, 1L << 28, 1L << 30, nameExpiry);
    DeliveryLimits limits = new DeliveryLimits(defaults.rooms(), retention, attempts, queue);
    gateway = new SimulatedGateway(limits);
    model = new Model(limits);
    operations = operations();
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
      StringBuilder told = new StringBuilder();
      story.forEach(told::append);
      throw new AssertionError(e + "\n" + told, e);
    }
  }

  private void reloadSometimes() {
    if (saving != null && saving.nextInt(STEPS_BETWEEN) == 0) {
      story.add("\n" + gateway.now + " saved and loaded");
      gateway.reload();
    }
  }

  /** In the end, too, the loaded machine is what the one is that was never saved. */
  private void checkUnsaved() {
    if (gateway.unsaved != null) {
      new SameState().check(gateway.unsaved, gateway.machine);
    }
  }

  private List<Operation> operations() {
    return List.of(
        new Operation(8, this::open),
        ofAny(17, this::join),
        ofAny(20, this::say),
        ofAny(17, client -> write(client, 1 + random.nextInt(5))),
        ofAny(14, this::confirm),
        ofAny(4, this::nackOrAck),
        ofAny(4, this::part),
        ofAny(3, this::rename),
        ofAny(3, this::adjust),
        new Operation(2, this::passTime),
        new Operation(1, gentle ? this::crash : this::trim),
        new Operation(1, this::crash),
        ofAny(6, this::end),
        ofAny(2, this::overdue),
        ofAny(1, this::stay),
        ofAny(1, this::once),
        ofAny(2, this::dead));
  }

  /** An operation of one of the clients. */
  private Operation ofAny(int weight, Consumer<Client> operation) {
    return new Operation(weight, () -> operation.accept(any()));
  }

  private void step() {
    int left = random.nextInt(operations.stream().mapToInt(Operation::weight).sum());
    if (gateway.clients.size() < 2) {
      open();
      return;
    }
    for (Operation operation : operations) {
      left -= operation.weight();
      if (left < 0) {
        operation.run().run();
        return;
      }
    }
  }

  private void passTime() {
    gateway.now += random.nextInt(40_000);
    tick();
  }

  /** Names and groups that nobody has used for too long are gone. */
  private void tick() {
    Set<String> before = model.subscriptions();
    apply(new Entry.Tick());
    before.removeAll(model.subscriptions());
    for (String key : before) {
      oracle.removed(key);
      String room = key.substring(0, key.indexOf(' '));
      excuse(room, names(room).size());
      if (room.startsWith("@")) {
        gateway.forget(room);
      }
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
    int node = random.nextInt(epochs.length);
    Client client = new Client(ConnectionId.of(node, epochs[node], 0, connections));
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
    StartPosition[] froms = {
      new StartPosition.Unspecified(),
      new StartPosition.Unspecified(),
      new StartPosition.New(),
      new StartPosition.All(),
      new StartPosition.Last(2),
      new StartPosition.Seq(3)
    };
    String room = pick(rooms);
    String group = random.nextInt(3) == 0 ? pick(GROUPS) : null;
    Hearing now = client.rooms.get(room);
    boolean changes = now != null && (now.group == null ? group != null : !now.group.equals(group));
    Hearing lobby = client.rooms.get(LOBBY);
    String left = changes ? room : lobby != null && lobby.stay && now == null ? LOBBY : null;
    Entry.Position position = left == null ? null : leave(client, left);
    StartPosition from = froms[random.nextInt(froms.length)];
    apply(new Entry.Join(client.id, room, group, from, position));
    if (now != null && now.stay && !changes) {
      client.rooms.get(room).stay = false;
      formerly(now, client.rooms.get(room), true);
    }
  }

  /** The client is about to leave the room; its position, which is sometimes not known. */
  private Entry.Position leave(Client client, String room) {
    Hearing hearing = client.rooms.get(room);
    boolean known = random.nextInt(4) > 0;
    if (known) {
      report(client, room, hearing);
    }
    Entry.Position position = known ? position(room, hearing) : null;
    told(client, room, hearing, known);
    leavesPlace(client, room, hearing);
    if (!known && Oracle.key(client, room, hearing) == null) {
      excuse(room, names(room).size());
    }
    return position;
  }

  private static Entry.Position position(String room, Hearing hearing) {
    return new Entry.Position(room, hearing.cursor, SeqSet.copyOf(hearing.unconfirmed));
  }

  /** What was confirmed and not reported is told by the position, if there is one. */
  private void told(Client client, String room, Hearing hearing, boolean known) {
    if (known) {
      positionTells(client, room, hearing);
    } else {
      hearing.unconfirmed.addAll(hearing.confirmed);
      hearing.confirmed.remove(1, Long.MAX_VALUE - 1);
    }
  }

  private void stay(Client client) {
    Hearing before = client.rooms.get(LOBBY);
    apply(new Entry.EnterLobby(client.id));
    Hearing now = client.rooms.get(LOBBY);
    if (now != before) {
      now.stay = true;
    }
  }

  private void once(Client client) {
    String room = pick(rooms);
    String key = room + " key" + random.nextInt(2);
    Effect.Receipted first = onceSaid.get(key);
    boolean seen = first != null && gateway.now - onceAt.get(key) < 600_000;
    apply(new Entry.Say(client.id, room, false, key, LineBlock.of("once")));
    List<Effect> effects = gateway.effects;
    boolean accepted = effects.stream().anyMatch(effect -> effect instanceof Effect.LinesAppended);
    Effect.Receipted said = (Effect.Receipted) effects.get(effects.size() - 1);
    Claim.check(accepted != seen, "key " + key + " seen: " + seen);
    if (seen) {
      Claim.check(said.receipt().equals(first.receipt()), "another receipt: " + said);
    } else {
      onceSaid.put(key, said);
      onceAt.put(key, gateway.now);
    }
  }

  private void dead(Client client) {
    List<Queries.Dead> letters =
        gateway.machine.queries().dead(client.id, null, gateway.now).letters();
    LineId id = null;
    if (!letters.isEmpty() && random.nextBoolean()) {
      Queries.Dead letter = letters.get(random.nextInt(letters.size()));
      id = new LineId(letter.room(), letter.seq());
    }
    if (random.nextInt(3) == 0) {
      apply(new Entry.DeadDrop(client.id, id));
    } else {
      letters.forEach(letter -> model.retrying(letter.room(), letter.seq()));
      apply(new Entry.DeadRetry(client.id, id));
    }
  }

  /** What was written to a plain connection was to be acknowledged long ago. */
  private void overdue(Client client) {
    if (!acking.contains(client.id)) {
      return;
    }
    for (String room : List.copyOf(client.rooms.keySet())) {
      Hearing hearing = client.rooms.get(room);
      SeqSet lines = hearing.unconfirmed.without(hearing.former).without(own(client, room));
      if (hearing.group == null && !lines.isEmpty()) {
        hearing.unconfirmed.removeAll(lines);
        hearing.late.addAll(lines);
        gaveBack(client, room, hearing, lines);
        apply(new Entry.Overdue(client.id, room, lines));
      }
    }
  }

  /** Lines that count as said by the client's name. */
  private SeqSet own(Client client, String room) {
    SeqSet own = new SeqSet();
    for (int i = 0; i < names(room).size(); i++) {
      if (names(room).get(i).equals(client.name)) {
        own.add(i + 1, i + 1);
      }
    }
    return own;
  }

  private void gaveBack(Client client, String room, Hearing hearing, SeqSet lines) {
    hearing.earlier.removeAll(lines);
    oracle.lost(client, room, hearing, lines);
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
      apply(new Entry.Say(client.id, pick(rooms), urgent, null, LineBlock.of(texts)));
    }
  }

  private void write(Client client, int lines) {
    for (int i = 0; i < lines; i++) {
      Written line = gateway.writeNext(client);
      if (line == null) {
        return;
      }
      story.add("\n  wrote " + client.name + ' ');
      story.add(line);
      oracle.written(client, client.rooms.get(line.room()), line);
      model.written(client.id, line.room(), line.seq());
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
    SeqSet lines = guest ? hearing.confirmed.and(hearing.given) : SeqSet.copyOf(hearing.confirmed);
    if (lines.isEmpty()) {
      return;
    }
    // It is too late for lines that were given up.
    SeqSet open = SeqSet.copyOf(lines);
    model.dead(Oracle.key(client, room, hearing)).forEach(seq -> open.remove(seq, seq));
    oracle.confirmed(client, room, hearing, open, gateway.senderNames.get(room));
    hearing.pending.removeIf(line -> lines.contains(line.seq()));
    hearing.confirmed.removeAll(lines);
    apply(new Entry.Confirm(client.id, room, lines));
  }

  private void nackOrAck(Client client) {
    for (String room : List.copyOf(client.rooms.keySet())) {
      Hearing hearing = client.rooms.get(room);
      boolean late = !hearing.late.isEmpty() && random.nextBoolean();
      SeqSet from = late ? hearing.late : hearing.unconfirmed.without(hearing.former);
      if (from.isEmpty()) {
        ackFormer(client, room, hearing);
        continue;
      }
      long seq = from.highest();
      SeqSet line = SeqSet.of(seq);
      hearing.unconfirmed.remove(seq, seq);
      hearing.late.remove(seq, seq);
      if (late || random.nextBoolean()) {
        boolean dead = model.dead(Oracle.key(client, room, hearing)).contains(seq);
        if (!dead) {
          oracle.confirmed(client, room, hearing, line, names(room));
          hearing.pending.removeIf(pending -> pending.seq() == seq);
        }
        apply(new Entry.Ack(client.id, List.of(new LineId(room, seq))));
        Claim.check(!dead || refused(), "took an ack of a dead line");
      } else if (hearing.group == null && own(client, room).contains(seq)) {
        // A name's own line is confirmed already.
        hearing.confirmed.add(seq, seq);
        apply(new Entry.Nack(client.id, new LineId(room, seq), 0));
      } else {
        gaveBack(client, room, hearing, line);
        apply(new Entry.Nack(client.id, new LineId(room, seq), random.nextInt(3) - 1));
      }
    }
  }

  /** Acknowledges a line that was written while the connection had another name. */
  private void ackFormer(Client client, String room, Hearing hearing) {
    SeqSet from = hearing.unconfirmed.and(hearing.former).without(hearing.forFormer);
    if (!from.isEmpty() && hearing.group == null && !client.formerNames.isEmpty()) {
      SeqSet line = SeqSet.of(from.lowest());
      oracle.confirmed(client, room, hearing, line, names(room));
      hearing.unconfirmed.removeAll(line);
      apply(new Entry.Ack(client.id, List.of(new LineId(room, line.lowest()))));
    }
  }

  /** Whether the answer to the last entry names an unknown id. */
  private boolean refused() {
    return gateway.effects.stream()
        .anyMatch(
            effect ->
                effect instanceof Effect.Answered answered
                    && answered.messages().stream()
                        .anyMatch(
                            message ->
                                message instanceof Message.Problem problem
                                    && problem.error() == ErrorCode.UNKNOWN_ID));
  }

  private void part(Client client) {
    for (String room : List.copyOf(client.rooms.keySet())) {
      if (!room.startsWith("@") && random.nextBoolean()) {
        apply(new Entry.Part(client.id, room, leave(client, room)));
        return;
      }
    }
  }

  /** A part or a change of kind: if it ends the place of a name, what it kept is dropped. */
  private void leavesPlace(Client client, String room, Hearing hearing) {
    String key = Oracle.key(client, room, hearing);
    oracle.left(client, room, hearing);
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
      oracle.removed(key);
      excuse(room, gateway.senders.getOrDefault(room, List.of()).size());
    }
  }

  private void excuse(String room, long upTo) {
    excused.merge(room, upTo, Math::max);
  }

  private void rename(Client client) {
    boolean guest = client.name.startsWith("guest-");
    String name = pick(NAMES);
    if (name.equals(client.name)) {
      apply(new Entry.Name(client.id, name));
      return;
    }
    List<Entry.Position> positions = new ArrayList<>();
    for (String room : List.copyOf(client.rooms.keySet())) {
      Hearing hearing = client.rooms.get(room);
      boolean known = random.nextInt(5) > 0;
      if (known) {
        report(client, room, hearing);
        positions.add(position(room, hearing));
      }
      told(client, room, hearing, known);
      if (!known && Oracle.key(client, room, hearing) != null && hearing.group == null) {
        hearing.forFormer.add(hearing.cursor + 1, names(room).size());
        hearing.pending.forEach(line -> hearing.forFormer.add(line.seq(), line.seq()));
        hearing.former.addAll(hearing.forFormer);
      }
    }
    oracle.ended(client);
    Map<String, Hearing> before = new LinkedHashMap<>(client.rooms);
    if (!guest) {
      client.formerNames.add(client.name);
    }
    apply(new Entry.Name(client.id, name, positions));
    before.forEach(
        (room, old) -> {
          Hearing now = client.rooms.get(room);
          if (now != null) {
            now.stay = old.stay;
          }
          formerly(old, now, guest || old.stay);
        });
  }

  /** What was written under the old name may still be confirmed, for whoever it was written to. */
  private static void formerly(Hearing old, Hearing now, boolean guest) {
    if (now == null || now.group != null) {
      return;
    }
    if (now != old) {
      now.unconfirmed.addAll(old.unconfirmed);
      now.former.addAll(old.unconfirmed);
      now.earlier.addAll(old.earlier);
      now.earlier.addAll(old.unconfirmed);
    } else if (!guest) {
      now.former.addAll(now.unconfirmed);
      now.earlier.addAll(now.unconfirmed);
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
      apply(new Entry.Window(client.id, 1 + random.nextInt(4)));
    } else {
      apply(new Entry.Health(client.id, random.nextBoolean()));
    }
  }

  private void trim() {
    String room = pick(rooms);
    long head = gateway.machine.queries().head(room);
    if (head > 0) {
      apply(new Entry.Trim(room, 1 + random.nextInt((int) head)));
    }
  }

  /** A node begins another run, or is declared lost. */
  private void crash() {
    int node = random.nextInt(epochs.length);
    List<Client> lost = new ArrayList<>(gateway.clients.values());
    lost.removeIf(client -> ConnectionId.node(client.id) != node);
    for (Client client : lost) {
      oracle.ended(client);
      gateway.clients.remove(client.id);
    }
    epochs[node]++;
    apply(new Entry.NodeStarted(node, epochs[node]));
    lost.forEach(this::late);
  }

  /** What a connection of a lost run had under way changes nothing. */
  private void late(Client lost) {
    String room = pick(rooms);
    Entry[] entries = {
      new Entry.Say(lost.id, room, false, null, LineBlock.of("late")),
      new Entry.Join(lost.id, room, null, new StartPosition.All(), null),
      new Entry.Confirm(lost.id, room, SeqSet.of(1, 3)),
      new Entry.Ended(lost.id, CloseCause.QUIT, SimulatedGateway.positions(lost))
    };
    gateway.apply(entries[random.nextInt(entries.length)]);
    Claim.check(gateway.effects.isEmpty(), "late, and has effects: ", gateway.effects);
  }

  private void end(Client client) {
    client.rooms.forEach((room, hearing) -> report(client, room, hearing));
    CloseCause[] causes = CloseCause.values();
    CloseCause cause = causes[random.nextInt(causes.length - 1)];
    client.rooms.forEach((room, hearing) -> positionTells(client, room, hearing));
    oracle.ended(client);
    gateway.clients.remove(client.id);
    apply(new Entry.Ended(client.id, cause, SimulatedGateway.positions(client)));
  }

  private void apply(Entry entry) {
    story.add("\n" + gateway.now + ' ');
    story.add(entry);
    gateway.apply(entry);
    model.applied(entry, gateway.now, gateway.effects);
    int answers = 0;
    for (Effect effect : gateway.effects) {
      story.add("\n    ");
      story.add(effect);
      if (effect instanceof Effect.Answered
          || effect instanceof Effect.Receipted
          || effect instanceof Effect.Refused) {
        answers++;
      }
      if (effect instanceof Effect.Joined joined) {
        Client client = gateway.clients.get(joined.connection());
        oracle.joined(client, joined.room(), client.rooms.get(joined.room()), asked(entry));
      }
    }
    boolean silent =
        entry instanceof Entry.Confirm
            || entry instanceof Entry.Ended
            || entry instanceof Entry.Health
            || entry instanceof Entry.Overdue
            || entry instanceof Entry.Trim
            || entry instanceof Entry.Tick
            || entry instanceof Entry.NodeStarted;
    Claim.check(answers == (silent ? 0 : 1), "answers: ", answers, " to ", entry);
    Claim.check(gateway.machine.nextDeadline() > gateway.now, "a deadline is left");
  }

  private static boolean asked(Entry entry) {
    return entry instanceof Entry.Join || entry instanceof Entry.EnterLobby;
  }

  private void checkSums() {
    for (Queries.Queue queue : gateway.machine.queries().queues(gateway.now)) {
      SubscriptionTotals sums = queue.sums();
      long all =
          sums.confirmed()
              + sums.waiting()
              + sums.delivered()
              + sums.inDoubt()
              + sums.dead()
              + sums.dropped()
              + sums.expired();
      Claim.check(
          all == sums.accepted()
              && sums.waiting() >= 0
              && sums.delivered() >= 0
              && sums.inDoubt() >= 0,
          queue);
      Ledger ledger = model.ledger(queue.room() + " " + queue.subscription());
      Claim.check(ledger != null, "a subscription too many: ", queue);
      known++;
      if (ledger.isFullyKnown(sums)) {
        compared++;
        SubscriptionTotals should = ledger.totals();
        Claim.check(should.equals(sums), queue, " should be ", should);
        ledger.checkNothingIsHeldBack(model::freeWindow);
      }
    }
  }

  /** Everybody goes; then each name, each group and a guest come back and take all there is. */
  private void settle() {
    for (Client client : List.copyOf(gateway.clients.values())) {
      end(client);
    }
    gateway.now += 600_000;
    tick();
    for (String name : NAMES) {
      Client client = open();
      apply(new Entry.Name(client.id, name));
      for (String room : rooms) {
        if (gateway.machine.queries().queues(gateway.now).stream()
            .anyMatch(q -> q.room().equals(room) && q.subscription().equals("name " + name))) {
          apply(new Entry.Join(client.id, room, null, new StartPosition.Unspecified()));
        }
      }
      takeAll(client);
    }
    for (String room : rooms) {
      for (String group : GROUPS) {
        if (gateway.machine.queries().queues(gateway.now).stream()
            .anyMatch(q -> q.room().equals(room) && q.subscription().equals("group " + group))) {
          Client client = open();
          apply(new Entry.Join(client.id, room, group, new StartPosition.Unspecified()));
          takeAll(client);
        }
      }
      Client guest = guest();
      apply(new Entry.Join(guest.id, room, null, new StartPosition.Unspecified()));
      takeAll(guest);
    }
    checkAllHeard();
  }

  private Client guest() {
    connections++;
    Client client = new Client(ConnectionId.of(0, epochs[0], 0, connections));
    gateway.clients.put(client.id, client);
    apply(new Entry.Opened(client.id, "127.0.0.1:1", false));
    return client;
  }

  private void takeAll(Client client) {
    boolean more = true;
    for (int i = 0; more; i++) {
      Claim.check(i < 1000, "delivers for ever");
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
      tick();
      more = client.heard.size() > heard;
    }
  }

  private List<String> names(String room) {
    return gateway.senderNames.getOrDefault(room, List.of());
  }

  private void checkAllHeard() {
    for (Queries.Queue queue : gateway.machine.queries().queues(gateway.now)) {
      SubscriptionTotals sums = queue.sums();
      Claim.check(sums.waiting() + sums.delivered() + sums.inDoubt() == 0, "left over: " + queue);
      if (gentle) {
        Claim.check(sums.confirmed() == sums.accepted(), "not all confirmed: " + queue);
      }
    }
    if (gentle) {
      for (String room : rooms) {
        LineNumbers lost = LineNumbers.range(1, names(room).size());
        lost.removeAll(oracle.heard(room));
        lost.removeIf(line -> line <= excused.getOrDefault(room, 0L));
        Claim.check(lost.isEmpty(), "heard by nobody in " + room + ": " + lost);
      }
    }
  }
}
