package lifeline.dispatcher;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lifeline.bus.Bus;
import lifeline.bus.LogStatus;
import lifeline.bus.Submission;
import lifeline.config.Settings;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.log.ClusterListener;
import lifeline.log.Log;
import lifeline.log.RemovedException;
import lifeline.log.ReplacedException;
import lifeline.node.BatchApplier;
import lifeline.node.LimitsMapping;
import lifeline.node.NodeStorage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what connections request into the log, applies what the log has committed, and sends the
 * effects to the gateways: one message for each gateway and batch.
 */
final class Dispatcher implements Bus.DispatcherHandler, Log.Listener, ClusterListener {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final NodeStorage node;
  private final Log log;
  private final Bus bus;
  private final Consumer<Throwable> failed;
  private final BatchApplier applier;
  private final DeadlineScheduler deadlines;
  private final SnapshotSchedule snapshots;
  private final QueryHandler queries;
  private final Outboxes outboxes;
  private final List<Promise<Void>> settling = new ArrayList<>();
  private final Promise<Void> started = Promise.promise();
  private DeliveryLimits limits;
  private LogStatus status = new LogStatus(null, null);

  /** Effects are collected, to be sent together. */
  private boolean collecting;

  private boolean broken;

  /**
   * Nothing is to be stored at the end: this node's data come from the others, or stay with them.
   */
  private boolean left;

  /** Entries appended, and not yet reported as committed or refused. */
  private long outstanding;

  /**
   * @param gateways number of gateways; they are numbered from 0
   * @param context on which all methods are called
   * @param failed called when nothing can be accepted any more and the process must end
   */
  Dispatcher(
      Settings settings,
      NodeStorage node,
      SnapshotSchedule snapshots,
      int gateways,
      Bus bus,
      Context context,
      Consumer<Throwable> failed) {
    this.node = node;
    this.log = node.log();
    this.bus = bus;
    this.failed = failed;
    this.limits = LimitsMapping.of(settings);
    this.applier = new BatchApplier(node.machine(), node.lines());
    this.deadlines = new DeadlineScheduler(node, applier, context.owner(), this::append);
    this.snapshots = snapshots;
    this.queries = new QueryHandler(node, bus, context);
    this.outboxes = new Outboxes(gateways);
  }

  /** To be called when the log has been started. */
  void start() {
    node.epoch()
        .ifPresent(
            epoch -> {
              append(List.of(new Entry.NodeStarted(epoch.node(), epoch.epoch())));
              startEpoch(epoch);
            });
    deadlines.start(limits.retention().age());
  }

  /** Completes when this node's epoch has begun, so that connections can be opened in it. */
  Future<Void> started() {
    return started.future();
  }

  /** Whether nothing is applied any more. */
  boolean broken() {
    return broken;
  }

  /** Whether the other nodes have this node's data, or will have, so that none need be stored. */
  boolean left() {
    return left;
  }

  // From the gateways

  /**
   * Appends at once: a log that has a thread merges the entries that wait for it into one batch
   * anyway. With the log in memory the effects follow within this call.
   */
  @Override
  public void onSubmit(Submission submission) {
    List<Entry> entries = new ArrayList<>();
    List<Query> asked = new ArrayList<>();
    for (Submission.Request request : submission.requests()) {
      if (request instanceof Submission.Append append) {
        entries.add(append.entry());
      } else if (request instanceof Submission.Ask ask) {
        asked.add(ask.query());
      }
    }
    collecting = true;
    append(entries);
    if (outstanding == 0) {
      asked.forEach(this::answer);
    } else if (!asked.isEmpty()) {
      log.runAfter(() -> asked.forEach(this::answer));
    }
    collecting = false;
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
    if (query instanceof Query.History && log.mayBeStale()) {
      outboxes.add(QueryHandler.stale(query));
    }
    queries
        .answer(query)
        .onSuccess(
            effect -> {
              outboxes.add(effect);
              send();
            });
  }

