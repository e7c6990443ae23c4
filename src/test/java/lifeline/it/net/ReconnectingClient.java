package lifeline.it.net;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lifeline.it.support.Program;

/** A client's connection to one node; when it has ended another one is made. */
final class ReconnectingClient {
  /** As a person or a script would, it waits a little before it tries again. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Supplier<Program> connect;
  private final List<String> greeting;
  private Program program;
  private long connectedNanos;
  private long lastSentNanos;
  private int count;

  /**
   * @param hello what is said first on each connection
   */
  ReconnectingClient(Supplier<Program> connect, String... hello) {
    this.connect = connect;
    this.greeting = List.of(hello);
    connect();
  }

  private void connect() {
    count++;
    connectedNanos = System.nanoTime();
    program = connect.get();
    greeting.forEach(this::send);
  }

  /** Whether it was said; if not, the connection is about to be found ended. */
  boolean send(String line) {
    lastSentNanos = System.nanoTime();
    try {
      program.send(line);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  /** What has come. nc learns that its server has gone when it says something: an empty line. */
  List<String> drain() {
    if (System.nanoTime() - lastSentNanos > PAUSE_NANOS) {
      send("");
    }
    return program.drain();
  }

  /** All that has come was read, and nothing more will come on this connection. */
  boolean hasEnded() {
    return program.hasEnded();
  }

  /** Connects again if the time has come. */
  void reconnectWhenDue() {
    if (System.nanoTime() - connectedNanos > PAUSE_NANOS) {
      program.close();
      connect();
    }
  }

  /** The number of the connection, from 1. */
  int count() {
    return count;
  }

  void close() {
    program.close();
  }
}
