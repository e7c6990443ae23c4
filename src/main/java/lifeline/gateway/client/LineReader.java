package lifeline.gateway.client;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.delivery.lines.SeqSet;
import lifeline.gateway.Gateway;
import lifeline.gateway.feed.Chunk;
import lifeline.gateway.feed.Feeds;
import lifeline.gateway.feed.RoomCursor;
import lifeline.gateway.feed.RoomFeed;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;
import lifeline.protocol.SaidLines;

/**
 * What one connection hears: repeats first, then urgent lines, then what it is given beside its
 * turn, then a replay of history, then every room from where its cursor stands. Lines go out as the
 * wire takes them, from memory where they are recent, else page by page from the store; at most one
 * page is on its way.
 */
public final class LineReader {
  private static final SeqSet NONE = new SeqSet();

  private final ClientConnection connection;
  private final Outbound outbound;
  private final UnconfirmedLines proof;
  private final Gateway gateway;
  private final Feeds feeds;
  private final Map<String, RoomCursor> readings = new LinkedHashMap<>();
  private final OutOfTurnLines given = new OutOfTurnLines();

  /** Rooms that the connection has said it leaves, until that is answered. */
  private final Set<String> leaving = new HashSet<>();

  private boolean fetching;
  private boolean frozen;
  private boolean closed;
  private Runnable whenWritten;

  LineReader(
      ClientConnection connection, Outbound outbound, UnconfirmedLines proof, Gateway gateway) {
    this.connection = connection;
    this.outbound = outbound;
    this.proof = proof;
    this.gateway = gateway;
    this.feeds = gateway.feeds();
  }

  void join(Effect.Joined joined) {
    RoomFeed feed = feeds.feed(joined.room(), joined.head());
    RoomCursor reading = new RoomCursor(this, feed, joined.group() == null, joined.cursor());
    readings.put(joined.room(), reading);
    feed.add(reading);
    gateway.pumpAfterEffects(this);
  }

  void part(String room) {
    RoomCursor reading = readings.remove(room);
    if (reading != null) {
      leave(reading);
    }
    given.forget(room);
  }

  /** Writes nothing more of the room, also not what is given to it until the next {@link #thaw}. */
  void leave(String room) {
    leaving.add(room);
    part(room);
  }

  private void leave(RoomCursor reading) {
    reading.feed.remove(reading);
    feeds.left(reading.feed);
  }

  /** Writes no lines but replays until {@link #thaw}: what is told of positions stays true. */
  void freeze() {
    frozen = true;
  }

  void thaw() {
    leaving.clear();
    if (frozen) {
      frozen = false;
      gateway.pumpAfterEffects(this);
    }
  }

  boolean hears(String room) {
    return readings.containsKey(room);
  }

  /** How far the connection has come in each room it is in. */
  List<Entry.Position> positions() {
    List<Entry.Position> positions = new ArrayList<>();
    readings.keySet().forEach(room -> positions.add(position(room)));
    return positions;
  }

  /** How far the connection has come in the room. */
  Entry.Position position(String room) {
    RoomCursor reading = readings.get(room);
    return new Entry.Position(room, reading == null ? 0 : reading.cursor, proof.unconfirmed(room));
  }

  void close() {
    closed = true;
    readings.values().forEach(this::leave);
    readings.clear();
    given.clear();
  }

  /** New lines: written at once if the connection is up to date and the wire takes them. */
  public void offer(RoomCursor reading, Chunk chunk) {
    if (closed || !reading.plain) {
      return;
    }
    boolean upToDate = reading.cursor + 1 >= chunk.firstSeq() && given.isEmpty();
    if (upToDate && !frozen && outbound.writable()) {
      write(reading, chunk);
      gateway.written(connection);
    } else if (chunk.urgent()) {
      overtake(reading, chunk);
    }
  }

