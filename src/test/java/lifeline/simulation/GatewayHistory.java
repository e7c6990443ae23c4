package lifeline.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import lifeline.config.Settings;
import lifeline.config.SettingsException;
import lifeline.config.reading.Configs;
import lifeline.connection.CloseCause;
import lifeline.connection.ConnectionId;
import lifeline.delivery.Queries;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.TestLimits;
import lifeline.delivery.lines.SubscriptionTotals;
import lifeline.delivery.model.Claim;
import lifeline.delivery.model.Ledger;
import lifeline.delivery.model.Model;

/**
 * One random history of a node with its real gateway, from a seed: clients send bytes, which are
 * cut anywhere, read their output slowly or not at all, acknowledge late, end by FIN, RST or
 * silence; the log is slow, unavailable, or loses the node. Judged by the model of the
 * subscriptions, and by what the bytes to the clients say.
 */
final class GatewayHistory {
  private static final int STEPS = 400;
  private static final String[] NAMES = {"alice", "bob"};
  private static final String[] GROUPS = {"g1", "g2"};
  private static final String[] ROOMS = {"ops", "news"};

  private final Random random;
  private final SimulatedNode node;
  private final Model model;
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final List<SimulatedClient> everybody = new ArrayList<>();
  private final Map<Long, SimulatedClient> byId = new LinkedHashMap<>();
  private final List<Object> story = new ArrayList<>();
  private final Set<String> urgent = new HashSet<>();

  /**
   * Unmarked lines that a connection has had of a room since it joined, and the highest in turn.
   */
  private final Map<String, Set<Long>> unmarked = new LinkedHashMap<>();

  private final Map<String, Long> highest = new LinkedHashMap<>();

  /** All lines that a connection has had of a room as a member of its present subscription. */
  private final Map<String, Set<Long>> had = new LinkedHashMap<>();

  /** Lines in flight to connections of a name, and confirmed, when a connection joined. */
  private final Map<String, Set<Long>> lost = new LinkedHashMap<>();

  private final Map<String, Set<Long>> lostBefore = new LinkedHashMap<>();
  private int pings;

  /** Whether an entry was applied since the sums were checked. */
  private boolean changed;

  GatewayHistory(long seed) {
    random = new Random(seed);
    DeliveryLimits defaults = TestLimits.defaults();
    DeliveryLimits limits =
        new DeliveryLimits(
            defaults.rooms(),
            new DeliveryLimits.Retention(200_000, 1L << 28, 1L << 40, 1L << 40),
            new DeliveryLimits.Attempts(30_000, 1_000, 1_000, 300_000, 64),
            new DeliveryLimits.Queue(0, 100_000, 1 << 20, 1_000));
    model = new Model(limits);
    node = new SimulatedNode(settings(), limits, this::applied);
  }

  private static Settings settings() {
    try {
      return Configs.settings("", "limits.lobby-delay=10s", "delivery.ack-timeout=30s");
    } catch (SettingsException e) {
      throw new AssertionError(e);
    }
  }

  void run() {
    try {
      node.start();
      for (int step = 0; step < STEPS; step++) {
        step();
        check();
      }
      settle();
    } catch (AssertionError | RuntimeException e) {
      StringBuilder told = new StringBuilder();
      story.forEach(told::append);
      throw new AssertionError(e + "\n" + told, e);
    }
  }

  private void step() {
    int dice = random.nextInt(100);
    if (clients.size() < 2 || (dice < 3 && clients.size() < 6)) {
      open();
    } else if (dice < 18) {
      input(any());
    } else if (dice < 42) {
      read(any());
    } else if (dice < 62) {
      network(any());
    } else if (dice < 80) {
      node.commit();
    } else if (dice < 88) {
      node.page();
    } else if (dice < 94) {
      advance(random.nextInt(8) == 0 ? random.nextInt(40_000) : random.nextInt(50));
    } else if (dice < 97) {
      fail(any());
    } else if (dice < 99) {
      outage();
    } else if (random.nextInt(3) == 0) {
      lose();
    }
  }

