package lifeline.delivery.entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.StartPosition;

/**
 * All kinds of {@link Entry}, each with its tag, how its fields are written, and how they are read.
 *
 * <p>A tag is never given to another kind, also when its kind is no longer used. Before you change
 * anything here, read {@link lifeline.codec.CodecVersion}.
 */
final class EntryKinds {
  private final Map<Class<?>, Row<?>> byClass = new HashMap<>();
  private final Map<Integer, Row<?>> byTag = new HashMap<>();

  private record Row<E extends Entry>(
      int tag, Class<E> kind, BiConsumer<E, ByteOut> writer, Function<ByteIn, E> reader) {

    void write(Entry entry, ByteOut out) {
      out.octet(tag);
      writer.accept(kind.cast(entry), out);
    }
  }

  EntryKinds() {
    kind(
        1,
        Entry.NodeStarted.class,
        (e, out) -> {
          out.number(e.node());
          out.number(e.epoch());
        },
        in -> new Entry.NodeStarted(in.integer(), in.integer()));
    kind(
        2,
        Entry.Opened.class,
        (e, out) -> {
          out.id(e.connection());
          out.text(e.address());
          out.flag(e.operator());
        },
        in -> new Entry.Opened(in.id(), in.text(), in.flag()));
    kind(
        3,
        Entry.Name.class,
        (e, out) -> {
          out.id(e.connection());
          out.word(e.name());
          positions(e.positions(), out);
        },
        in -> new Entry.Name(in.id(), in.known(), positions(in)));
    kind(
        4,
        Entry.Join.class,
        (e, out) -> {
          out.id(e.connection());
          out.word(e.room());
          out.word(e.group());
          from(e.from(), out);
          positionOrNull(e.left(), out);
        },
        in -> new Entry.Join(in.id(), in.known(), in.word(), from(in), positionOrNull(in)));
    kind(5, Entry.Stay.class, (e, out) -> out.id(e.connection()), in -> new Entry.Stay(in.id()));
    kind(
        6,
        Entry.Part.class,
        (e, out) -> {
          out.id(e.connection());
          out.word(e.room());
          positionOrNull(e.position(), out);
        },
        in -> new Entry.Part(in.id(), in.known(), positionOrNull(in)));
    kind(
        7,
        Entry.Say.class,
        (e, out) -> {
          out.id(e.connection());
          out.word(e.room());
          out.flag(e.urgent());
          textOrNull(e.key(), out);
          e.lines().write(out);
        },
        in -> new Entry.Say(in.id(), in.known(), in.flag(), textOrNull(in), LineBlock.read(in)));
    kind(
        8,
        Entry.Direct.class,
        (e, out) -> {
          out.id(e.connection());
          out.word(e.name());
          e.line().write(out);
        },
        in -> new Entry.Direct(in.id(), in.known(), LineBlock.read(in)));
    kind(
        9,
        Entry.Confirm.class,
        (e, out) -> {
          out.id(e.connection());
          out.word(e.room());
          e.lines().write(out);
        },
        in -> new Entry.Confirm(in.id(), in.known(), SeqSet.read(in)));
    kind(
        10,
        Entry.Ack.class,
        (e, out) -> {
          out.id(e.connection());
          out.number(e.ids().size());
          e.ids().forEach(id -> line(id, out));
        },
        in -> new Entry.Ack(in.id(), list(in, EntryKinds::line)));
    kind(
        11,
        Entry.Nack.class,
        (e, out) -> {
          out.id(e.connection());
          line(e.id(), out);
          out.signed(e.seconds());
        },
        in -> new Entry.Nack(in.id(), line(in), in.signedInteger()));
    kind(
        12,
        Entry.Overdue.class,
        (e, out) -> {
          out.id(e.connection());
          out.word(e.room());
          e.lines().write(out);
        },
        in -> new Entry.Overdue(in.id(), in.known(), SeqSet.read(in)));
    kind(
        13,
        Entry.Window.class,
        (e, out) -> {
          out.id(e.connection());
          out.signed(e.lines());
        },
        in -> new Entry.Window(in.id(), in.signedInteger()));
    kind(
        14,
        Entry.Level.class,
        (e, out) -> {
          out.id(e.connection());
          out.word(e.level().word());
        },
        in -> new Entry.Level(in.id(), ConfirmLevel.read(in)));
    kind(
        15,
        Entry.Health.class,
        (e, out) -> {
          out.id(e.connection());
          out.flag(e.suspect());
        },
        in -> new Entry.Health(in.id(), in.flag()));
    kind(
        16,
        Entry.Ended.class,
        (e, out) -> {
          out.id(e.connection());
          out.word(e.cause().word());
          positions(e.positions(), out);
        },
        in -> new Entry.Ended(in.id(), CloseCause.read(in), positions(in)));
    kind(
        17,
        Entry.DeadRetry.class,
        (e, out) -> {
          out.id(e.connection());
          lineOrAll(e.id(), out);
        },
        in -> new Entry.DeadRetry(in.id(), lineOrAll(in)));
    kind(
        18,
        Entry.DeadDrop.class,
        (e, out) -> {
          out.id(e.connection());
          lineOrAll(e.id(), out);
        },
        in -> new Entry.DeadDrop(in.id(), lineOrAll(in)));
    kind(
        19,
        Entry.Kick.class,
        (e, out) -> {
          out.id(e.connection());
          out.word(e.name());
          out.flag(e.reset());
        },
        in -> new Entry.Kick(in.id(), in.known(), in.flag()));
    kind(
        20,
        Entry.Trim.class,
        (e, out) -> {
          out.word(e.room());
          out.number(e.upTo());
        },
        in -> new Entry.Trim(in.known(), in.number()));
    kind(21, Entry.Tick.class, (e, out) -> {}, in -> new Entry.Tick());
    kind(
        22,
        Entry.Limits.class,
        (e, out) -> e.limits().write(out),
        in -> new Entry.Limits(DeliveryLimits.read(in)));
  }

