package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.entry.TestLimits;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.StartPosition;

/**
 * Random entries of all kinds over few rooms and names, from a seed; what they say need not make
 * sense. With limits that are soon reached they bring a machine into every kind of state.
 */
final class WildHistory {
  static final List<String> NODES = List.of("n1", "n2");
  private static final String[] ROOMS = {"ops", "ops", "news", "lobby"};
  private static final String[] NAMES = {"Alice", "bob", "carol"};
  private static final String[] GROUPS = {"G1", "g2"};
  private static final long MINUTE = 60_000;

  private final Random random;
  private final List<Long> open = new ArrayList<>();
  private long connections;
  private final DeliveryLimits limits;
  private int epoch = 1;
  private long now = 1_000_000;

  WildHistory(long seed) {
    random = new Random(seed);
    limits = drawn();
  }

  private DeliveryLimits drawn() {
    DeliveryLimits defaults = TestLimits.defaults();
    return new DeliveryLimits(
        new DeliveryLimits.Rooms(50, 100, 100, 100, 6 + random.nextInt(4)),
        new DeliveryLimits.Retention(
            100, 1 << 20, defaults.retention().age(), defaults.retention().nameExpiry()),
        new DeliveryLimits.Attempts(5_000, 3, 1_000, 60_000, 4 + random.nextInt(8)),
        new DeliveryLimits.Queue(random.nextInt(3) > 0 ? 0 : 10 * MINUTE, 12, 1 << 20, 3));
  }

  /** What the machine begins with. */
  DeliveryLimits limits() {
    return limits;
  }

  /** The time of the entry that {@link #next} gave last. */
  long now() {
    return now;
  }

  Entry next() {
    now += random.nextInt(200);
    if (open.size() < 3) {
      return opened();
    }
    int kind = random.nextInt(100);
    if (kind < 40) {
      return kind < 15 ? join() : say();
    }
    return kind < 70 ? confirmation(kind) : other(kind);
  }

  private Entry opened() {
    connections++;
    long id = ConnectionId.of(0, epoch, 0, connections);
    open.add(id);
    String address = "127.0.0.1:" + (50_000 + connections);
    return new Entry.Opened(id, address, random.nextInt(3) == 0);
  }

  private Entry join() {
    StartPosition[] froms = {
      new StartPosition.Unspecified(),
      new StartPosition.New(),
      new StartPosition.All(),
      new StartPosition.Last(3),
      new StartPosition.Seq(2)
    };
    String group = random.nextInt(3) == 0 ? any(GROUPS) : null;
    return new Entry.Join(any(), any(ROOMS), group, any(froms));
  }

  private Entry say() {
    if (random.nextInt(8) == 0) {
      String guest = "guest-" + (1 + random.nextInt((int) connections));
      String to = random.nextBoolean() ? any(NAMES) : guest;
      return new Entry.Direct(any(), to, LineBlock.of("psst"));
    }
    String key = random.nextInt(8) == 0 ? "key " + random.nextInt(9) : null;
    LineBlock lines = key == null ? LineBlock.of("one", "", "three") : LineBlock.of("once");
    return new Entry.Say(any(), any(ROOMS), random.nextInt(6) == 0, key, lines);
  }

  private Entry confirmation(int kind) {
    if (kind < 50) {
      return new Entry.Confirm(any(), any(ROOMS), seqs());
    } else if (kind < 55) {
      return new Entry.Ack(any(), List.of(line(), line()));
    } else if (kind < 63) {
      return new Entry.Nack(any(), line(), random.nextInt(4) - 1);
    } else if (kind < 67) {
      return new Entry.Overdue(any(), any(ROOMS), seqs());
    }
    return new Entry.Level(any(), any(ConfirmLevel.values()));
  }

  private Entry other(int kind) {
    if (kind < 75) {
      return opened();
    } else if (kind < 80) {
      return new Entry.Name(any(), any(NAMES), positions());
    } else if (kind < 84) {
      return new Entry.Part(any(), any(ROOMS), random.nextBoolean() ? null : position());
    } else if (kind < 88) {
      long connection = any();
      open.remove(connection);
      return new Entry.Ended(connection, any(CloseCause.values()), positions());
    } else if (kind < 90) {
      return new Entry.Health(any(), random.nextBoolean());
    } else if (kind < 92) {
      return new Entry.Window(any(), 1 + random.nextInt(3));
    } else if (kind < 94) {
      return new Entry.DeadRetry(any(), random.nextBoolean() ? null : line());
    } else if (kind < 95) {
      return random.nextBoolean() ? new Entry.DeadDrop(any(), line()) : new Entry.EnterLobby(any());
    } else if (kind < 97) {
      return new Entry.Trim(any(ROOMS), 1L + random.nextInt(30));
    } else if (kind < 98) {
      return random.nextInt(3) > 0
          ? new Entry.Kick(any(), any(NAMES), random.nextBoolean())
          : new Entry.Limits(drawn());
    } else if (kind < 99) {
      now += random.nextInt(10) == 0 ? 31 * 24 * 60 * MINUTE : random.nextInt(10) * MINUTE;
      return new Entry.Tick();
    }
    if (random.nextInt(4) > 0) {
      return new Entry.Tick();
    }
    epoch++;
    open.clear();
    return new Entry.NodeStarted(0, epoch);
  }

  private List<Position> positions() {
    return random.nextBoolean() ? List.of() : List.of(position());
  }

  private Position position() {
    return new Position(any(ROOMS), random.nextInt(30), seqs());
  }

  private SeqSet seqs() {
    long first = 1L + random.nextInt(40);
    return SeqSet.of(first, first + random.nextInt(6));
  }

  private LineId line() {
    return new LineId(any(ROOMS), 1L + random.nextInt(40));
  }

  private long any() {
    return open.get(random.nextInt(open.size()));
  }

  private <T> T any(T[] of) {
    return of[random.nextInt(of.length)];
  }
}
