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
import lifeline.delivery.lines.SeqRanges;
import lifeline.delivery.lines.SeqSet;
import lifeline.gateway.feed.Chunk;
import lifeline.gateway.feed.Encoders;
import lifeline.gateway.feed.EndOffsets;
import lifeline.gateway.feed.FeedReader;
import lifeline.gateway.feed.Feeds;
import lifeline.gateway.feed.RoomCursor;
import lifeline.gateway.feed.RoomFeed;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;
import lifeline.protocol.SaidLines;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines that are due to one connection: redelivered lines first, then urgent lines, then
 * others delivered out of turn, then replays of history, then every room from its cursor on. Lines
 * are written as the wire takes them: recent ones from memory, others page by page from the store,
 * with at most one page requested at a time.
 */
public final class LineReader implements FeedReader {
  private static final SeqSet NONE = new SeqSet();

  private final ClientConnection connection;
  private final Outbound outbound;
  private final UnconfirmedLines unconfirmed;
  private final ConnectionHost host;
  private final Feeds feeds;
  private final Encoders encoders;
  private final TurnBatch turn;
  private final EventLoop loop;
  private final Map<String, RoomCursor> cursors = new LinkedHashMap<>();
  private final OutOfTurnLines outOfTurn = new OutOfTurnLines();

  /** Rooms of {@code /part} commands that are not answered yet. */
  private final Set<String> leaving = new HashSet<>();

  /** Whether a page is requested. */
  private boolean fetching;

  private boolean frozen;
  private boolean closed;
  private @Nullable Runnable whenWritten;

  LineReader(
      ClientConnection connection,
      ConnectionHost host,
      Outbound outbound,
      UnconfirmedLines unconfirmed) {
    this.connection = connection;
    this.outbound = outbound;
    this.unconfirmed = unconfirmed;
    this.host = host;
    this.feeds = host.feeds();
    this.encoders = host.encoders();
    this.turn = host.turn();
    this.loop = host.loop();
  }

  void join(Effect.Joined joined) {
    RoomFeed feed = feeds.feed(joined.room(), joined.head());
    RoomCursor cursor = new RoomCursor(this, feed, joined.group() == null, joined.cursor());
    cursors.put(joined.room(), cursor);
    feed.add(cursor);
    host.pumpAfterEffects(this);
  }

  void part(String room) {
    RoomCursor cursor = cursors.remove(room);
    if (cursor != null) {
      leave(cursor);
    }
    outOfTurn.forget(room);
  }

  /** Writes nothing more of the room, nor what is delivered of it until the next {@link #thaw}. */
  void leave(String room) {
    leaving.add(room);
    part(room);
  }

  private void leave(RoomCursor cursor) {
    cursor.feed.remove(cursor);
    feeds.left(cursor.feed);
  }

  /** Writes no lines but replays until {@link #thaw}, so that a reported position stays true. */
  void freeze() {
    frozen = true;
  }

  void thaw() {
    leaving.clear();
    if (frozen) {
      frozen = false;
      host.pumpAfterEffects(this);
    }
  }

  boolean isIn(String room) {
    return cursors.containsKey(room);
  }

  /** The positions in all rooms that the connection is in. */
  List<Entry.Position> positions() {
    List<Entry.Position> positions = new ArrayList<>();
    cursors.keySet().forEach(room -> positions.add(position(room)));
    return positions;
  }

  /** The position in the room; also one without cursor has unconfirmed lines. */
  Entry.Position position(String room) {
    RoomCursor cursor = cursors.get(room);
    return new Entry.Position(
        room, cursor == null ? 0 : cursor.position, unconfirmed.unconfirmed(room));
  }

  void close() {
    closed = true;
    cursors.values().forEach(this::leave);
    cursors.clear();
    outOfTurn.clear();
  }

  /** Writes the lines at once if the connection is up to date and the wire takes them. */
  @Override
  public void offer(RoomCursor cursor, Chunk chunk) {
    if (closed || !cursor.plain) {
      return;
    }
    boolean upToDate = cursor.position + 1 >= chunk.firstSeq() && outOfTurn.isEmpty();
    if (upToDate && !frozen && outbound.writable()) {
      write(cursor, chunk);
      turn.written(connection);
    } else if (chunk.urgent()) {
      overtake(cursor, chunk);
    }
  }

