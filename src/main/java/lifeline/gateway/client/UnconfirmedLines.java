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

/**
 * Which of the lines written to a connection its peer has. By bytes: a line is confirmed when all
 * its bytes are. By ack: when the client says so.
 */
public final class UnconfirmedLines {
  /** More unanswered questions than a connection may miss; older ones are forgotten. */
  private static final int MOST_QUESTIONS = 16;

  private static final SeqSet NONE = new SeqSet();

  /** By where they end in the stream of bytes to the peer, oldest first. */
  private final Deque<Sent> inFlight = new ArrayDeque<>(1);

  /** Lines that wait for the client's word, by room. */
  private final Map<String, SeqSet> unacked = new LinkedHashMap<>();

  /** When the lines of {@link #unacked} were written, oldest first. */
  private final Deque<Timed> awaited = new ArrayDeque<>(1);

  /** Unanswered questions, oldest first. */
  private final Deque<Question> questions = new ArrayDeque<>(1);

  /** Lines confirmed and not yet told, by room. */
  private Map<String, SeqSet> confirmed = new LinkedHashMap<>();

  /** Whether lines wait for the client's word that were written after the last question. */
  private boolean unasked;

  private ConfirmLevel level = ConfirmLevel.RECEIVED;

  /** Tells where the lines of a part end, in bytes from the part's start. */
  @FunctionalInterface
  public interface LineEnds {
    int end(long seq);
  }

  /** Lines {@code first} to {@code last} of a room; the stream has them from {@code start} on. */
  private static final class Sent {
    final String room;
    final long last;
    final long start;
    final LineEnds ends;
    long first;

    Sent(String room, long first, long last, long start, LineEnds ends) {
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

  /** A question for a sign of life, and what had been written and not confirmed before it. */
  private record Question(String number, Map<String, SeqSet> written) {}

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
   * Sets what confirms the lines written from now on. Lines that waited for an ack, when acks are
   * no longer asked for, are confirmed by what was written so far.
   */
  void level(ConfirmLevel changed, long written) {
    if (changed != ConfirmLevel.ACK) {
      unacked.forEach(
          (room, lines) ->
              lines.forEachRange(
                  (first, last) -> inFlight.add(new Sent(room, first, last, written, seq -> 0))));
      unacked.clear();
      awaited.clear();
    }
    level = changed;
  }

  /**
   * Lines were written, their bytes beginning at {@code start} of the stream.
   *
   * @param timed whether {@link #takeOverdue} is to tell of these lines
   */
  void sent(
      String room, long first, long last, long start, LineEnds ends, long now, boolean timed) {
    if (level == ConfirmLevel.ACK) {
      unasked = true;
      unacked.computeIfAbsent(room, name -> new SeqSet()).add(first, last);
      if (timed) {
        awaited.add(new Timed(now, room, first, last));
      }
    } else {
      inFlight.add(new Sent(room, first, last, start, ends));
    }
  }

  /** Whether anything waits for the peer's machine. */
  boolean waitsForBytes() {
    return !inFlight.isEmpty();
  }

  /** Whether anything waits for proof of any kind. */
  boolean waiting() {
    return !inFlight.isEmpty() || !awaited.isEmpty();
  }

  /** The peer has the first {@code bytes} bytes of the stream. */
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

  /** The client has said that it has this line. */
  void acked(String room, long seq) {
    SeqSet waiting = unacked.get(room);
    if (waiting != null) {
      waiting.remove(seq, seq);
    }
  }

  /** The client gives this line back: what was written of it until now proves nothing. */
  void nacked(String room, long seq) {
    acked(room, seq);
    questions.forEach(question -> question.written.getOrDefault(room, NONE).remove(seq, seq));
    confirmed.getOrDefault(room, NONE).remove(seq, seq);
    replace(inFlight, sent -> sent.without(room, seq));
    replace(awaited, timed -> timed.without(room, seq));
  }

  private static <T> void replace(Deque<T> all, Function<T, Stream<T>> by) {
    List<T> kept = all.stream().flatMap(by).toList();
    all.clear();
    all.addAll(kept);
  }

  /** The client has said that it has all that it was written of the room, up to {@code seq}. */
  boolean ackedUpTo(String room, long seq) {
    SeqSet waiting = unacked.get(room);
    SeqSet now = waiting == null ? new SeqSet() : waiting.between(1, seq);
    now.forEachRange((first, last) -> confirm(room, first, last));
    if (waiting != null) {
      waiting.removeAll(now);
    }
    return !now.isEmpty();
  }

  /** Whether lines wait for the client's word that no question has followed. */
  boolean hasUnasked() {
    return unasked;
  }

  /** The client was asked for a sign of life; its answer confirms what was written so far. */
  void asked(String number) {
    unasked = false;
    Map<String, SeqSet> written = new LinkedHashMap<>();
    unacked.forEach((room, lines) -> written.put(room, SeqSet.copyOf(lines)));
    questions.add(new Question(number, written));
    if (questions.size() > MOST_QUESTIONS) {
      questions.remove();
    }
  }

  /**
   * The client has answered; an answer without number is one to the last question.
   *
   * @return whether that confirms anything
   */
  boolean answered(String number) {
    Question found = null;
    int upTo = 0;
    int place = 0;
    for (Question question : questions) {
      place++;
      if (number.isEmpty() || question.number.equals(number)) {
        found = question;
        upTo = place;
      }
    }
    if (found == null) {
      return false;
    }
    found.written.forEach(
        (room, lines) -> {
          SeqSet waiting = unacked.get(room);
          SeqSet now = waiting == null ? new SeqSet() : lines.and(waiting);
          now.forEachRange((first, last) -> confirm(room, first, last));
          if (waiting != null) {
            waiting.removeAll(now);
          }
        });
    // Answers to older questions would confirm nothing more.
    for (int i = 0; i < upTo; i++) {
      questions.remove();
    }
    return true;
  }

  private void confirm(String room, long first, long last) {
    if (first <= last) {
      confirmed.computeIfAbsent(room, name -> new SeqSet()).add(first, last);
    }
  }

  /** Hands out what was confirmed since the last call, by room. */
  void takeConfirmed(BiConsumer<String, SeqSet> taker) {
    if (!confirmed.isEmpty()) {
      Map<String, SeqSet> taken = confirmed;
      confirmed = new LinkedHashMap<>();
      taken.forEach(taker);
    }
  }

  /**
   * Hands out lines written before {@code time} whose ack was not said; each once. Forgets when the
   * oldest were written that are acked by now.
   */
  void takeOverdue(long time, BiConsumer<String, SeqSet> taker) {
    for (Timed oldest = awaited.peek(); oldest != null; oldest = awaited.peek()) {
      SeqSet waiting = unacked.getOrDefault(oldest.room, NONE);
      SeqSet due = waiting.between(oldest.first, oldest.last);
      if (!due.isEmpty()) {
        if (oldest.time >= time) {
          return;
        }
        waiting.removeAll(due);
        taker.accept(oldest.room, due);
      }
      awaited.remove();
    }
  }

  /** Lines of the room that were written and are not confirmed. */
  SeqSet unconfirmed(String room) {
    SeqSet lines = SeqSet.copyOf(unacked.getOrDefault(room, new SeqSet()));
    for (Sent sent : inFlight) {
      if (sent.room.equals(room)) {
        lines.add(sent.first, sent.last);
      }
    }
    return lines;
  }
}
