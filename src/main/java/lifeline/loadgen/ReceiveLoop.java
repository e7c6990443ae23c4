package lifeline.loadgen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Objects;

/** Reads all subscribers, in one thread with one buffer, until {@link #stop}. */
final class ReceiveLoop implements Runnable {
  private static final int BUFFER = 256 * 1024;
  private static final int SELECT_MILLIS = 100;

  private final List<Subscriber> subscribers;
  private final DeliveryParser parser;
  private final Latencies latencies;
  private final Progress progress;
  private final Latencies.Clock clock;
  private final Selector selector;
  private final ByteBuffer shared = ByteBuffer.allocateDirect(BUFFER);
  private volatile boolean stopped;
  private Subscriber slowest;
  private long deliveries;
  private boolean allReceive;

  ReceiveLoop(
      List<Subscriber> subscribers,
      DeliveryParser parser,
      Latencies latencies,
      Progress progress,
      Latencies.Clock clock)
      throws IOException {
    this.subscribers = subscribers;
    this.parser = parser;
    this.latencies = latencies;
    this.progress = progress;
    this.clock = clock;
    this.slowest = subscribers.get(0);
    this.selector = Selector.open();
    for (Subscriber subscriber : subscribers) {
      subscriber.connection().channel().register(selector, SelectionKey.OP_READ, subscriber);
    }
  }

  /** May be called by any thread. */
  void stop() {
    stopped = true;
    selector.wakeup();
  }

  @Override
  public void run() {
    try (selector) {
      while (!stopped) {
        selector.select(this::read, SELECT_MILLIS);
        report();
      }
    } catch (UncheckedIOException e) {
      progress.fail(Objects.requireNonNull(e.getCause(), "it has a cause"));
    } catch (IOException | RuntimeException e) {
      progress.fail(new IOException("receiving failed: " + e, e));
    }
  }

  private void read(SelectionKey key) {
    Subscriber subscriber = (Subscriber) key.attachment();
    latencies.arrived(clock.now());
    long before = subscriber.deliveries();
    try {
      subscriber.read(shared, parser);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    deliveries += subscriber.deliveries() - before;
    if (subscriber.closed()) {
      key.cancel();
    }
  }

  private void report() {
    if (slowest.received() > progress.slowest()) {
      for (Subscriber subscriber : subscribers) {
        slowest = subscriber.received() < slowest.received() ? subscriber : slowest;
      }
    }
    allReceive = allReceive || subscribers.stream().allMatch(Subscriber::receives);
    progress.received(slowest.received(), deliveries, allReceive);
    if (slowest.closed()) {
      progress.fail(new IOException("the server has closed all subscribers"));
    }
  }
}