  private void send() {
    if (!collecting) {
      outboxes.send(bus::carry);
    }
  }

  @Override
  public Future<Void> onSettle() {
    if (outstanding == 0) {
      return Future.succeededFuture();
    }
    Promise<Void> settled = Promise.promise();
    settling.add(settled);
    return settled.future();
  }

  private void settle() {
    if (!collecting && outstanding == 0 && !settling.isEmpty()) {
      List<Promise<Void>> now = List.copyOf(settling);
      settling.clear();
      now.forEach(Promise::complete);
    }
  }

  /** Limits go through the log, so that every replay has them from the same entry on. */
  void change(Settings settings) {
    DeliveryLimits changed = LimitsMapping.of(settings);
    if (!changed.equals(limits)) {
      limits = changed;
      append(List.of(new Entry.Limits(changed)));
      deadlines.retentionAge(changed.retention().age());
    }
  }

  // From the log: entries

  @Override
  public void onCommitted(Log.Batch batch) {
    if (apply(batch)) {
      reported(batch.entries().size() - reportedBefore(batch));
    }
  }

  /** Number of entries of a committed batch that were reported as refused before. */
  private static long reportedBefore(Log.Batch batch) {
    return batch.reportedUnknown() ? batch.entries().stream().filter(Entry::saysLines).count() : 0;
  }

  @Override
  public void onRemoteCommitted(Log.Batch batch) {
    if (apply(batch)) {
      reported(0);
    }
  }

  private boolean apply(Log.Batch batch) {
    if (broken) {
      return false;
    }
    try {
      applier.apply(batch, batch.index() <= node.storedIndex(), outboxes::applied);
    } catch (RuntimeException e) {
      onFailed(e);
      return false;
    }
    snapshots.applied(batch);
    deadlines.applied(batch.time());
    return true;
  }

  @Override
  public void onRefused(List<Entry> entries, Log.Refusal refusal) {
    if (left) {
      return;
    }
    entries.forEach(entry -> outboxes.refused(entry, refusal));
    reported(entries.size());
  }

  private void reported(long entries) {
    outstanding -= entries;
    send();
    settle();
  }

  // From the log: the state of this node

  @Override
  public void onEpochStarted(NodeEpoch epoch) {
    LOG.info("node {} has joined the cluster, epoch {}", node.self(), epoch.epoch());
    startEpoch(epoch);
  }

  /** Before any other entry of an epoch its limits go through the log. */
  private void startEpoch(NodeEpoch epoch) {
    outboxes.node(epoch.node());
    append(List.of(new Entry.Limits(limits)));
    // The start of the epoch was committed, so an outage that was reported before is over.
    publish(new LogStatus(epoch, null));
    started.tryComplete();
  }

  private void publish(LogStatus changed) {
    status = changed;
    bus.logStatus(changed);
  }

  @Override
  public LogStatus onLogStatus() {
    return status;
  }

  @Override
  public void onUnavailable(String reason) {
    LOG.warn("not accepting lines: {}", reason);
    publish(new LogStatus(status.epoch(), reason));
  }

  @Override
  public void onAvailable() {
    LOG.info("accepting lines again");
    publish(new LogStatus(status.epoch(), null));
  }

  @Override
  public void onLeaseExpired() {
    outboxes.hold();
    append(List.of(new Entry.Tick()));
  }

  @Override
  public void onLeaseRenewed() {
    outboxes.release();
    send();
  }

  @Override
  public void onEpochLost() {
    outstanding = 0;
    // Before the held effects, so that these find no connection any more.
    publish(new LogStatus(null, status.unavailable()));
    onLeaseRenewed();
    settle();
  }

  @Override
  public void onRestartRequired() {
    leave();
    ReplacedException why = new ReplacedException();
    failed.accept(why);
    started.tryFail(why);
  }

  @Override
  public void onRemoved() {
    LOG.warn(
        "the other nodes have taken this one out of the cluster; it ends; with an empty folder it"
            + " can be added again");
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
