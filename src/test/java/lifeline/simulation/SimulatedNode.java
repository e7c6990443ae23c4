package lifeline.simulation;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import lifeline.bus.LogStatus;
import lifeline.bus.Submission;
import lifeline.config.Settings;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.DeliveryMachine;
import lifeline.delivery.Queries;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.delivery.model.Claim;
import lifeline.gateway.FakeEventLoop;
import lifeline.gateway.Gateway;
import lifeline.gateway.feed.Encoders;
import lifeline.log.LineStore;
import lifeline.log.store.MemoryLineStore;
import lifeline.protocol.Errors;
import lifeline.protocol.Notices;
import lifeline.protocol.SaidLines;

/**
 * A node in simulated time: the real gateway, the real state machine, and between them a log that
 * commits when it is told to, can be unavailable, and can lose the node.
 */
final class SimulatedNode {
  /** Small pages, so that connections need several. */
  private static final int PAGE_BYTES = 24;

  /** Watches what goes through the log. */
  interface Witness {
    /** An entry was applied; nothing of its effects has been carried out yet. */
    void applied(Entry entry, List<Effect> effects);
  }

  final FakeEventLoop loop = new FakeEventLoop(1_000_000);
  final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);
  final Gateway gateway;
  final DeliveryMachine machine;
  private final LineStore lines = new MemoryLineStore();
  private final Witness witness;
  private final Deque<Query.Read> reads = new ArrayDeque<>();
  private int epoch = 1;
  private String unavailable;

  SimulatedNode(Settings settings, DeliveryLimits limits, Witness witness) {
    this.witness = witness;
    machine = new DeliveryMachine(limits, List.of("n1"));
    gateway = new Gateway(0, loop, new Encoders(buffers), settings);
  }

  /** The first epoch begins. */
  void start() {
    apply(new Entry.NodeStarted(0, epoch));
    status(null);
  }

  int epoch() {
    return epoch;
  }

  boolean isAvailable() {
    return unavailable == null;
  }

  /** The log takes entries, if {@code reason} is null. */
  void status(String reason) {
    unavailable = reason;
    loop.turn(
        () -> gateway.connections().onLogStatus(new LogStatus(new NodeEpoch(0, epoch), reason)));
  }

  /** The other nodes end this one's epoch, and with it its late requests; it begins the next. */
  void lose() {
    epoch++;
    loop.submissions.clear();
    apply(new Entry.NodeStarted(0, epoch));
    loop.turn(() -> gateway.connections().onLogStatus(new LogStatus(null, null)));
    loop.submissions.clear();
    status(null);
  }

  /** Whether requests wait for the log, or pages for the store. */
  boolean isBusy() {
    return !loop.submissions.isEmpty() || !reads.isEmpty();
  }

  /** Commits the requests of one turn, unless there is an outage. */
  void commit() {
    if (unavailable != null || loop.submissions.isEmpty()) {
      return;
    }
    List<Effect> effects = new ArrayList<>();
    for (Submission.Request request : loop.submissions.remove().requests()) {
      if (request instanceof Submission.Append append) {
        effects.addAll(applied(append.entry()));
      } else if (request instanceof Submission.Ask ask) {
        ask(ask.query(), effects);
      }
    }
    carry(effects);
  }

  /** Answers queries, and refuses waiting lines, as the dispatcher does during an outage. */
  void refuse() {
    List<Effect> effects = new ArrayList<>();
    List<Submission> left = new ArrayList<>();
    for (Submission submission : loop.submissions) {
      List<Submission.Request> rest = new ArrayList<>();
      for (Submission.Request request : submission.requests()) {
        if (request instanceof Submission.Append append
            && append.entry() instanceof Entry.Say say) {
          effects.add(
              new Effect.Refused(
                  say.connection(), Errors.linesRefused(say.lines().count(), unavailable)));
        } else if (request instanceof Submission.Append append
            && append.entry() instanceof Entry.Direct direct) {
          effects.add(new Effect.Refused(direct.connection(), Errors.linesRefused(1, unavailable)));
        } else {
          rest.add(request);
        }
      }
      left.add(new Submission(rest));
    }
    loop.submissions.clear();
    loop.submissions.addAll(left);
    carry(effects);
  }

  /** The store answers one request for a page. */
  void page() {
    if (!reads.isEmpty()) {
      carry(List.of(page(reads.remove())));
    }
  }

  /** An entry that no connection has asked for. */
  void apply(Entry entry) {
    carry(applied(entry));
  }

  private List<Effect> applied(Entry entry) {
    List<Effect> effects = new ArrayList<>();
    machine.apply(entry, loop.now(), effects::add);
    for (Effect effect : effects) {
      if (effect instanceof Effect.LinesAppended appended) {
        lines.add(appended.lines());
      } else if (effect instanceof Effect.Dropped dropped) {
        lines.drop(dropped.room());
      }
    }
    if (entry instanceof Entry.Trim trim) {
      lines.trim(trim.room(), trim.upTo(), machine.queries().pinned(trim.room()));
    }
    Claim.check(machine.nextDeadline() > loop.now(), "a deadline is left");
    witness.applied(entry, effects);
    return effects;
  }

  private void carry(List<Effect> effects) {
    List<Effect> here = new ArrayList<>(effects);
    here.removeIf(
        effect ->
            effect instanceof Effect.Dropped
                || (effect instanceof Effect.ToConnection to
                    && ConnectionId.epoch(to.connection()) != epoch
                    && ConnectionId.epoch(to.connection()) != 0));
    if (!here.isEmpty()) {
      loop.turn(() -> gateway.onCarry(here));
    }
  }

  private void ask(Query query, List<Effect> effects) {
    long id = query.connection();
    if (query instanceof Query.Read read) {
      reads.add(read);
    } else if (query instanceof Query.Farewell farewell) {
      effects.add(new Effect.Farewell(id, Notices.bye(farewell.cause())));
    } else if (query instanceof Query.History history) {
      Queries.Range range = machine.queries().historyRange(id, history.room(), history.lines());
      effects.add(
          range.problem() == null
              ? new Effect.Replay(id, history.room(), range.first(), range.last())
              : new Effect.Replied(id, List.of(range.problem())));
    } else {
      effects.add(new Effect.Replied(id, List.of(Notices.rooms(0))));
    }
  }

  private Effect page(Query.Read read) {
    long head = machine.queries().head(read.room());
    CompletableFuture<LineStore.Page> page =
        lines.read(read.room(), read.first(), read.last(), PAGE_BYTES).toCompletableFuture();
    List<SaidLines> found = page.join().lines();
    long next = found.isEmpty() ? Math.max(read.first(), head + 1) : page.join().next();
    return new Effect.Page(read.connection(), read.room(), read.first(), next, found);
  }

  /** The figures of all subscriptions, by their keys in the model. */
  Map<String, Queries.Queue> queues() {
    Map<String, Queries.Queue> queues = new LinkedHashMap<>();
    for (Queries.Queue queue : machine.queries().queues(loop.now())) {
      queues.put(queue.room() + " " + queue.subscription(), queue);
    }
    return queues;
  }
}
