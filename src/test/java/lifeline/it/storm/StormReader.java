package lifeline.it.storm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A connection that hears a room in {@code tsv} for a subscription, until it ends in some way. */
public final class StormReader {
  /** A line as it was heard. */
  record Heard(long seq, int attempt, boolean urgent) {
    boolean marked() {
      return attempt > 1;
    }
  }

  private final StormConnection connection;
  private final StormSubscription place;
  private final Random random;
  private final long startNanos = System.nanoTime();
  private final List<Heard> heard = new ArrayList<>();
  private final Set<Long> settled = new LinkedHashSet<>();
  private final List<String> wrong = new ArrayList<>();
  private final ReentrantLock talking = new ReentrantLock();
  private volatile boolean joined;
  private volatile boolean finished;
  private volatile boolean hard;
  private boolean goodBye;

  public StormReader(StormSubscription place, StormConnection wire, Random random) {
    this.place = place;
    this.random = random;
    this.connection = wire.readTo(this::hear);
    wire.write(place.greeting());
  }

  /** The number in an id. */
  static long seq(String id) {
    return Long.parseLong(id.substring(id.indexOf('#') + 1));
  }

  boolean joined() {
    return joined;
  }

  public StormConnection connection() {
    return connection;
  }

  long startNanos() {
    return startNanos;
  }

  /** What was heard; after the end. */
  List<Heard> heard() {
    return heard;
  }

  /**
   * The lines that need not come again: with {@code /confirm ack} those it has acknowledged (the
   * server may not have got that), else all that it read.
   */
  Set<Long> settled() {
    return settled;
  }

  /** The server has taken in all that this connection has sent, so its acks hold. */
  boolean goodBye() {
    return goodBye;
  }

  /** It has ended in a way that may leave acknowledged bytes unread in its kernel. */
  boolean hard() {
    return hard;
  }

  /** It has ended its input, so that it can't acknowledge any more. */
  boolean finished() {
    return finished;
  }

  List<String> wrong() {
    return wrong;
  }

  /** Says {@code /quit} and reads what still comes. No ack is sent after that. */
  public void quit() {
    boolean told;
    talking.lock();
    try {
      told = !finished && !hard;
      finished = true;
      told &= connection.write("/quit\n");
    } finally {
      talking.unlock();
    }
    if (!told) {
      hardEnd(true);
    } else if (connection.isProgram()) {
      connection.finish();
    }
  }

  /** Ends its input and goes on hearing. */
  void finish() {
    finished = true;
    connection.finish();
  }

  /** Goes on living, but does not read any more. It must be ended by {@link #hardEnd} later. */
  void stop() {
    hard = true;
    connection.stop();
  }

  /** By RST or SIGKILL, or (false) as a program ends that has not read all. */
  void hardEnd(boolean kill) {
    hard = true;
    if (kill) {
      connection.kill();
    } else {
      connection.leave();
    }
  }

  private void hear(String text) {
    if (text.startsWith("*\tjoined\t")) {
      joined = true;
    } else if (text.startsWith("*\tbye\t")) {
      goodBye = text.contains("quit");
    } else if (text.startsWith("!")) {
      wrong.add(place + " was told " + text);
    }
    String[] columns = text.split("\t", 6);
    if (columns.length == 6) {
      long seq = seq(columns[0]);
      heard.add(new Heard(seq, Integer.parseInt(columns[4]), columns[5].startsWith("urgent ")));
      settle(columns[0], seq);
    }
  }

  private void settle(String id, long seq) {
    talking.lock();
    try {
      answer(id, seq);
    } finally {
      talking.unlock();
    }
  }

  private void answer(String id, long seq) {
    if (!place.acks()) {
      settled.add(seq);
    } else if (!finished) {
      if (place.group() && random.nextInt(50) == 0) {
        connection.write("/nack " + id + " 0\n");
      } else {
        settled.add(seq);
        connection.write("/ack " + id + "\n");
      }
    }
  }
}