  private void overtake(RoomCursor reading, Chunk chunk) {
    for (SaidLines said : chunk.said()) {
      boolean own = said.connection() == connection.id() && !connection.echo();
      if (said.urgent() && !own && said.firstSeq() > reading.cursor) {
        reading.early.add(said.firstSeq(), said.lastSeq());
        reading.given = true;
        given.overtaking(said.room(), said.firstSeq(), said.lastSeq());
      }
    }
    pump();
  }

  /** A notice that may be lost: only for who keeps up. */
  public void notice(RoomCursor reading, long except, Message message) {
    if (!closed
        && connection.id() != except
        && !reading.behind()
        && given.isEmpty()
        && outbound.writable()) {
      connection.tell(message);
    }
  }

  void deliver(Effect.Deliver deliver) {
    if (leaving.contains(deliver.room())) {
      return;
    }
    RoomCursor reading = readings.get(deliver.room());
    if (reading != null) {
      reading.given = true;
    }
    given.add(deliver);
    gateway.pumpAfterEffects(this);
  }

  /** These lines are not to be written any more. */
  void withdraw(Effect.Withdrawn withdrawn) {
    RoomCursor reading = readings.get(withdrawn.room());
    SeqSet lines = withdrawn.lines();
    given.withdraw(withdrawn.room(), lines);
    if (reading != null && reading.plain) {
      reading.early.addAll(lines.between(reading.cursor + 1, Long.MAX_VALUE));
    }
  }

  /** Whether the dispatcher wants to know what the peer has of this room. */
  boolean provesTo(String room, boolean guest) {
    RoomCursor reading = readings.get(room);
    return !guest || reading == null || !reading.plain || reading.given;
  }

  void replay(Effect.Replay replay) {
    given.replay(replay);
    pump();
  }

  /**
   * Does {@code then}, once, when what waits is written as far as the wire takes it at once; to be
   * called while effects are carried out.
   */
  void whenWritten(Runnable then) {
    whenWritten = then;
    gateway.pumpAfterEffects(this);
  }

  /** Writes what waits, as far as the wire takes it. */
  public void pump() {
    write();
    if (whenWritten != null && !fetching && !frozen) {
      Runnable then = whenWritten;
      whenWritten = null;
      then.run();
    }
  }

  private void write() {
    while (!closed && !fetching && outbound.writable()) {
      OutOfTurnBatch lines = due();
      if (lines != null) {
        advance(lines);
      } else if (frozen || !advanceReadings()) {
        return;
      }
    }
  }

  private OutOfTurnBatch due() {
    return frozen ? given.nextReplay() : given.next();
  }

  private void advance(OutOfTurnBatch lines) {
    if (lines.done()) {
      given.remove(lines);
      if (lines.replay) {
        connection.dialogue().replied(List.of(Notices.history(lines.room, lines.written)));
      }
      return;
    }
    Chunk chunk = feeds.chunkWith(lines.room, lines.next);
    if (chunk == null) {
      fetch(lines.room, lines.next, given.last(lines));
    } else {
      write(lines, chunk);
      gateway.written(connection);
    }
  }

  private boolean advanceReadings() {
    for (RoomCursor reading : readings.values()) {
      if (reading.behind()) {
        Chunk chunk = reading.feed.chunkWith(reading.cursor + 1);
        if (chunk == null) {
          fetch(reading.feed.room(), reading.cursor + 1, Long.MAX_VALUE);
        } else {
          write(reading, chunk);
          gateway.written(connection);
        }
        return true;
      }
    }
    return false;
  }

  private void fetch(String room, long first, long last) {
    fetching = true;
    gateway.ask(new Query.Read(connection.id(), room, first, last));
  }

