package lifeline.log.raft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lifeline.delivery.Entry;
import lifeline.log.Log;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again for what nobody tells: lines that wait for too long, a majority that can't
 * be reached, nodes that are silent. The leader ends the runs of those, as far as it still has a
 * majority.
 */
final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final long LOOK_MILLIS = 250;

  private final RaftSettings settings;
  private final Station station;
  private final Batcher batcher;
  private final Origins origins;
  private final Redial redial;
  private final Executor executor;
  private final Listener listener;
  private final Outage outage;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "raft-watch"));

  /** Epochs of the runs that were held for lost last, by the numbers of their nodes. */
  private final Map<Integer, Integer> declared = new HashMap<>();

  /** Why nothing gets into the log, as told last. */
  private String unavailable;

  private volatile boolean hurried;

  /** Gets what is seen, in the executor of the watch. */
  interface Listener {
    /** As {@link Log.Listener#onRefused}. */
    void onRefused(List<Entry> entries, Log.Refusal refusal);

    /** As {@link Log.Listener#onUnavailable}. */
    void onUnavailable(String why);

    /** At that time, ns, this node and most others were in touch. */
    void onTouch(long time);

    /** This node can't go on; told at once, on the thread of the watch. */
    void onFailed(Throwable failure);
  }

  /**
   * @param executor where origins are used, and the listener is called
   */
  Watch(
      RaftSettings settings,
      Station station,
      Batcher batcher,
      Origins origins,
      Redial redial,
      Executor executor,
      Listener listener) {
    this.settings = settings;
    this.station = station;
    this.batcher = batcher;
    this.origins = origins;
    this.redial = redial;
    this.executor = executor;
    this.listener = listener;
    this.outage = new Outage(settings.patience().toNanos(), System.nanoTime());
  }

  void start() {
    var unused =
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** As {@link Log#hurry}. */
  void hurry() {
    hurried = true;
  }

  void close() {
    thread.shutdown();
  }

  private void look() {
    try {
      noteContact();
      tellWhetherAvailable();
      answerLate();
      answerAlone();
      List<String> silent = silent();
      redial.look(silent);
      endLost(silent);
    } catch (RuntimeException e) {
      listener.onFailed(e);
    }
  }

  private void noteContact() {
    if (alone()) {
      return;
    }
    long ago = Silence.sinceContact(station.division().getInfo(), station.nodes().size());
    if (ago < settings.deadAfter().toMillis()) {
      long time = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(ago);
      executor.execute(() -> listener.onTouch(time));
    }
  }

  private void answerLate() {
    if (hurried && unavailable != null) {
      batcher.abandon(this::refuse).forEach(executor::execute);
    } else {
      batcher.giveUp(settings.patience().toNanos(), this::refuse);
    }
  }

  private void refuse(List<Entry> entries, boolean unknown) {
    Log.Refusal refusal = new Log.Refusal(unknown, reason());
    executor.execute(() -> listener.onRefused(entries, refusal));
  }

  private void tellWhetherAvailable() {
    long now = System.nanoTime();
    String why = outage.lasts(alone(), batcher.waitsFor(now), now) ? reason() : null;
    if (!Objects.equals(why, unavailable)) {
      unavailable = why;
      executor.execute(() -> listener.onUnavailable(why));
    }
  }

  /** While nothing is told, who asks is answered by what is known here. */
  private void answerAlone() {
    // What waits for an answer at the end is told before goodbye is said.
    if (unavailable != null || (alone() && !hurried)) {
      batcher.takeTasks().forEach(executor::execute);
    }
  }

  private boolean alone() {
    return station.leader() == null;
  }

  private String reason() {
    return alone() ? "no majority of the nodes can be reached" : "the cluster does not answer";
  }

  /** The nodes that this one should hear from and does not. */
  private List<String> silent() {
    if (station.leads()) {
      return Silence.of(station.division().getInfo(), settings.deadAfter().toMillis());
    }
    return alone() && unavailable != null ? station.others() : List.of();
  }

  private void endLost(List<String> silent) {
    int nodes = station.nodes().size();
    if (station.leads() && 2 * (nodes - silent.size()) > nodes) {
      executor.execute(
          () ->
              origins.names().stream()
                  .filter(name -> silent.contains(name) || !station.has(name))
                  .forEach(this::endLost));
    }
  }

  private void endLost(String name) {
    int other = origins.number(name);
    origins
        .running(other)
        .ifPresent(
            epoch -> {
              // It may take some rounds until that is committed.
              if (!Integer.valueOf(epoch).equals(declared.put(other, epoch))) {
                LOG.warn("node {} does not answer; its connections are ended", name);
              }
              batcher.aside(Origin.lost(other, epoch));
            });
  }
}
