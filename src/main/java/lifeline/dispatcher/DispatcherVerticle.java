package lifeline.dispatcher;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.bus.Bus;
import lifeline.bus.Census;
import lifeline.bus.ConnectionView;
import lifeline.bus.DispatcherHandler;
import lifeline.bus.Submission;
import lifeline.config.Settings;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeRun;
import lifeline.delivery.DeliveryLimits;
import lifeline.delivery.DeliveryMachine;
import lifeline.delivery.Effect;
import lifeline.delivery.Entry;
import lifeline.delivery.Query;
import lifeline.log.LineStore;
import lifeline.log.Log;
import lifeline.log.MemoryLineStore;
import lifeline.log.MemoryLog;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what connections ask for into the log, applies what the log has committed, and sends the
 * effects to the gateways: one message a gateway and turn, whatever happened in it.
 */
public final class DispatcherVerticle extends VerticleBase implements DispatcherHandler {
  private static final Logger LOG = LoggerFactory.getLogger(DispatcherVerticle.class);

  /** How often the age of lines is looked at. */
  private static final long TRIM_MILLIS = 60_000;

  private final NodeRun run;
  private DeliveryLimits figures;
  private final DeliveryMachine machine;
  private final LineStore lines = new MemoryLineStore();
  private final Log log;
  private final Answers answers;
  private final List<List<Effect>> outboxes = new ArrayList<>();
  private final Set<String> grown = new LinkedHashSet<>();
  private final List<Submission> waiting = new ArrayList<>();
  private boolean turnDue;
  private Bus bus;
  private Answers.Registry registry;
  private long timer = -1;
  private long timerDue = Long.MAX_VALUE;

  /**
   * @param gateways how many gateways there are; their numbers begin at 0
   */
  public DispatcherVerticle(Settings settings, NodeRun run, int gateways) {
    this.run = run;
    this.figures = Figures.of(settings);
    this.machine = new DeliveryMachine(figures, List.of(settings.node()));
    this.log = new MemoryLog(System::currentTimeMillis, this::onCommitted);
    this.answers = new Answers(settings.node(), machine, lines);
    for (int i = 0; i < gateways; i++) {
      outboxes.add(new ArrayList<>());
    }
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    registry = registry(bus);
    bus.onSubmit(this);
    bus.onSettings(this::change);
    log.append(List.of(new Entry.NodeStarted(run.node(), run.epoch()), new Entry.Limits(figures)));
    vertx.setPeriodic(TRIM_MILLIS, timer -> trimOld());
    return Future.succeededFuture();
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

  /** Handles all that has come, from whichever gateway, as one batch. */
  private void turn() {
    turnDue = false;
    List<Entry> entries = new ArrayList<>();
    for (Submission submission : waiting) {
      for (Submission.Item item : submission.items()) {
        if (item.entry() != null) {
          entries.add(item.entry());
        }
      }
    }
    if (!entries.isEmpty()) {
      log.append(entries);
    }
    for (Submission submission : waiting) {
      for (Submission.Item item : submission.items()) {
        if (item.query() != null) {
          answer(item.query());
        }
      }
    }
    waiting.clear();
    send();
  }

  /** A query that cannot be answered is told so, or its connection would wait for ever. */
  private void answer(Query query) {
    answers
        .answer(query, registry)
        .onSuccess(this::answered)
        .onFailure(
            failure -> {
              LOG.error("no answer to {}", query, failure);
              Message sorry = new Message.Problem(ErrorCode.UNAVAILABLE, "no answer, try again");
              answered(new Effect.Answered(query.connection(), List.of(sorry)));
            });
  }

  private void answered(Effect effect) {
    act(effect);
    send();
  }

  private void onCommitted(List<Entry> entries, long time) {
    for (Entry entry : entries) {
      machine.apply(entry, time, this::act);
      if (entry instanceof Entry.Trim trim) {
        lines.trim(trim.room(), trim.upTo(), machine.queries().pinned(trim.room()));
      }
    }
    if (!grown.isEmpty()) {
      List<Entry> trims = new ArrayList<>();
      grown.forEach(room -> machine.trimDue(room, time).ifPresent(trims::add));
      grown.clear();
      append(trims);
    }
    setTimer(time);
  }

  /** The figures go through the log, so that every replay has them from the same line on. */
  private void change(Settings settings) {
    DeliveryLimits changed = Figures.of(settings);
    if (!changed.equals(figures)) {
      figures = changed;
      log.append(List.of(new Entry.Limits(changed)));
      append(new ArrayList<>(machine.trimsDue(System.currentTimeMillis())));
      send();
    }
  }

  private void trimOld() {
    append(new ArrayList<>(machine.trimsDue(System.currentTimeMillis())));
    send();
  }

  private void append(List<Entry> entries) {
    if (!entries.isEmpty()) {
      log.append(entries);
    }
  }

  /** Gives an effect to whom it concerns. */
  private void act(Effect effect) {
    if (effect instanceof Effect.ToConnection one) {
      int gateway = ConnectionId.gateway(one.connection());
      if (ConnectionId.node(one.connection()) == run.node() && gateway < outboxes.size()) {
        outboxes.get(gateway).add(effect);
      }
      return;
    }
    if (effect instanceof Effect.Accepted accepted) {
      lines.add(accepted.lines());
      grown.add(accepted.lines().room());
    }
    for (List<Effect> outbox : outboxes) {
      outbox.add(effect);
    }
  }

  private void send() {
    for (int i = 0; i < outboxes.size(); i++) {
      if (!outboxes.get(i).isEmpty()) {
        bus.carry(i, outboxes.get(i));
        outboxes.set(i, new ArrayList<>());
      }
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
    timer = -1;
    timerDue = Long.MAX_VALUE;
    log.append(List.of(new Entry.Tick()));
    send();
  }
}
