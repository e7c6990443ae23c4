package lifeline.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.delivery.Effect;
import lifeline.delivery.Query;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;

/**
 * What one connection hears: its places in rooms, and replays of history. Lines go out as the wire
 * takes them, from memory where they are recent, else page by page from the store; at most one page
 * is on its way.
 */
final class Hearing {
  private final ClientConnection connection;
  private final Outbound outbound;
  private final Gateway gateway;
  private final Map<String, Reading> readings = new LinkedHashMap<>();
  private final Deque<Replay> replays = new ArrayDeque<>();
  private boolean fetching;
  private boolean closed;

  /** A {@code /history} that is being written. */
  private static final class Replay {
    final String room;
    final long first;
    final long last;
    long next;
    int written;

    Replay(String room, long first, long last) {
      this.room = room;
      this.first = first;
      this.last = last;
      this.next = first;
    }
  }

  Hearing(ClientConnection connection, Outbound outbound, Gateway gateway) {
    this.connection = connection;
    this.outbound = outbound;
    this.gateway = gateway;
  }

  /** The rooms heard, in the order they were joined. */
  Iterable<String> rooms() {
    return readings.keySet();
  }

  boolean inRoom() {
    return !readings.isEmpty();
  }

  void join(RoomFeed feed, long cursor) {
    Reading reading = new Reading(this, feed, cursor);
    readings.put(feed.room(), reading);
    feed.add(reading);
  }

  void part(String room) {
    Reading reading = readings.remove(room);
    if (reading != null) {
      leave(reading);
    }
  }

  private void leave(Reading reading) {
    reading.feed.remove(reading);
    gateway.left(reading.feed);
  }

  /** How far the connection had come in each room. */
  Iterable<Reading> readings() {
    return readings.values();
  }

  void close() {
    closed = true;
    readings.values().forEach(this::leave);
    readings.clear();
    replays.clear();
  }

  /** New lines: written at once if the connection is up to date and the wire takes them. */
  void offer(Reading reading, Chunk chunk) {
    if (!closed && reading.cursor + 1 >= chunk.firstSeq() && outbound.writable()) {
      write(reading, chunk);
      gateway.written(connection);
    }
  }

  /** A notice that may be lost: only for who keeps up. */
  void notice(Reading reading, long except, Message message) {
    if (!closed && connection.id() != except && !reading.behind() && outbound.writable()) {
      connection.tell(message);
    }
  }

  void replay(Effect.Replay replay) {
    replays.add(new Replay(replay.room(), replay.first(), replay.last()));
    pump();
  }

  boolean replaying() {
    return !replays.isEmpty();
  }

  /** Writes what waits, as far as the wire takes it. */
  void pump() {
    while (!closed && !fetching && outbound.writable()) {
      Replay replay = replays.peek();
      if (replay != null) {
        advance(replay);
      } else if (!advanceReadings()) {
        return;
      }
    }
  }

  private void advance(Replay replay) {
    if (replay.next > replay.last) {
      replays.remove();
      String count = replay.room + " " + replay.written + " lines";
      connection.answer(List.of(Message.Notice.of("history", count)));
    } else {
      fetch(replay.room, replay.next);
    }
  }

  private boolean advanceReadings() {
    for (Reading reading : readings.values()) {
      if (reading.behind()) {
        Chunk chunk = reading.feed.chunkWith(reading.cursor + 1);
        if (chunk == null) {
          fetch(reading.feed.room(), reading.cursor + 1);
        } else {
          write(reading, chunk);
          gateway.written(connection);
        }
        return true;
      }
    }
    return false;
  }

  private void fetch(String room, long first) {
    fetching = true;
    gateway.ask(new Query.Read(connection.id(), room, first));
  }

  /** A page that was asked for. */
  void onPage(Effect.Page page) {
    fetching = false;
    Replay replay = replays.peek();
    if (replay != null && replay.room.equals(page.room()) && replay.next == page.first()) {
      write(replay, page);
    } else {
      Reading reading = readings.get(page.room());
      if (reading != null && reading.cursor + 1 == page.first()) {
        write(reading, page);
      }
    }
    gateway.written(connection);
    pump();
  }

  private void write(Replay replay, Effect.Page page) {
    for (SaidLines said : page.lines()) {
      for (long seq = Math.max(said.firstSeq(), replay.next);
          seq <= Math.min(said.lastSeq(), replay.last);
          seq++) {
        outbound.line(gateway.encoders().encode(said, seq, 1, connection.encoding()));
        replay.written++;
      }
    }
    // Lines can have been trimmed meanwhile; what is not there any more is not waited for.
    replay.next = page.next() == page.first() ? replay.last + 1 : page.next();
  }

  private void write(Reading reading, Effect.Page page) {
    for (SaidLines said : page.lines()) {
      Chunk chunk = new Chunk(List.of(said));
      write(reading, chunk);
      chunk.release();
    }
    reading.cursor =
        page.next() == page.first()
            ? reading.feed.head()
            : Math.max(reading.cursor, page.next() - 1);
  }

  private void write(Reading reading, Chunk chunk) {
    chunk.parts(
        gateway.encoders(),
        connection.encoding(),
        reading.cursor + 1,
        connection.echo() ? -1 : connection.id(),
        (bytes, first, last) -> outbound.line(bytes));
    reading.cursor = chunk.lastSeq();
  }
}
