package lifeline.dispatcher;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lifeline.bus.Bus;
import lifeline.bus.DispatcherHandler;
import lifeline.bus.LogStatus;
import lifeline.bus.Submission;
import lifeline.config.Settings;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.log.Log;
import lifeline.log.RemovedException;
import lifeline.log.ReplacedException;
import lifeline.node.BatchApplier;
import lifeline.node.LimitsMapping;
import lifeline.node.NodeStorage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what connections ask for into the log, applies what the log has committed, and sends the
 * effects to the gateways: one message a gateway and turn, whatever happened in it.
 */
final class Dispatcher implements DispatcherHandler, Log.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final NodeStorage node;
  private final Log log;
  private final Bus bus;
  private final Context context;
  private final Consumer<Throwable> failed;
  private final BatchApplier applying;
  private final DeadlineScheduler timekeeper;
  private final SnapshotSchedule checkpoints;
  private final QueryHandler answers;
  private final Outboxes outboxes;
  private final List<Submission> waiting = new ArrayList<>();
  private final List<Promise<Void>> settling = new ArrayList<>();
  private final Promise<Void> begun = Promise.promise();
  private DeliveryLimits figures;
  private LogStatus standing = new LogStatus(null, null);
  private boolean turnDue;
  private boolean inTurn;
  private boolean broken;

  /** There is nothing to be kept at the end; the data have come from others, or are with them. */
  private boolean left;

  /** Entries appended and not told as committed or refused. */
  private long outstanding;

  /**
   * @param gateways how many gateways there are; their numbers begin at 0
   * @param context where all is called
   * @param failed told when nothing can be accepted any more and the process must end
   */
  Dispatcher(
      Settings settings,
      NodeStorage node,
      SnapshotSchedule checkpoints,
      int gateways,
      Bus bus,
      Context context,
      Consumer<Throwable> failed) {
    this.node = node;
    this.log = node.log();
    this.bus = bus;
    this.context = context;
    this.failed = failed;
    this.figures = LimitsMapping.of(settings);
    this.applying = new BatchApplier(node.machine(), node.lines());
    this.timekeeper = new DeadlineScheduler(node, applying, context.owner(), this::append);
    this.checkpoints = checkpoints;
    this.answers = new QueryHandler(node, bus, context);
    this.outboxes = new Outboxes(gateways);
  }

  /** The log has been started. */
  void begin() {
    node.epoch()
        .ifPresent(
            epoch -> {
              append(List.of(new Entry.NodeStarted(epoch.node(), epoch.epoch())));
              runs(epoch);
            });
    timekeeper.begin(figures.retention().age());
  }

  /** Completes when this node's run has begun, and connections can be opened in it. */
  Future<Void> begun() {
    return begun.future();
  }

  /** Whether nothing is applied any more. */
  boolean broken() {
    return broken;
  }

  /** Whether others have the data of this node, or will have: there is nothing to be kept. */
  boolean left() {
    return left;
  }

  // From the gateways

  @Override
  public void onSubmit(Submission submission) {
    waiting.add(submission);
    if (!turnDue) {
      turnDue = true;
      context.runOnContext(turn -> turn());
    }
  }

  /** Handles all that has come, from whichever gateway, as one batch. */
  private void turn() {
    turnDue = false;
    inTurn = true;
    List<Entry> entries = new ArrayList<>();
    List<Query> queries = new ArrayList<>();
    for (Submission submission : waiting) {
      for (Submission.Item item : submission.items()) {
        if (item.entry() != null) {
          entries.add(item.entry());
        } else {
          queries.add(item.query());
        }
      }
    }
    waiting.clear();
    append(entries);
    if (outstanding == 0) {
      queries.forEach(this::answer);
    } else if (!queries.isEmpty()) {
      log.behind(() -> queries.forEach(this::answer));
    }
    inTurn = false;
    send();
    settle();
  }

  private void append(List<Entry> entries) {
    if (!entries.isEmpty() && !broken) {
      outstanding += entries.size();
      log.append(entries);
    }
  }

  private void answer(Query query) {
    if (query instanceof Query.History && log.alone()) {
      outboxes.add(QueryHandler.stale(query));
    }
    answers
        .answer(query)
        .onSuccess(
            effect -> {
              outboxes.add(effect);
              send();
            });
  }

  private void send() {
    if (!inTurn) {
      outboxes.send(bus);
    }
  }

  @Override
  public Future<Void> onSettle() {
    if (outstanding == 0 && !turnDue) {
      return Future.succeededFuture();
    }
    Promise<Void> settled = Promise.promise();
    settling.add(settled);
    return settled.future();
  }

  private void settle() {
    if (outstanding == 0 && !turnDue && !settling.isEmpty()) {
      List<Promise<Void>> now = List.copyOf(settling);
      settling.clear();
      now.forEach(Promise::complete);
    }
  }

  /** The figures go through the log, so that every replay has them from the same line on. */
  void change(Settings settings) {
    DeliveryLimits changed = LimitsMapping.of(settings);
    if (!changed.equals(figures)) {
      figures = changed;
      append(List.of(new Entry.Limits(changed)));
      timekeeper.age(changed.retention().age());
    }
  }

  // From the log: entries

  @Override
  public void onCommitted(Log.Batch batch) {
    if (apply(batch)) {
      told(batch.entries().size() - Refusals.toldBefore(batch));
    }
  }

  @Override
  public void onOthers(Log.Batch batch) {
    if (apply(batch)) {
      told(0);
    }
  }

  private boolean apply(Log.Batch batch) {
    if (broken) {
      return false;
    }
    try {
      applying.apply(batch, batch.index() <= node.stored(), outboxes::applied);
    } catch (RuntimeException e) {
      onFailed(e);
      return false;
    }
    checkpoints.applied(batch);
    timekeeper.applied(batch.time());
    return true;
  }

  @Override
  public void onRefused(List<Entry> entries, Log.Refusal refusal) {
    if (left) {
      return;
    }
    for (Entry entry : entries) {
      Refusals.of(entry, refusal).ifPresent(outboxes::refused);
    }
    told(entries.size());
  }

  private void told(long entries) {
    outstanding -= entries;
    send();
    settle();
  }

  // From the log: how this node stands

  @Override
  public void onBegun(NodeEpoch run) {
    LOG.info("node {} takes part, run {}", node.self(), run.epoch());
    runs(run);
  }

  /** Before anything else of a run its figures go through the log. */
  private void runs(NodeEpoch run) {
    outboxes.node(run.node());
    append(List.of(new Entry.Limits(figures)));
    // That it has begun was committed: nothing stands in the way, whatever was said before.
    stands(new LogStatus(run, null));
    begun.tryComplete();
  }

  private void stands(LogStatus changed) {
    standing = changed;
    bus.standing(changed);
  }

  @Override
  public LogStatus onStanding() {
    return standing;
  }

  @Override
  public void onUnavailable(String reason) {
    if (reason == null) {
      LOG.info("lines are taken again");
    } else {
      LOG.warn("no line is taken for now: {}", reason);
    }
    stands(new LogStatus(standing.run(), reason));
  }

  @Override
  public void onDoubt() {
    outboxes.hold();
    append(List.of(new Entry.Tick()));
  }

  @Override
  public void onSure() {
    outboxes.release();
    send();
  }

  @Override
  public void onLost() {
    outstanding = 0;
    // Before anything that was held, so that it finds nobody.
    stands(new LogStatus(null, standing.unavailable()));
    onSure();
    settle();
  }

  @Override
  public void onReplaced() {
    leave();
    ReplacedException why = new ReplacedException();
    failed.accept(why);
    begun.tryFail(why);
  }

  @Override
  public void onRemoved() {
    LOG.warn(
        "the other nodes have taken this one out of the cluster; it ends; with an empty folder it can"
            + " be added again");
    leave();
    failed.accept(new RemovedException());
  }

  private void leave() {
    broken = true;
    left = true;
    outstanding = 0;
    settle();
  }

  @Override
  public void onFailed(Throwable failure) {
    if (!broken) {
      broken = true;
      LOG.error("the server can't go on", failure);
      failed.accept(failure);
    }
  }
}
