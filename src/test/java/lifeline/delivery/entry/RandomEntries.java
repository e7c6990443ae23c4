package lifeline.delivery.entry;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.StartPosition;

/**
 * Entries of all kinds with random fields, drawn from what the kinds are declared to be: a new kind
 * is among them by itself, and a field of a new type is an error.
 */
final class RandomEntries {
  private static final String[] TEXTS = {"", "ops", "@alice", "Zoë", "日本", "🙂\u0000\n", "\uFFFD"};
  private static final int MOST_LIST = 4;
  private static final int MOST_LINE = 300;

  private final Random random;

  RandomEntries(long seed) {
    random = new Random(seed);
  }

  /** An entry of every kind. */
  List<Entry> ofEachKind() {
    List<Entry> entries = new ArrayList<>();
    for (Class<?> kind : Entry.class.getPermittedSubclasses()) {
      entries.add((Entry) record(kind));
    }
    return entries;
  }

  private Object record(Class<?> kind) {
    RecordComponent[] components = kind.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(kind, components[i]);
    }
    try {
      return kind.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(kind + " is no record", e);
    }
  }

  private Object value(Class<?> kind, RecordComponent component) {
    String field = kind.getSimpleName() + "." + component.getName();
    Class<?> type = component.getType();
    if (type == List.class) {
      return component.getGenericType().getTypeName().contains("LineId")
          ? many(() -> line())
          : many(() -> position());
    } else if (type == long.class) {
      return field.endsWith(".connection") ? connection() : seq();
    } else if (type == int.class) {
      return field.equals("Nack.seconds") ? random.nextInt(100) - 1 : random.nextInt(1 << 18);
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == String.class) {
      boolean mayMiss = field.equals("Join.group") || field.equals("Say.key");
      return mayMiss && random.nextBoolean() ? null : text();
    } else if (type == LineBlock.class) {
      return lines();
    } else if (type == LineId.class) {
      return field.startsWith("Dead") && random.nextBoolean() ? null : line();
    } else if (type == Position.class) {
      return random.nextBoolean() ? null : position();
    } else if (type == SeqRanges.class) {
      return seqs();
    } else if (type == StartPosition.class) {
      return from();
    } else if (type == ConfirmLevel.class) {
      return any(ConfirmLevel.values());
    } else if (type == CloseCause.class) {
      return any(CloseCause.values());
    }
    if (type == DeliveryLimits.class) {
      return limits();
    }
    throw new AssertionError("say here what " + field + " may be, and write it in Entry");
  }

  private <E> E any(E[] values) {
    return values[random.nextInt(values.length)];
  }

  private StartPosition from() {
    StartPosition[] all = {
      new StartPosition.Unspecified(),
      new StartPosition.New(),
      new StartPosition.All(),
      new StartPosition.Seq(seq()),
      new StartPosition.Last(random.nextInt(1000))
    };
    if (all.length != StartPosition.class.getPermittedSubclasses().length) {
      throw new AssertionError("a kind of From is missing here");
    }
    return any(all);
  }

  private <T> List<T> many(Supplier<T> one) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(MOST_LIST); i > 0; i--) {
      list.add(one.get());
    }
    return list;
  }

  private DeliveryLimits limits() {
    int some = random.nextInt(1 << 20);
    return new DeliveryLimits(
        new DeliveryLimits.Rooms(some, some + 1, some + 2, some + 3, some + 4),
        new DeliveryLimits.Retention(seq(), seq(), seq(), seq()),
        new DeliveryLimits.Attempts(seq(), some + 5, seq(), seq(), some + 6),
        new DeliveryLimits.Queue(seq(), seq(), seq(), some + 7));
  }

  private Position position() {
    return new Position(text(), random.nextInt(3) == 0 ? 0 : seq(), seqs());
  }

  private LineId line() {
    return new LineId(text(), seq());
  }

  private SeqSet seqs() {
    SeqSet seqs = new SeqSet();
    for (int i = random.nextInt(MOST_LIST); i > 0; i--) {
      long first = seq();
      seqs.add(first, first + random.nextInt(20));
    }
    return seqs;
  }

  private long seq() {
    return 1 + (random.nextLong() >>> (2 + random.nextInt(62)));
  }

  private long connection() {
    return ConnectionId.of(
        random.nextInt(64), random.nextInt(1 << 18), random.nextInt(64), random.nextInt(1 << 20));
  }

  private String text() {
    return any(TEXTS);
  }

  private LineBlock lines() {
    LineBlock.Builder lines = new LineBlock.Builder();
    for (int i = random.nextInt(MOST_LIST); i >= 0; i--) {
      byte[] line = new byte[random.nextInt(MOST_LINE)];
      random.nextBytes(line);
      lines.add(line, 0, line.length);
    }
    return lines.build();
  }
}
