package lifeline.log.raft.order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.codec.Sections;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.DeliveryMachine;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.TestLimits;
import lifeline.protocol.LineBlock;
import lifeline.protocol.StartPosition;

/**
 * One random history of three nodes, drawn from a seed: what they append reaches a log over links
 * that lose, delay, duplicate and reorder records; nodes are cut off, killed and given copies, and
 * their epochs are ended. {@link Proposer}, {@link BatchOrder} and the state machine are the real
 * ones; what the threads of {@link lifeline.log.raft.Batcher} and {@link lifeline.log.raft.RaftLog}
 * do with them is done here step by step.
 */
final class ClusterHistory {
  private static final int NODES = 3;
  private static final int STEPS = 400;
  private static final String[] ROOMS = {"ops", "news"};

  private final Random random;
  private final List<Node> nodes = new ArrayList<>();

  /** What the majority has agreed on; never changes but at its end. */
  private final List<Committed> log = new ArrayList<>();

  /** Sent and not yet in the log; each may come there, more than once and in any order. */
  private final List<Committed> underWay = new ArrayList<>();

  /** What was reported of each line, by its text. */
  private final Map<String, String> reported = new TreeMap<>();

  private final List<String> story = new ArrayList<>();
  private long now = 1_000_000;
  private long nonce;
  private int said;

  /** A record of the log, with the leader's time. */
  private record Committed(BatchHeader header, List<Entry> entries, long time) {}

  /** A node; what is in it is gone when it is killed. */
  private final class Node {
    final String name;
    BatchOrder order = new BatchOrder();
    DeliveryMachine machine = new DeliveryMachine(TestLimits.defaults(), order.nodeNames());
    final List<String> heard = new ArrayList<>();

    /** Number of records of the log that it has applied. */
    int applied;

    Proposer proposer;
    boolean cut;
    long lastTime;
    int connections;
    final List<Long> open = new ArrayList<>();

    Node(String name) {
      this.name = name;
      restart();
    }

    /** −1 if this node has not heard that it has one. */
    int number() {
      return order.nodeNumber(name);
    }

    /** All that the process had is gone; another epoch is wanted. */
    void restart() {
      proposer = new Proposer(name, () -> ++nonce, now);
      open.clear();
    }

    /** Proposes what is due, as {@link lifeline.log.raft.Batcher} does. */
    void send() {
      Proposer.Proposal proposal = cut ? null : proposer.next(now);
      if (proposal != null) {
        underWay.add(new Committed(proposal.header(), proposal.entries(), now / 1_000_000));
      }
    }

    void hear() {
      Committed record = log.get(applied);
      applied++;
      BatchOrder.Outcome verdict = order.apply(record.header());
      lastTime = Math.max(lastTime, record.time());
      if (verdict == BatchOrder.Outcome.GAP && record.header().node() == number()) {
        proposer.retry();
      } else if (verdict == BatchOrder.Outcome.ACCEPT) {
        take(record);
      }
    }

    private void take(Committed record) {
      BatchHeader header = record.header();
      boolean isBegin = header.kind() == BatchHeader.Kind.EPOCH_START;
      int subject = isBegin ? order.nodeNumber(header.name()) : header.node();
      boolean own = subject == number();
      if (header.kind() == BatchHeader.Kind.ENTRIES) {
        SendQueue.SentBatch sent = own ? proposer.committed(header) : null;
        record.entries().forEach(entry -> apply(entry, sent));
        return;
      }
      NodeEpoch started = new NodeEpoch(subject, order.lastEpoch(subject));
      apply(new Entry.NodeStarted(started.node(), started.epoch()), null);
      boolean isProposed = own && isBegin && proposer.epochStarted(header.number(), started);
      if (own && !isProposed && proposer.epoch() != 0) {
        // Lines without an answer: their connections end without one.
        proposer.restartEpoch(now);
        open.clear();
      }
    }

