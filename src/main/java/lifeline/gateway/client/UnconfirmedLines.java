package lifeline.gateway.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.lines.SeqSet;
import lifeline.gateway.feed.EndOffsets;

/**
 * The lines in flight to one connection: written and not confirmed. At the levels {@code written}
 * and {@code received} a line is confirmed when all its bytes are; at {@code ack}, when the client
 * confirms it.
 */
final class UnconfirmedLines {
  /** Unanswered probes that are remembered, more than a connection may miss. */
  private static final int MAX_PROBES = 16;

  private static final SeqSet NONE = new SeqSet();

  /** Lines that wait for their bytes, by their end in the stream of bytes to the peer. */
  private final Deque<Sent> inFlight = new ArrayDeque<>(1);

  /** Lines that wait for an acknowledgement of the client, by room. */
  private final Map<String, SeqSet> unacked = new LinkedHashMap<>();

  /** When the lines of {@link #unacked} were written, oldest first. */
  private final Deque<Timed> timed = new ArrayDeque<>(1);

  /** Unanswered probes, oldest first. */
  private final Deque<SentProbe> probes = new ArrayDeque<>(1);

  /** Lines confirmed and not taken yet, by room. */
  private Map<String, SeqSet> confirmed = new LinkedHashMap<>();

  /** Whether lines of {@link #unacked} were written after the last probe. */
  private boolean unprobed;

  private ConfirmLevel level = ConfirmLevel.RECEIVED;

  /** Lines {@code first} to {@code last} of a room, at {@code start} of the stream of bytes. */
  private static final class Sent {
    final String room;
    final long last;
    final long start;
    final EndOffsets ends;
    long first;

    Sent(String room, long first, long last, long start, EndOffsets ends) {
      this.room = room;
      this.first = first;
      this.last = last;
      this.start = start;
      this.ends = ends;
    }

    Stream<Sent> without(String of, long seq) {
      if (!room.equals(of) || seq < first || last < seq) {
        return Stream.of(this);
      }
      return Stream.of(
              new Sent(room, first, seq - 1, start, ends),
              new Sent(room, seq + 1, last, start, ends))
          .filter(sent -> sent.first <= sent.last);
    }
  }

  /** A probe, and the lines that were written and not confirmed when it was sent. */
  private record SentProbe(String token, Map<String, SeqSet> written) {}

  private record Timed(long time, String room, long first, long last) {
    Stream<Timed> without(String of, long seq) {
      if (!room.equals(of) || seq < first || last < seq) {
        return Stream.of(this);
      }
      return Stream.of(new Timed(time, room, first, seq - 1), new Timed(time, room, seq + 1, last))
          .filter(timed -> timed.first <= timed.last);
    }
  }

  ConfirmLevel level() {
    return level;
  }

  /**
   * Sets the level for the lines written from now on. When acks are no longer expected, lines that
   * waited for one are confirmed by the bytes written so far.
   *
   * @param written bytes of the stream that have been written
   */
  void level(ConfirmLevel changed, long written) {
    if (changed != ConfirmLevel.ACK) {
      unacked.forEach(
          (room, lines) ->
              lines.forEachRange(
                  (first, last) -> inFlight.add(new Sent(room, first, last, written, seq -> 0))));
      unacked.clear();
      timed.clear();
    }
    level = changed;
  }

  /**
   * Lines were written, their bytes beginning at {@code start} of the stream.
   *
   * @param now ms
   * @param isTimed whether {@link #takeOverdue} reports these lines
   */
  void sent(
      String room, long first, long last, long start, EndOffsets ends, long now, boolean isTimed) {
    if (level == ConfirmLevel.ACK) {
      unprobed = true;
      unacked.computeIfAbsent(room, name -> new SeqSet()).add(first, last);
      if (isTimed) {
        timed.add(new Timed(now, room, first, last));
      }
    } else {
      inFlight.add(new Sent(room, first, last, start, ends));
    }
  }

  /** Whether a line waits for its bytes to be confirmed. */
  boolean waitsForBytes() {
    return !inFlight.isEmpty();
  }

  /** Whether a line has to be polled for: its bytes, or the time of its ack. */
  boolean waiting() {
    return !inFlight.isEmpty() || !timed.isEmpty();
  }

