package lifeline.loadgen;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Puts one load on one server: connect, probe, warm up, measure, wait for the last lines. */
public final class LoadRun {
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PROBE_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Lines that are missing when nothing has come for this time are lost. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Load load;
  private final Peer peer;
  private final Latencies.Clock clock = new Latencies.Clock();
  private final Progress progress = new Progress();
  private final Payload.Tags tags = Payload.Tags.of(ThreadLocalRandom.current().nextInt());
  private final Latencies latencies;
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final List<Publisher> publishers = new ArrayList<>();

  /** Called by the running thread at the two ends of the measured interval. */
  public interface IntervalListener {
    void started() throws IOException;

    void ended() throws IOException;
  }

  public LoadRun(Load load, Peer peer) {
    this.load = load;
    this.peer = peer;
    this.latencies = new Latencies(load.sampleEvery());
  }

  /** Runs the load once. The message of the exception is for the user. */
  public Result run() throws IOException, InterruptedException {
    return run(
        new IntervalListener() {
          @Override
          public void started() {}

          @Override
          public void ended() {}
        });
  }

  /** The same, for a caller that measures something else, too. */
  public Result run(IntervalListener listener) throws IOException, InterruptedException {
    try {
      DeliveryParser parser =
          new DeliveryParser(peer.delivered(load.size()), load.size(), tags.line());
      connect(parser);
      return run(listener, parser);
    } finally {
      for (Subscriber subscriber : subscribers) {
        subscriber.connection().close();
      }
      for (Publisher publisher : publishers) {
        publisher.close();
      }
    }
  }

  private void connect(DeliveryParser parser) throws IOException {
    for (int i = 0; i < load.subscribers(); i++) {
      Connection connection = Connection.open(load.host(), load.port(), peer.subscriberHello());
      subscribers.add(new Subscriber(connection, peer, load.publishers(), latencies, tags));
    }
    for (int i = 0; i < load.publishers(); i++) {
      Connection connection = Connection.open(load.host(), load.port(), peer.publisherHello());
      publishers.add(new Publisher(connection, peer, parser, tags, i, load.size()));
    }
  }

  private Result run(IntervalListener listener, DeliveryParser parser)
      throws IOException, InterruptedException {
    ReceiveLoop receiveLoop = new ReceiveLoop(subscribers, parser, latencies, progress, clock);
    PublishLoop publishLoop = new PublishLoop(publishers, load, progress, clock);
    Thread receiver = start("bench-receive", receiveLoop);
    Thread publisher = start("bench-publish", publishLoop);
    try {
      while (!publishLoop.hasStarted()) {
        progress.pause(PROBE_STEP_NANOS);
      }
      progress.pause(load.warmup().toNanos());
      Interval interval = measure(listener, publishLoop);
      publishLoop.stop();
      end(publisher);
      awaitArrival(progress.sent(), STEP_NANOS);
      receiveLoop.stop();
      receiver.join();
      return result(interval);
    } finally {
      publishLoop.stop();
      receiveLoop.stop();
      publisher.interrupt();
      publisher.join();
      receiver.join();
    }
  }

  private record Interval(double seconds, long lines, long deliveries) {}

  private Interval measure(IntervalListener listener, PublishLoop publishLoop)
      throws IOException, InterruptedException {
    listener.started();
    long start = clock.now();
    latencies.start(start);
    long lines = progress.sent();
    long deliveries = progress.deliveries();
    if (load.lines() > 0) {
      awaitArrival(publishLoop.stopAfter(load.lines()), STEP_NANOS);
    } else {
      progress.pause(load.duration().toNanos());
    }
    long end = clock.now();
    latencies.end(end);
    Interval interval =
        new Interval(
            (end - start) / 1e9, progress.sent() - lines, progress.deliveries() - deliveries);
    listener.ended();
    return interval;
  }

  /** Waits until the slowest subscriber has {@code lines} lines, or nothing has come for 5 s. */
  private void awaitArrival(long lines, long step) throws IOException, InterruptedException {
    long deliveries = -1;
    long since = clock.now();
    while (progress.slowest() < lines && clock.now() - since < QUIET_NANOS) {
      if (progress.deliveries() != deliveries) {
        deliveries = progress.deliveries();
        since = clock.now();
      }
      progress.pause(step);
    }
  }

  private static Thread start(String name, Runnable runnable) {
    Thread thread = new Thread(runnable, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Waits for the publisher; interrupts it if the server takes no more from it. */
  private static void end(Thread publisher) throws InterruptedException {
    publisher.join(TimeUnit.NANOSECONDS.toMillis(QUIET_NANOS));
    publisher.interrupt();
    publisher.join();
  }

  private Result result(Interval interval) {
    long lost = 0;
    long duplicates = 0;
    long disorder = 0;
    for (Subscriber subscriber : subscribers) {
      for (int i = 0; i < publishers.size(); i++) {
        Sequence sequence = subscriber.sequence(i);
        lost += sequence.lost(publishers.get(i).sent());
        duplicates += sequence.duplicates();
        disorder += sequence.disorder();
      }
    }
    return new Result(
        interval.seconds(),
        interval.lines(),
        interval.deliveries(),
        lost,
        duplicates,
        disorder,
        subscribers.stream().mapToLong(Subscriber::damaged).sum(),
        subscribers.stream().filter(Subscriber::closed).count(),
        latencies.histogram());
  }
}