  private SimulatedClient any() {
    return clients.get(random.nextInt(clients.size()));
  }

  private <T> T pick(T[] of) {
    return of[random.nextInt(of.length)];
  }

  private void tell(Object... what) {
    story.add("\n" + node.loop.now() + ' ');
    story.addAll(List.of(what));
  }

  private SimulatedClient open() {
    SimulatedClient client = comeBack();
    if (random.nextInt(3) > 0) {
      send(client, "/name " + pick(NAMES) + "\n");
    }
    if (random.nextInt(4) == 0) {
      client.acks = true;
      send(client, "/confirm ack\n");
    }
    return client;
  }

  private void send(SimulatedClient client, String text) {
    tell(client.connection.id(), " sends ", text.replace("\n", "\\n"));
    client.wire.send(text);
  }

  private void input(SimulatedClient client) {
    SimulatedClient.Written last = client.lastArrived();
    String room = pick(ROOMS);
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> send(client, "/say " + room + " text\n/say " + room + " more\n");
      case 4 -> send(client, "/urgent " + room + " fire\n");
      case 5, 6, 7 -> {
        String group = random.nextInt(3) == 0 ? " as " + pick(GROUPS) : "";
        String from = random.nextInt(3) == 0 ? " from all" : "";
        send(client, "/join " + room + group + from + "\n");
      }
      case 8 -> send(client, "/part " + room + "\n");
      case 9 -> send(client, "/who " + room + "\n");
      case 10 -> {
        pings++;
        client.pings.add(pings);
        send(client, "/ping " + pings + "\n");
      }
      default -> {
        if (last != null && client.acks) {
          String id = last.room() + "#" + last.seq();
          String[] words = {"/ack " + id, "/ack .." + id, "/nack " + id};
          send(client, pick(words) + "\n");
        } else if (random.nextInt(4) == 0) {
          send(client, "/name " + pick(NAMES) + "\n");
        }
      }
    }
  }

  private void read(SimulatedClient client) {
    node.loop.turn(() -> client.wire.read(1 + random.nextInt(60)));
  }

  private void network(SimulatedClient client) {
    node.loop.turn(
        () -> {
          client.wire.arrive(random.nextInt(80));
          client.wire.acknowledge(random.nextInt(80));
        });
  }

  private void advance(long millis) {
    node.loop.advance(millis);
    if (node.machine.nextDeadline() <= node.loop.now()) {
      node.apply(new Entry.Tick());
    }
  }

  private void fail(SimulatedClient client) {
    int dice = random.nextInt(4);
    tell(client.connection.id(), " fails by ", dice);
    switch (dice) {
      case 0 -> client.wire.sendFin();
      case 1 -> node.loop.turn(client.wire::resetByPeer);
      case 2 -> send(client, "/quit\n");
      default -> node.loop.turn(() -> client.connection.close(CloseCause.UNREACHABLE));
    }
  }

  private void outage() {
    tell("outage ", node.isAvailable());
    if (node.isAvailable()) {
      node.status("no majority");
    } else if (random.nextBoolean()) {
      node.refuse();
    } else {
      node.status(null);
    }
  }

  private void lose() {
    tell("lost");
    node.lose();
  }

  /** Judges the bytes written since the last call, and the sums. */
  private void check() {
    for (SimulatedClient client : List.copyOf(clients)) {
      for (SimulatedClient.Written line : client.parse()) {
        written(client, line);
      }
      if (client.wire.isClosing() && !byId.containsKey(client.connection.id())) {
        clients.remove(client);
      }
    }
    if (changed) {
      changed = false;
      node.queues().forEach(this::checkSums);
    }
  }

  private void checkSums(String key, Queries.Queue queue) {
    SubscriptionTotals sums = queue.sums();
    Ledger ledger = model.ledger(key);
    Claim.check(ledger != null, "a subscription too many: ", queue);
    if (ledger.isFullyKnown(sums)) {
      Claim.check(ledger.totals().equals(sums), queue, " should be ", ledger.totals());
      ledger.checkNothingIsHeldBack(model::freeWindow);
    }
  }

  private void written(SimulatedClient client, SimulatedClient.Written line) {
    tell(client.connection.id(), " ", client.name, " is written ", line);
    String link = link(client, line.room());
    if (!client.rooms.containsKey(line.room())) {
      return;
    }
    had.computeIfAbsent(link, l -> new HashSet<>()).add(line.seq());
    Set<Long> seen = unmarked.computeIfAbsent(link, l -> new HashSet<>());
    if (line.attempt() == 1) {
      Claim.check(seen.add(line.seq()), "unmarked repeat to the same connection: ", link, line);
      Set<Long> before = lostBefore.getOrDefault(link, Set.of());
      Claim.check(!before.contains(line.seq()), "unmarked repeat: ", link, line);
      if (!urgent.contains(line.room() + line.seq())) {
        long top = highest.getOrDefault(link, 0L);
        Claim.check(line.seq() > top, "unmarked out of order: ", link, line);
        highest.put(link, line.seq());
      }
    }
  }

  private void applied(Entry entry, List<Effect> effects) {
    tell("applied ", entry);
    for (Effect effect : effects) {
      story.add("\n    ");
      story.add(effect);
    }
    long id = connection(entry);
    boolean stale = ConnectionId.epoch(id) != node.epoch();
    if (id != 0 && (stale || !(entry instanceof Entry.Opened || byId.containsKey(id)))) {
      Claim.check(effects.isEmpty(), "late, and has effects: ", entry);
      return;
    }
    before(entry, id);
    model.applied(entry, node.loop.now(), effects);
    changed = true;
    effects.forEach(effect -> carried(entry, effect));
  }

  private static long connection(Entry entry) {
    try {
      return (long) entry.getClass().getMethod("connection").invoke(entry);
    } catch (NoSuchMethodException e) {
      return 0;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** What the entry says about bytes and lines is true. */
  private void before(Entry entry, long id) {
    SimulatedClient client = byId.get(id);
    if (entry instanceof Entry.Opened) {
      everybody.stream().filter(c -> c.connection.id() == id).forEach(c -> byId.put(id, c));
    } else if (entry instanceof Entry.Confirm confirm && !client.acks) {
      confirm
          .lines()
          .forEach(
              seq ->
                  Claim.check(
                      hasAcknowledged(client, confirm.room(), seq),
                      "not acknowledged by the peer's kernel: ",
                      confirm));
    } else if (entry instanceof Entry.Ended ended) {
      ended.positions().forEach(position -> ended(client, position));
      byId.remove(id);
      clients.remove(client);
    } else if (entry instanceof Entry.NodeStarted) {
      byId.values().forEach(this::lost);
      clients.removeAll(byId.values());
      byId.clear();
    } else if (entry instanceof Entry.Part part) {
      lost.remove(key(client, part.room()));
    }
  }

  private static String link(SimulatedClient client, String room) {
    return client.connection.id() + " " + room;
  }

  private static boolean hasAcknowledged(SimulatedClient client, String room, long seq) {
    return client.written.stream()
        .anyMatch(
            line ->
                line.room().equals(room) && line.seq() == seq && line.end() <= client.wire.acked());
  }

  private void ended(SimulatedClient client, Entry.Position position) {
    String key = key(client, position.room());
    Set<Long> inFlight = new HashSet<>();
    position.unconfirmed().forEach(inFlight::add);
    // The position may be of a membership that the log has replaced before it knew of the end.
    inFlight.retainAll(had.getOrDefault(link(client, position.room()), Set.of()));
    if (key != null) {
      lost.computeIfAbsent(key, k -> new HashSet<>()).addAll(inFlight);
    }
  }

  private void lost(SimulatedClient client) {
    for (SimulatedClient.Written line : client.written) {
      String key = client.rooms.containsKey(line.room()) ? key(client, line.room()) : null;
      boolean isMember = had.getOrDefault(link(client, line.room()), Set.of()).contains(line.seq());
      if (key != null && isMember && line.end() > client.wire.acked()) {
        lost.computeIfAbsent(key, k -> new HashSet<>()).add(line.seq());
      }
    }
  }

  /** The subscription that the client belongs to in a room; null if to none. */
  private static String key(SimulatedClient client, String room) {
    String group = client.rooms.getOrDefault(room, "");
    if (!group.isEmpty()) {
      return room + " group " + group;
    }
    return client.name.startsWith("guest-") ? null : room + " name " + client.name;
  }

  private void carried(Entry entry, Effect effect) {
    if (effect instanceof Effect.LinesAppended appended && appended.lines().urgent()) {
      for (long seq = appended.lines().firstSeq(); seq <= appended.lines().lastSeq(); seq++) {
        urgent.add(appended.lines().room() + seq);
      }
    } else if (effect instanceof Effect.Named named) {
      byId.get(named.connection()).name = named.name();
    } else if (effect instanceof Effect.Parted parted) {
      byId.get(parted.connection()).rooms.remove(parted.room());
    } else if (effect instanceof Effect.Joined joined) {
      SimulatedClient client = byId.get(joined.connection());
      client.rooms.put(joined.room(), joined.group() == null ? "" : joined.group());
      String link = link(client, joined.room());
      lostBefore.remove(link);
      had.remove(link);
      if (entry instanceof Entry.Join) {
        unmarked.remove(link);
        highest.remove(link);
        String key = key(client, joined.room());
        lostBefore.put(link, Set.copyOf(lost.getOrDefault(key, Set.of())));
      }
    }
  }

  /** Everybody goes; then each name, each group and a guest come back and take all there is. */
  private void settle() {
    node.status(null);
    clients.forEach(client -> node.loop.turn(client.wire::resetByPeer));
    drain();
    advance(600_000);
    drain();
    Set<String> keys = node.queues().keySet();
    for (String name : NAMES) {
      SimulatedClient client = comeBack();
      send(client, "/name " + name + "\n");
      joinAll(client, keys, " name " + name, "");
      drain();
      node.loop.turn(client.wire::resetByPeer);
      drain();
    }
    for (String group : GROUPS) {
      SimulatedClient client = comeBack();
      joinAll(client, keys, " group " + group, " as " + group);
      drain();
      node.loop.turn(client.wire::resetByPeer);
      drain();
    }
    node.queues().forEach(this::checkAllHeard);
    Claim.check(clients.isEmpty(), "connections are left: ", clients.size());
    long leaked = node.buffers.metric().usedDirectMemory();
    Claim.check(leaked == 0, "bytes of buffers not released: ", leaked);
  }

  private SimulatedClient comeBack() {
    SimulatedClient client = new SimulatedClient(node, random);
    clients.add(client);
    everybody.add(client);
    node.loop.turn(() -> client.connection.open(false));
    send(client, "/format tsv\n");
    return client;
  }

  private void joinAll(SimulatedClient client, Set<String> keys, String subscription, String as) {
    for (String room : ROOMS) {
      if (keys.contains(room + subscription)) {
        send(client, "/join " + room + as + "\n");
      }
    }
  }

  private void checkAllHeard(String key, Queries.Queue queue) {
    SubscriptionTotals sums = queue.sums();
    if (!key.startsWith("@")) {
      Claim.check(sums.waiting() + sums.delivered() + sums.inDoubt() == 0, "left over: ", queue);
      Claim.check(sums.confirmed() == sums.accepted(), "not all confirmed: ", queue);
    }
  }

  /** The network is fast and clients read, until nothing is under way. */
  private void drain() {
    int quiet = 0;
    // Longer than the backoff of a line that is delivered again.
    for (int round = 0; quiet < 30; round++) {
      Claim.check(round < 5_000, "goes on for ever");
      boolean busy = node.isBusy();
      for (SimulatedClient client : List.copyOf(clients)) {
        busy |= client.wire.isBusy();
        node.loop.turn(() -> client.wire.read(Integer.MAX_VALUE));
        node.loop.turn(() -> client.wire.arriveAll());
      }
      node.commit();
      node.page();
      advance(100);
      check();
      quiet = busy ? 0 : quiet + 1;
    }
  }
}