  /**
   * The page that was asked for; serves all that comes next and is on it. What it was asked for may
   * have gone meanwhile.
   */
  void onPage(Effect.Page page) {
    fetching = false;
    if (closed) {
      return;
    }
    boolean asked = true;
    for (OutOfTurnBatch lines = due(); lines != null; lines = due()) {
      if (lines.done()) {
        advance(lines);
      } else if (isOn(page, lines.room, lines.next) && (asked || outbound.writable())) {
        asked = false;
        write(lines, page);
      } else {
        pump();
        return;
      }
    }
    RoomCursor reading = readings.get(page.room());
    if (asked && !frozen && reading != null && reading.cursor + 1 == page.first()) {
      write(reading, page);
    }
    pump();
  }

  /** Whether the page tells what is kept of that line and behind it. */
  private static boolean isOn(Effect.Page page, String room, long seq) {
    boolean nothing = page.next() == page.first();
    return page.room().equals(room)
        && (nothing ? seq == page.first() : page.first() <= seq && seq < page.next());
  }

  private void write(OutOfTurnBatch lines, Effect.Page page) {
    for (SaidLines said : page.lines()) {
      if (said.lastSeq() >= lines.next && said.firstSeq() <= lines.last) {
        withChunk(said, chunk -> write(lines, chunk));
      }
    }
    // Lines can have been trimmed meanwhile; what is not there any more is not waited for.
    boolean nothing = page.next() == page.first();
    lines.next = nothing ? lines.last + 1 : Math.max(lines.next, page.next());
  }

  private void write(RoomCursor reading, Effect.Page page) {
    for (SaidLines said : page.lines()) {
      if (said.lastSeq() > reading.cursor) {
        withChunk(said, chunk -> write(reading, chunk));
      }
    }
    boolean nothing = page.next() == page.first();
    reading.cursor = nothing ? reading.feed.head() : Math.max(reading.cursor, page.next() - 1);
  }

  private void withChunk(SaidLines said, Consumer<Chunk> action) {
    Chunk chunk = new Chunk(List.of(said));
    try {
      action.accept(chunk);
    } finally {
      chunk.release();
    }
    gateway.written(connection);
  }

  private void write(OutOfTurnBatch lines, Chunk chunk) {
    long last = Math.min(lines.last, chunk.lastSeq());
    long first = Math.max(lines.next, chunk.firstSeq());
    if (lines.attempt == 1) {
      chunk.parts(
          gateway.encoders(),
          connection.encoding(),
          first,
          last,
          -1,
          NONE,
          (bytes, from, to, ends) -> {
            long start = outbound.line(bytes);
            if (!lines.replay) {
              sent(lines.room, from, to, start, ends);
            }
          });
    } else {
      for (SaidLines said : chunk.said()) {
        for (long seq = Math.max(first, said.firstSeq());
            seq <= Math.min(last, said.lastSeq());
            seq++) {
          writeAgain(lines, said, seq);
        }
      }
    }
    lines.written += (int) (last - first + 1);
    lines.next = last + 1;
  }

  private void writeAgain(OutOfTurnBatch lines, SaidLines said, long seq) {
    ByteBuf bytes = gateway.encoders().encode(said, seq, lines.attempt, connection.encoding());
    int size = bytes.readableBytes();
    long start = outbound.line(bytes);
    sent(lines.room, seq, seq, start, end -> size);
  }

  private void write(RoomCursor reading, Chunk chunk) {
    String room = reading.feed.room();
    chunk.parts(
        gateway.encoders(),
        connection.encoding(),
        reading.cursor + 1,
        chunk.lastSeq(),
        connection.echo() ? -1 : connection.id(),
        reading.early,
        (bytes, first, last, ends) -> sent(room, first, last, outbound.line(bytes), ends));
    reading.cursor = Math.max(reading.cursor, chunk.lastSeq());
    if (!reading.early.isEmpty()) {
      reading.early.remove(1, reading.cursor);
    }
  }

  private void sent(
      String room, long first, long last, long start, UnconfirmedLines.LineEnds ends) {
    RoomCursor reading = readings.get(room);
    // The state machine itself times the lines of groups.
    boolean timed = reading == null || reading.plain;
    proof.sent(room, first, last, start, ends, gateway.steady(), timed);
  }
}