  private void overtake(RoomCursor cursor, Chunk chunk) {
    for (SaidLines said : chunk.said()) {
      boolean own = said.connection() == connection.id() && !connection.echo();
      if (said.urgent() && !own && said.firstSeq() > cursor.position) {
        cursor.early.add(said.firstSeq(), said.lastSeq());
        cursor.hadOutOfTurn = true;
        outOfTurn.overtaking(said.room(), said.firstSeq(), said.lastSeq());
      }
    }
    pump();
  }

  @Override
  public void notice(RoomCursor cursor, long except, Message message) {
    if (!closed
        && connection.id() != except
        && !cursor.behind()
        && outOfTurn.isEmpty()
        && outbound.writable()) {
      connection.send(message);
    }
  }

  void deliver(Effect.Deliver deliver) {
    if (leaving.contains(deliver.room())) {
      return;
    }
    RoomCursor cursor = cursors.get(deliver.room());
    if (cursor != null) {
      cursor.hadOutOfTurn = true;
    }
    outOfTurn.add(deliver);
    host.pumpAfterEffects(this);
  }

  /** Writes these lines no more. */
  void withdraw(Effect.Withdrawn withdrawn) {
    RoomCursor cursor = cursors.get(withdrawn.room());
    SeqRanges lines = withdrawn.lines();
    outOfTurn.withdraw(withdrawn.room(), lines);
    if (cursor != null && cursor.plain) {
      cursor.early.addAll(lines.between(cursor.position + 1, Long.MAX_VALUE));
    }
  }

  /**
   * Whether confirmations of the room's lines are reported to the dispatcher. A guest has no
   * subscription: only what was delivered to it out of turn counts.
   */
  boolean reportsConfirmations(String room, boolean guest) {
    RoomCursor cursor = cursors.get(room);
    return !guest || cursor == null || !cursor.plain || cursor.hadOutOfTurn;
  }

  void replay(Effect.Replay replay) {
    outOfTurn.replay(replay);
    pump();
  }

  /**
   * Does {@code then}, once, when the waiting lines are written as far as the wire takes them at
   * once; to be called while effects are carried out.
   */
  void whenWritten(Runnable then) {
    whenWritten = then;
    host.pumpAfterEffects(this);
  }