    private void apply(Entry entry, SendQueue.SentBatch sent) {
      machine.apply(
          entry,
          lastTime,
          effect -> {
            heard.add(effect.toString());
            check(!isForGone(effect), "an effect for a connection of an ended epoch: ", effect);
          });
      if (sent != null && entry instanceof Entry.Say say) {
        String text = say.lines().text(0);
        if (!sent.reportedUnknown()) {
          check(reported.put(text, "accepted") == null, "answered twice: ", text);
        }
      }
    }

    /** Of an epoch that has ended, as every node knows. */
    private boolean isForGone(Effect effect) {
      return effect instanceof Effect.ToConnection to
          && ConnectionId.epoch(to.connection())
              != order.lastEpoch(ConnectionId.node(to.connection()));
    }

    void act() {
      if (proposer.epoch() == 0) {
        return;
      }
      if (open.isEmpty() || random.nextInt(6) == 0) {
        connections++;
        long id = ConnectionId.of(number(), proposer.epoch(), 0, connections);
        open.add(id);
        String name = "name" + random.nextInt(4);
        append(new Entry.Opened(id, "127.0.0.1:1", false));
        append(new Entry.Name(id, name));
        String group = random.nextInt(3) == 0 ? "crew" : null;
        append(new Entry.Join(id, room(), group, new StartPosition.Unspecified(), null));
        return;
      }
      long id = open.get(random.nextInt(open.size()));
      String text = "line " + said++;
      append(new Entry.Say(id, room(), random.nextInt(9) == 0, null, LineBlock.of(text)));
    }

    private void append(Entry entry) {
      proposer.append(List.of(entry), now);
    }

    /** Lines that have waited for too long are answered. */
    void giveUp() {
      report(proposer.takeUnconfirmedLines(now - PATIENCE), "unknown");
      report(proposer.takeUnsentLines(now - PATIENCE), "refused");
    }

    private void report(List<Entry> lines, String what) {
      for (Entry entry : lines) {
        String text = ((Entry.Say) entry).lines().text(0);
        check(reported.put(text, what) == null, "answered twice: ", text);
      }
    }

    /** Dies, and starts again with a copy of another node's state, or with nothing. */
    void kill(Node other) {
      restart();
      if (other == null) {
        order = new BatchOrder();
        machine = new DeliveryMachine(TestLimits.defaults(), order.nodeNames());
        applied = 0;
        lastTime = 0;
        heard.clear();
      } else {
        order = copy(other.order);
        Sections state = Sections.of(other.machine.save().toBytes());
        machine = DeliveryMachine.load(order.nodeNames(), state);
        applied = other.applied;
        lastTime = other.lastTime;
        heard.clear();
        heard.addAll(other.heard);
      }
    }
  }

  /** In the history's time, in which a step is {@link #STEP_NANOS} at most. */
  private static final long PATIENCE = 300_000_000;

  private static final int STEP_NANOS = 8_000_000;

  ClusterHistory(long seed) {
    random = new Random(seed);
    for (int i = 1; i <= NODES; i++) {
      nodes.add(new Node("n" + i));
    }
  }

