package lifeline.delivery.entry;

import java.util.List;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.StartPosition;

/**
 * What the log orders. Entries are requests: {@link lifeline.delivery.DeliveryMachine#apply}
 * decides, the same on every node, whether they are granted.
 *
 * <p>Each kind writes its fields by {@code write} and reads them by the {@code read} beside it;
 * {@link EntryCodec} has their tags. Before you change either, read {@link
 * lifeline.codec.CodecVersion}; a changed rule of {@code apply} is a changed format too.
 */
public sealed interface Entry {
  /** Adds the fields, without the tag of the kind. */
  void write(ByteOut out);

  /** Whether this is lines to be accepted; only these are receipted or refused. */
  default boolean saysLines() {
    return this instanceof Say || this instanceof Direct;
  }

  /**
   * A node starts a new epoch; connections of its earlier epochs that have not ended end as
   * node-lost.
   */
  record NodeStarted(int node, int epoch) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.number(node);
      out.number(epoch);
    }

    static NodeStarted read(ByteIn in) {
      return new NodeStarted(in.integer(), in.integer());
    }
  }

  /** A connection has been accepted; it becomes {@code guest-N}. */
  record Opened(long connection, String address, boolean operator) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.text(address);
      out.flag(operator);
    }

    static Opened read(ByteIn in) {
      return new Opened(in.id(), in.text(), in.flag());
    }
  }

  /**
   * {@code /name}.
   *
   * @param positions how far the connection had come in its rooms; where one is missing, everything
   *     due to it may have been written
   */
  record Name(long connection, String name, List<Position> positions) implements Entry {
    public Name(long connection, String name) {
      this(connection, name, List.of());
    }

    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.word(name);
      out.list(positions, Position::write);
    }

    static Name read(ByteIn in) {
      return new Name(in.id(), in.known(), in.list(Position::read));
    }
  }

  /**
   * {@code /join}; {@code group} is null for a plain join.
   *
   * @param left how far the connection had come in the room that it leaves by this: the same room,
   *     if it had been joined in another way, or the lobby; null if it leaves none
   */
  record Join(long connection, String room, String group, StartPosition from, Position left)
      implements Entry {
    public Join(long connection, String room, String group, StartPosition from) {
      this(connection, room, group, from, null);
    }

    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.word(room);
      out.word(group);
      from.write(out);
      out.nullable(left, Position::write);
    }

    static Join read(ByteIn in) {
      return new Join(
          in.id(), in.known(), in.word(), StartPosition.read(in), in.nullable(Position::read));
    }
  }

  /**
   * The connection is put into the lobby because it sent neither /join nor /pipe in time: it hears
   * the lines accepted there since it was opened, and gets no durable subscription.
   */
  record EnterLobby(long connection) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
    }

    static EnterLobby read(ByteIn in) {
      return new EnterLobby(in.id());
    }
  }

  /**
   * {@code /part}.
   *
   * @param position how far the connection had come in the room, from which nothing more may be
   *     written to it; null if it is unknown
   */
  record Part(long connection, String room, Position position) implements Entry {
    public Part(long connection, String room) {
      this(connection, room, null);
    }

    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.word(room);
      out.nullable(position, Position::write);
    }

    static Part read(ByteIn in) {
      return new Part(in.id(), in.known(), in.nullable(Position::read));
    }
  }

  /** Lines said in a room. {@code key} is null but for {@code /once}, which has one line. */
  record Say(long connection, String room, boolean urgent, String key, LineBlock lines)
      implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.word(room);
      out.flag(urgent);
      out.nullable(key, (text, to) -> to.text(text));
      lines.write(out);
    }

    static Say read(ByteIn in) {
      return new Say(in.id(), in.known(), in.flag(), in.nullable(ByteIn::text), LineBlock.read(in));
    }
  }

  /** {@code /msg}: one line for a name. */
  record Direct(long connection, String name, LineBlock line) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.word(name);
      line.write(out);
    }

    static Direct read(ByteIn in) {
      return new Direct(in.id(), in.known(), LineBlock.read(in));
    }
  }

  /** The peer of {@code connection} has these lines, by TCP or by writing, as its level has it. */
  record Confirm(long connection, String room, SeqRanges lines) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.word(room);
      lines.write(out);
    }

    static Confirm read(ByteIn in) {
      return new Confirm(in.id(), in.known(), SeqSet.read(in));
    }
  }

  /** {@code /ack ID…}, from any connection of the name or group. */
  record Ack(long connection, List<LineId> ids) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.list(ids, LineId::write);
    }

    static Ack read(ByteIn in) {
      return new Ack(in.id(), in.list(LineId::read));
    }
  }

  /** {@code /nack ID [SECONDS]}; {@code seconds} is −1 if there were none. */
  record Nack(long connection, LineId id, int seconds) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      id.write(out);
      out.signed(seconds);
    }

    static Nack read(ByteIn in) {
      return new Nack(in.id(), LineId.read(in), in.signedInteger());
    }
  }

  /**
   * A plain connection with level ack was written these lines the ack timeout ago and has not
   * acknowledged them. (Members of groups are timed by the state machine itself.)
   */
  record Overdue(long connection, String room, SeqRanges lines) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.word(room);
      lines.write(out);
    }

    static Overdue read(ByteIn in) {
      return new Overdue(in.id(), in.known(), SeqSet.read(in));
    }
  }

  /** {@code /window N}. */
  record Window(long connection, int lines) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.signed(lines);
    }

    static Window read(ByteIn in) {
      return new Window(in.id(), in.signedInteger());
    }
  }

  /** {@code /confirm}. */
  record Level(long connection, ConfirmLevel level) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.word(level.word());
    }

    static Level read(ByteIn in) {
      return new Level(in.id(), ConfirmLevel.read(in));
    }
  }

  /** The registry considers the connection suspect, or healthy again. */
  record Health(long connection, boolean suspect) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.flag(suspect);
    }

    static Health read(ByteIn in) {
      return new Health(in.id(), in.flag());
    }
  }

  /**
   * A connection has ended.
   *
   * @param positions how far it had come in each of its rooms
   */
  record Ended(long connection, CloseCause cause, List<Position> positions) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.word(cause.word());
      out.list(positions, Position::write);
    }

    static Ended read(ByteIn in) {
      return new Ended(in.id(), CloseCause.read(in), in.list(Position::read));
    }
  }

  /** {@code /dead retry}; {@code id} is null for all. */
  record DeadRetry(long connection, LineId id) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.nullable(id, LineId::write);
    }

    static DeadRetry read(ByteIn in) {
      return new DeadRetry(in.id(), in.nullable(LineId::read));
    }
  }

  /** {@code /dead drop}; {@code id} is null for all. */
  record DeadDrop(long connection, LineId id) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.nullable(id, LineId::write);
    }

    static DeadDrop read(ByteIn in) {
      return new DeadDrop(in.id(), in.nullable(LineId::read));
    }
  }

  /** {@code /kick NAME [reset]}. */
  record Kick(long connection, String name, boolean reset) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.id(connection);
      out.word(name);
      out.flag(reset);
    }

    static Kick read(ByteIn in) {
      return new Kick(in.id(), in.known(), in.flag());
    }
  }

  /** The lines of {@code room} up to {@code upTo} are no longer retained. */
  record Trim(String room, long upTo) implements Entry {
    @Override
    public void write(ByteOut out) {
      out.word(room);
      out.number(upTo);
    }

    static Trim read(ByteIn in) {
      return new Trim(in.known(), in.number());
    }
  }

  /** The limits of the state machine from now on. */
  record Limits(DeliveryLimits limits) implements Entry {
    @Override
    public void write(ByteOut out) {
      limits.write(out);
    }

    static Limits read(ByteIn in) {
      return new Limits(DeliveryLimits.read(in));
    }
  }

  /** Nothing but the time: a timer of the state machine is due. */
  record Tick() implements Entry {
    @Override
    public void write(ByteOut out) {
      // Has no fields.
    }

    static Tick read(ByteIn in) {
      return new Tick();
    }
  }

  /**
   * How far a connection had come in a room when it ended.
   *
   * @param delivered every line due to it up to this seq had been written to it
   * @param unconfirmed lines written to it, in whatever way, that its peer had not confirmed
   */
  record Position(String room, long delivered, SeqRanges unconfirmed) {
    void write(ByteOut out) {
      out.word(room);
      out.number(delivered);
      unconfirmed.write(out);
    }

    static Position read(ByteIn in) {
      return new Position(in.known(), in.number(), SeqSet.read(in));
    }
  }
}