  /** Writes the waiting lines, as far as the wire takes them. */
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
      OutOfTurnLines.Batch batch = due();
      if (batch != null) {
        advance(batch);
      } else if (frozen || !advanceCursors()) {
        return;
      }
    }
  }

  private OutOfTurnLines.@Nullable Batch due() {
    return frozen ? outOfTurn.nextReplay() : outOfTurn.next();
  }

  private void advance(OutOfTurnLines.Batch batch) {
    if (batch.done()) {
      outOfTurn.remove(batch);
      if (batch.replay) {
        connection.pipeline().replied(List.of(Notices.history(batch.room, batch.written)));
      }
      return;
    }
    Chunk chunk = feeds.chunkWith(batch.room, batch.next);
    if (chunk == null) {
      fetch(batch.room, batch.next, outOfTurn.last(batch));
    } else {
      write(batch, chunk);
      turn.written(connection);
    }
  }

  private boolean advanceCursors() {
    for (RoomCursor cursor : cursors.values()) {
      if (cursor.behind()) {
        Chunk chunk = cursor.feed.chunkWith(cursor.position + 1);
        if (chunk == null) {
          fetch(cursor.feed.room(), cursor.position + 1, Long.MAX_VALUE);
        } else {
          write(cursor, chunk);
          turn.written(connection);
        }
        return true;
      }
    }
    return false;
  }

  private void fetch(String room, long first, long last) {
    fetching = true;
    turn.ask(new Query.Read(connection.id(), room, first, last));
  }

  /**
   * The requested page: writes everything that is due next and on it. What it was requested for may
   * be gone by now.
   */
  void onPage(Effect.Page page) {
    fetching = false;
    if (closed) {
      return;
    }
    boolean unused = true;
    for (OutOfTurnLines.Batch batch = due(); batch != null; batch = due()) {
      if (batch.done()) {
        advance(batch);
      } else if (isOn(page, batch.room, batch.next) && (unused || outbound.writable())) {
        unused = false;
        write(batch, page);
      } else {
        pump();
        return;
      }
    }
    RoomCursor cursor = cursors.get(page.room());
    if (unused && !frozen && cursor != null && cursor.position + 1 == page.first()) {
      write(cursor, page);
    }
    pump();
  }

  /** Whether the page covers that line. */
  private static boolean isOn(Effect.Page page, String room, long seq) {
    boolean nothing = page.next() == page.first();
    return page.room().equals(room)
        && (nothing ? seq == page.first() : page.first() <= seq && seq < page.next());
  }

  private void write(OutOfTurnLines.Batch batch, Effect.Page page) {
    for (SaidLines said : page.lines()) {
      if (said.lastSeq() >= batch.next && said.firstSeq() <= batch.last) {
        withChunk(said, chunk -> write(batch, chunk));
      }
    }
    // Lines that have been trimmed meanwhile are not on the page, and are skipped.
    boolean nothing = page.next() == page.first();
    batch.next = nothing ? batch.last + 1 : Math.max(batch.next, page.next());
  }

  private void write(RoomCursor cursor, Effect.Page page) {
    for (SaidLines said : page.lines()) {
      if (said.lastSeq() > cursor.position) {
        withChunk(said, chunk -> write(cursor, chunk));
      }
    }
    boolean nothing = page.next() == page.first();
    cursor.position = nothing ? cursor.feed.head() : Math.max(cursor.position, page.next() - 1);
  }

  private void withChunk(SaidLines said, Consumer<Chunk> action) {
    Chunk chunk = new Chunk(List.of(said));
    try {
      action.accept(chunk);
    } finally {
      chunk.release();
    }
    turn.written(connection);
  }

  private void write(OutOfTurnLines.Batch batch, Chunk chunk) {
    long last = Math.min(batch.last, chunk.lastSeq());
    long first = Math.max(batch.next, chunk.firstSeq());
    if (batch.attempt == 1) {
      chunk.parts(
          encoders,
          connection.encoding(),
          first,
          last,
          -1,
          NONE,
          (bytes, from, to, ends) -> {
            long start = outbound.line(bytes);
            if (!batch.replay) {
              sent(batch.room, from, to, start, ends);
            }
          });
    } else {
      for (SaidLines said : chunk.said()) {
        for (long seq = Math.max(first, said.firstSeq());
            seq <= Math.min(last, said.lastSeq());
            seq++) {
          writeRepeat(batch, said, seq);
        }
      }
    }
    batch.written += (int) (last - first + 1);
    batch.next = last + 1;
  }

  private void writeRepeat(OutOfTurnLines.Batch batch, SaidLines said, long seq) {
    ByteBuf bytes = encoders.encode(said, seq, batch.attempt, connection.encoding());
    int size = bytes.readableBytes();
    long start = outbound.line(bytes);
    sent(batch.room, seq, seq, start, end -> size);
  }

  private void write(RoomCursor cursor, Chunk chunk) {
    String room = cursor.feed.room();
    chunk.parts(
        encoders,
        connection.encoding(),
        cursor.position + 1,
        chunk.lastSeq(),
        connection.echo() ? -1 : connection.id(),
        cursor.early,
        (bytes, first, last, ends) -> sent(room, first, last, outbound.line(bytes), ends));
    cursor.position = Math.max(cursor.position, chunk.lastSeq());
    if (!cursor.early.isEmpty()) {
      cursor.early.remove(1, cursor.position);
    }
  }

  private void sent(String room, long first, long last, long start, EndOffsets ends) {
    RoomCursor cursor = cursors.get(room);
    // The state machine itself times the batch of groups.
    boolean timed = cursor == null || cursor.plain;
    unconfirmed.sent(room, first, last, start, ends, loop.now(), timed);
  }
}
