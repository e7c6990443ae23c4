package lifeline.dispatcher;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lifeline.bus.Bus;
import lifeline.bus.Census;
import lifeline.bus.ConnectionView;
import lifeline.bus.DispatcherHandler;
import lifeline.bus.Standing;
import lifeline.bus.Submission;
import lifeline.config.Settings;
import lifeline.connection.CloseCause;
import lifeline.connection.NodeRun;
import lifeline.delivery.DeliveryLimits;
import lifeline.delivery.DeliveryMachine;
import lifeline.delivery.Effect;
import lifeline.delivery.Entry;
import lifeline.delivery.Query;
import lifeline.log.Log;
import lifeline.log.RemovedException;
import lifeline.log.ReplacedException;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what connections ask for into the log, applies what the log has committed, and sends the
 * effects to the gateways: one message a gateway and turn, whatever happened in it.
 */
public final class DispatcherVerticle extends VerticleBase
    implements DispatcherHandler, Log.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(DispatcherVerticle.class);

  /** Lines are kept so much longer than their age allows, one part in so many, at most. */
  private static final long TRIM_LATENESS = 20;

  /** The age of lines is looked at no more often, and no less, milliseconds. */
  private static final long SHORTEST_TRIM = 1_000;

  private static final long LONGEST_TRIM = 60_000;

  /** How long another node may take to propose that a timer is due. */
  private static final long OTHERS_TICK_MILLIS = 250;

  private final Node node;
  private DeliveryLimits figures;
  private final DeliveryMachine machine;
  private final Log log;
  private final Applying applying;
  private final Settings settings;
  private final Consumer<Throwable> failed;
  private final Outboxes outboxes;
  private final List<Submission> waiting = new ArrayList<>();
  private final List<Promise<Void>> settling = new ArrayList<>();
  private final Promise<Void> begun = Promise.promise();
  private Standing standing = new Standing(null, null);
  private Checkpoints checkpoints;
  private Answers answers;
  private boolean turnDue;
  private boolean inTurn;
  private boolean broken;
  private boolean finishing;
  private final Promise<Void> finished = Promise.promise();

  /** There is nothing to be kept at the end; the data have come from others, or are with them. */
  private boolean left;

  /** Entries appended and not told as committed or refused. */
  private long outstanding;

  private Bus bus;
  private Answers.Registry registry;
  private long timer = -1;
  private long timerDue = Long.MAX_VALUE;

  /**
   * @param gateways how many gateways there are; their numbers begin at 0
   * @param failed told when nothing can be accepted any more and the process must end
   */
  public DispatcherVerticle(
      Settings settings, Node node, int gateways, Consumer<Throwable> failed) {
    this.settings = settings;
    this.node = node;
    this.figures = Figures.of(settings);
    this.machine = node.machine();
    this.log = node.log();
    this.applying = new Applying(machine, node.lines());
    this.failed = failed;
    this.outboxes = new Outboxes(gateways);
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    registry = registry(bus);
    checkpoints = new Checkpoints(node, context);
    answers = new Answers(node, context);
    return vertx
        .executeBlocking(
            () -> {
              log.start(this, task -> context.runOnContext(turn -> task.run()));
              return null;
            })
        .onSuccess(started -> begin());
  }

  private void begin() {
    bus.onSubmit(this);
    bus.onSettings(this::change);
    if (node.run() != null) {
      append(List.of(new Entry.NodeStarted(node.run().node(), node.run().epoch())));
      runs(node.run());
    }
    trimLater();
  }

  /** Completes when this node's run has begun, and connections can be opened in it. */
  public Future<Void> begun() {
    return begun.future();
  }

  /** The server is about to end: nobody's lines are held back any longer. On any thread. */
  public void hurry() {
    log.hurry();
  }

  /**
   * Keeps what there is and closes the log; nothing is submitted any more. On any thread, and more
   * than once. Fails if something that was promised to be kept is not.
   */
  public Future<Void> finish() {
    context.runOnContext(
        turn -> {
          if (!finishing) {
            finishing = true;
            keepAndClose().onComplete(finished);
          }
        });
    return finished.future();
  }

  @Override
  public Future<?> stop() {
    return finish();
  }

  private Future<Void> keepAndClose() {
    if (left) {
      return close();
    }
    if (broken) {
      return Future.succeededFuture();
    }
    return onSettle()
        .compose(settled -> checkpoints.keep())
        .onFailure(e -> LOG.warn("no snapshot at the end: {}", e.toString()))
        .otherwiseEmpty()
        .compose(kept -> close());
  }

  private Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          try {
            log.close();
          } finally {
            node.lines().close();
          }
          return null;
        });
  }

  /** Makes a copy of the data folder; {@code target} must not exist. */
  public Future<Void> backup(Path target) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        turn -> {
          // In a cluster the log is kept by all together; what is copied is the snapshot.
          Future<Void> kept =
              node.cluster() == null ? Future.succeededFuture() : checkpoints.keep();
          kept.compose(now -> checkpoints.without(() -> copy(target))).onComplete(done);
        });
    return done.future();
  }

  private Future<Void> copy(Path target) {
    return vertx.executeBlocking(
        () -> {
          if (node.cluster() == null) {
            node.data().backup(target);
          } else {
            ClusterBackup.make(node.cluster(), node, target);
          }
          return null;
        });
  }

  private static Answers.Registry registry(Bus bus) {
    return new Answers.Registry() {
      @Override
      public Future<List<ConnectionView>> describe(List<Long> connections) {
        return bus.describe(connections);
      }

      @Override
      public Future<Census> count() {
        return bus.count();
      }
    };
  }

  @Override
  public void onSubmit(Submission submission) {
    waiting.add(submission);
    if (!turnDue) {
      turnDue = true;
      context.runOnContext(turn -> turn());
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

  /** A query that cannot be answered is told so, or its connection would wait for ever. */
  private void answer(Query query) {
    if (query instanceof Query.History && log.alone()) {
      String words = "stale: most nodes can't be reached; there may be newer lines";
      outboxes.add(new Effect.Told(query.connection(), new Message.Notice("stale", words)));
    }
    answers
        .answer(query, registry)
        .onSuccess(this::answered)
        .onFailure(
            failure -> {
              LOG.error("no answer to {}", query, failure);
              answered(sorry(query));
            });
  }

  private static Effect sorry(Query query) {
    if (query instanceof Query.Read) {
      // Lines that are owed can't be read: whoever is owed them comes back for them.
      return new Effect.End(query.connection(), CloseCause.SERVER_ERROR, false);
    }
    Message sorry = new Message.Problem(ErrorCode.UNAVAILABLE, "no answer, try again");
    return new Effect.Replied(query.connection(), List.of(sorry));
  }

  private void answered(Effect effect) {
    outboxes.add(effect);
    send();
  }

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
    List<Entry> trims = applying.trimsDue(batch.time());
    if (log.proposes()) {
      append(trims);
    }
    setTimer(batch.time());
    return true;
  }

  @Override
  public void onBegun(NodeRun run) {
    LOG.info("node {} takes part, run {}", settings.node(), run.epoch());
    runs(run);
  }

  /** Before anything else of a run its figures go through the log. */
  private void runs(NodeRun run) {
    outboxes.node(run.node());
    append(List.of(new Entry.Limits(figures)));
    // That it has begun was committed: nothing stands in the way, whatever was said before.
    stands(new Standing(run, null));
    begun.tryComplete();
  }

  private void stands(Standing changed) {
    standing = changed;
    bus.standing(changed);
  }

  @Override
  public Standing onStanding() {
    return standing;
  }

  @Override
  public void onUnavailable(String reason) {
    if (reason == null) {
      LOG.info("lines are taken again");
    } else {
      LOG.warn("no line is taken for now: {}", reason);
    }
    stands(new Standing(standing.run(), reason));
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
    stands(new Standing(null, standing.unavailable()));
    onSure();
    settle();
  }

  @Override
  public void onReplaced() {
    broken = true;
    left = true;
    outstanding = 0;
    settle();
    ReplacedException why = new ReplacedException();
    failed.accept(why);
    begun.tryFail(why);
  }

  @Override
  public void onRemoved() {
    LOG.warn(
        "the other nodes have taken this one out of the cluster; it ends; with an empty folder it can"
            + " be added again");
    broken = true;
    left = true;
    outstanding = 0;
    settle();
    failed.accept(new RemovedException());
  }

  @Override
  public void onRefused(List<Entry> entries, Log.Refusal refusal) {
    for (Entry entry : entries) {
      Refusals.of(entry, refusal).ifPresent(outboxes::add);
    }
    told(entries.size());
  }

  @Override
  public void onFailed(Throwable failure) {
    if (!broken) {
      broken = true;
      LOG.error("the server can't go on", failure);
      failed.accept(failure);
    }
  }

  private void told(long entries) {
    outstanding -= entries;
    send();
    settle();
  }

  private void settle() {
    if (outstanding == 0 && !turnDue && !settling.isEmpty()) {
      List<Promise<Void>> now = List.copyOf(settling);
      settling.clear();
      now.forEach(Promise::complete);
    }
  }

  /** The figures go through the log, so that every replay has them from the same line on. */
  private void change(Settings settings) {
    DeliveryLimits changed = Figures.of(settings);
    if (!changed.equals(figures)) {
      figures = changed;
      append(List.of(new Entry.Limits(changed)));
      trimOld();
    }
  }

  private void trimLater() {
    long pause = figures.retention().age() / TRIM_LATENESS;
    vertx.setTimer(
        Math.min(LONGEST_TRIM, Math.max(SHORTEST_TRIM, pause)),
        timer -> {
          trimOld();
          trimLater();
        });
  }

  private void trimOld() {
    if (log.proposes()) {
      append(new ArrayList<>(machine.trimsDue(System.currentTimeMillis())));
    }
  }

  private void append(List<Entry> entries) {
    if (!entries.isEmpty() && !broken) {
      outstanding += entries.size();
      log.append(entries);
    }
  }

  private void send() {
    if (!inTurn) {
      outboxes.send(bus);
    }
  }

  private void setTimer(long now) {
    long due = machine.nextDeadline();
    if (due == timerDue) {
      return;
    }
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
    timerDue = due;
    if (due != Long.MAX_VALUE) {
      timer = vertx.setTimer(Math.max(1, due - now), fired -> tick());
    }
  }

  private void tick() {
    if (!log.proposes()) {
      // Who proposes it now may be gone before.
      timer = vertx.setTimer(OTHERS_TICK_MILLIS, fired -> tick());
      return;
    }
    timer = -1;
    timerDue = Long.MAX_VALUE;
    append(List.of(new Entry.Tick()));
  }
}