  void write(Entry entry, ByteOut out) {
    Row<?> row = byClass.get(entry.getClass());
    if (row == null) {
      throw new IllegalArgumentException("no tag for " + entry.getClass());
    }
    row.write(entry, out);
  }

  Entry read(ByteIn in) {
    int tag = in.octet();
    Row<?> row = byTag.get(tag);
    if (row == null) {
      throw in.unreadable("no kind of entry has tag " + tag);
    }
    return row.reader().apply(in);
  }

  private <E extends Entry> void kind(
      int tag, Class<E> kind, BiConsumer<E, ByteOut> writer, Function<ByteIn, E> reader) {
    Row<E> row = new Row<>(tag, kind, writer, reader);
    if (byTag.put(tag, row) != null || byClass.put(kind, row) != null) {
      throw new IllegalStateException(tag + " or " + kind + " is there already");
    }
  }

  private static void from(StartPosition from, ByteOut out) {
    if (from instanceof StartPosition.Unsaid) {
      out.octet(0);
    } else if (from instanceof StartPosition.New) {
      out.octet(1);
    } else if (from instanceof StartPosition.All) {
      out.octet(2);
    } else if (from instanceof StartPosition.Seq seq) {
      out.octet(3);
      out.number(seq.seq());
    } else if (from instanceof StartPosition.Last last) {
      out.octet(4);
      out.signed(last.lines());
    } else {
      throw new IllegalArgumentException("no tag for " + from);
    }
  }

  private static StartPosition from(ByteIn in) {
    int tag = in.octet();
    return switch (tag) {
      case 0 -> new StartPosition.Unsaid();
      case 1 -> new StartPosition.New();
      case 2 -> new StartPosition.All();
      case 3 -> new StartPosition.Seq(in.number());
      case 4 -> new StartPosition.Last(in.signedInteger());
      default -> throw in.unreadable("no 'from' has tag " + tag);
    };
  }

  private static void positions(List<Position> positions, ByteOut out) {
    out.number(positions.size());
    positions.forEach(position -> position(position, out));
  }

  private static List<Position> positions(ByteIn in) {
    return list(in, EntryKinds::position);
  }

  private static void position(Position position, ByteOut out) {
    out.word(position.room());
    out.number(position.delivered());
    position.unconfirmed().write(out);
  }

  private static Position position(ByteIn in) {
    return new Position(in.known(), in.number(), SeqSet.read(in));
  }

  private static void positionOrNull(Position position, ByteOut out) {
    out.flag(position != null);
    if (position != null) {
      position(position, out);
    }
  }

  private static Position positionOrNull(ByteIn in) {
    return in.flag() ? position(in) : null;
  }

  private static void line(LineId id, ByteOut out) {
    out.word(id.room());
    out.number(id.seq());
  }

  private static LineId line(ByteIn in) {
    return new LineId(in.known(), in.number());
  }

  private static void lineOrAll(LineId id, ByteOut out) {
    out.flag(id != null);
    if (id != null) {
      line(id, out);
    }
  }

  private static LineId lineOrAll(ByteIn in) {
    return in.flag() ? line(in) : null;
  }

  private static void textOrNull(String text, ByteOut out) {
    out.flag(text != null);
    if (text != null) {
      out.text(text);
    }
  }

  private static String textOrNull(ByteIn in) {
    return in.flag() ? in.text() : null;
  }

  private static <T> List<T> list(ByteIn in, Function<ByteIn, T> reader) {
    int count = in.count();
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(reader.apply(in));
    }
    return list;
  }
}