  void run() {
    try {
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      settle();
      checkLines();
      checkSame();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e + "\n" + String.join("\n", story), e);
    }
  }

  private void step() {
    now += random.nextInt(STEP_NANOS);
    Node node = nodes.get(random.nextInt(NODES));
    int dice = random.nextInt(100);
    if (dice < 35) {
      node.act();
    } else if (dice < 60) {
      node.send();
    } else if (dice < 75) {
      arrive();
    } else if (dice < 93) {
      hearSome(node);
    } else if (dice < 94) {
      node.cut = !node.cut;
      note(node, node.cut ? "is cut off" : "is back");
    } else if (dice < 95) {
      endEpoch(node);
    } else if (dice < 96) {
      note(node, "tries again");
      node.proposer.retry();
    } else if (dice < 97) {
      kill(node);
    } else {
      node.giveUp();
    }
  }

  /** One of the records on their way is in the log now; now and then once more later. */
  private void arrive() {
    if (underWay.isEmpty()) {
      return;
    }
    int which = random.nextInt(4) == 0 ? random.nextInt(underWay.size()) : 0;
    Committed record = random.nextInt(8) == 0 ? underWay.get(which) : underWay.remove(which);
    if (random.nextInt(12) > 0) {
      log.add(record);
    }
  }

  private void hearSome(Node node) {
    for (int most = random.nextInt(6); most > 0 && !node.cut && node.applied < log.size(); most--) {
      node.hear();
    }
  }

  /** What a leader does that knows the log. */
  private void endEpoch(Node node) {
    BatchOrder known = other(node).order;
    int number = known.nodeNumber(node.name);
    known
        .activeEpoch(number)
        .ifPresent(
            epoch -> {
              note(node, "is silent, epoch " + epoch + " is ended");
              other(node).proposer.appendControl(BatchHeader.epochEnd(number, epoch));
            });
  }

  private Node other(Node node) {
    return nodes.get((nodes.indexOf(node) + 1) % NODES);
  }

  private void kill(Node node) {
    Node other = random.nextBoolean() ? other(node) : null;
    note(node, other == null ? "starts with nothing" : "starts with a copy");
    node.kill(other);
  }

  /** In the end all is well, and everything is reported. */
  private void settle() {
    nodes.forEach(node -> node.cut = false);
    underWay.clear();
    for (int round = 0; !isSettled(); round++) {
      check(round < 10_000, "it does not settle");
      now += SendQueue.BATCH_DELAY_NANOS;
      for (Node node : nodes) {
        node.proposer.retry();
        while (node.applied < log.size()) {
          node.hear();
        }
        for (int i = 0; i <= SendQueue.MAX_IN_FLIGHT; i++) {
          node.send();
        }
      }
      log.addAll(underWay);
      underWay.clear();
    }
  }

  private boolean isSettled() {
    return underWay.isEmpty()
        && nodes.stream()
            .allMatch(
                node ->
                    node.proposer.epoch() != 0
                        && node.proposer.isEmpty()
                        && node.applied == log.size());
  }

  /** By the log alone: what counts is there once, in the order of its sender. */
  private void checkLines() {
    BatchOrder order = new BatchOrder();
    Set<String> taken = new HashSet<>();
    Map<Long, Integer> last = new HashMap<>();
    for (Committed record : log) {
      if (order.apply(record.header()) != BatchOrder.Outcome.ACCEPT) {
        continue;
      }
      for (Entry entry : record.entries()) {
        if (entry instanceof Entry.Say say) {
          String text = say.lines().text(0);
          int number = Integer.parseInt(text.substring("line ".length()));
          check(taken.add(text), "twice in the log: ", text);
          check(!"refused".equals(reported.get(text)), "refused and there: ", text);
          Integer before = last.put(say.connection(), number);
          check(before == null || before < number, "out of order: ", text);
        }
      }
    }
    reported.forEach(
        (text, what) -> check(!what.equals("accepted") || taken.contains(text), "lost: ", text));
  }

  /** All nodes have decided the same. */
  private void checkSame() {
    Node first = nodes.get(0);
    byte[] state = first.machine.save().toBytes();
    for (Node node : nodes) {
      check(first.heard.equals(node.heard), "other effects on node ", node.name);
      check(
          Arrays.equals(state, node.machine.save().toBytes()), "another state on node ", node.name);
    }
  }

  private String room() {
    return ROOMS[random.nextInt(ROOMS.length)];
  }

  private void note(Node node, String what) {
    story.add(now / 1_000_000 + " " + node.name + " " + what);
  }

  private static BatchOrder copy(BatchOrder order) {
    ByteOut out = new ByteOut();
    order.write(out);
    return BatchOrder.read(ByteIn.of("order", out.toBytes()));
  }

  /** The parts of the message are only put together when it is needed. */
  private static void check(boolean holds, Object... message) {
    if (!holds) {
      StringBuilder text = new StringBuilder();
      for (Object part : message) {
        text.append(part);
      }
      throw new AssertionError(text);
    }
  }
}