  /** The first {@code bytes} bytes of the stream are confirmed. */
  void bytesConfirmed(long bytes) {
    for (Sent sent = inFlight.peek(); sent != null; sent = inFlight.peek()) {
      if (sent.start + sent.ends.end(sent.last) <= bytes) {
        confirm(sent.room, sent.first, sent.last);
        inFlight.remove();
        continue;
      }
      long known = sent.first;
      while (sent.start + sent.ends.end(known) <= bytes) {
        known++;
      }
      confirm(sent.room, sent.first, known - 1);
      sent.first = known;
      return;
    }
  }

  /** The client has acknowledged this line; the state machine decides what that confirms. */
  void acked(String room, long seq) {
    SeqSet waiting = unacked.get(room);
    if (waiting != null) {
      waiting.remove(seq, seq);
    }
  }

  /** The client gives this line back: its deliveries so far are not confirmed by anything. */
  void nacked(String room, long seq) {
    acked(room, seq);
    probes.forEach(probe -> probe.written.getOrDefault(room, NONE).remove(seq, seq));
    confirmed.getOrDefault(room, NONE).remove(seq, seq);
    replace(inFlight, sent -> sent.without(room, seq));
    replace(timed, lines -> lines.without(room, seq));
  }

  private static <T> void replace(Deque<T> all, Function<T, Stream<T>> by) {
    List<T> rest = all.stream().flatMap(by).toList();
    all.clear();
    all.addAll(rest);
  }

  /** The client has acknowledged all lines of the room up to {@code seq} that it was written. */
  void ackedUpTo(String room, long seq) {
    SeqSet waiting = unacked.get(room);
    if (waiting != null) {
      SeqSet now = waiting.between(1, seq);
      now.forEachRange((first, last) -> confirm(room, first, last));
      waiting.removeAll(now);
    }
  }

  /** Whether lines wait for an acknowledgement that no probe has followed. */
  boolean hasUnprobed() {
    return unprobed;
  }

  /** A probe was sent; its answer confirms the lines written so far. */
  void probeSent(String token) {
    unprobed = false;
    Map<String, SeqSet> written = new LinkedHashMap<>();
    unacked.forEach((room, lines) -> written.put(room, SeqSet.copyOf(lines)));
    probes.add(new SentProbe(token, written));
    if (probes.size() > MAX_PROBES) {
      probes.remove();
    }
  }

  /**
   * The client has answered a probe.
   *
   * @param token empty for the last probe
   * @return whether it is a known probe, whose lines are confirmed now
   */
  boolean probeAnswered(String token) {
    SentProbe found = null;
    int upTo = 0;
    int position = 0;
    for (SentProbe probe : probes) {
      position++;
      if (token.isEmpty() || probe.token.equals(token)) {
        found = probe;
        upTo = position;
      }
    }
    if (found == null) {
      return false;
    }
    found.written.forEach(
        (room, lines) -> {
          SeqSet waiting = unacked.get(room);
          if (waiting != null) {
            SeqSet now = lines.and(waiting);
            now.forEachRange((first, last) -> confirm(room, first, last));
            waiting.removeAll(now);
          }
        });
    // Answers to earlier probes would confirm nothing more.
    for (int i = 0; i < upTo; i++) {
      probes.remove();
    }
    return true;
  }

  private void confirm(String room, long first, long last) {
    if (first <= last) {
      confirmed.computeIfAbsent(room, name -> new SeqSet()).add(first, last);
    }
  }

  /** Hands out the lines confirmed since the last call, by room. */
  void takeConfirmed(BiConsumer<String, SeqSet> taker) {
    if (!confirmed.isEmpty()) {
      Map<String, SeqSet> taken = confirmed;
      confirmed = new LinkedHashMap<>();
      taken.forEach(taker);
    }
  }

  /** Hands out the lines written before {@code time} whose ack is missing; each line once. */
  void takeOverdue(long time, BiConsumer<String, SeqSet> taker) {
    for (Timed oldest = timed.peek(); oldest != null; oldest = timed.peek()) {
      SeqSet waiting = unacked.getOrDefault(oldest.room, NONE);
      SeqSet due = waiting.between(oldest.first, oldest.last);
      if (!due.isEmpty()) {
        if (oldest.time >= time) {
          return;
        }
        waiting.removeAll(due);
        taker.accept(oldest.room, due);
      }
      timed.remove();
    }
  }

  /** Lines of the room that were written and are not confirmed. */
  SeqSet unconfirmed(String room) {
    SeqSet lines = SeqSet.copyOf(unacked.getOrDefault(room, NONE));
    for (Sent sent : inFlight) {
      if (sent.room.equals(room)) {
        lines.add(sent.first, sent.last);
      }
    }
    return lines;
  }
}
