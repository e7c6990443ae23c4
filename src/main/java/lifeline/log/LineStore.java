package lifeline.log;

import java.util.List;
import java.util.concurrent.CompletionStage;
import lifeline.codec.Sections;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.SaidLines;

/**
 * The texts of accepted lines, by room and seq, and snapshots of the state machine. Follows the
 * log: what is not kept yet when the process dies is told to it again. One thread calls; no call
 * blocks. Later calls see what earlier ones have changed.
 */
public interface LineStore {
  /** An {@link #obstacle} that goes by itself: more has come than could be written yet. */
  String BEHIND = "the store does not keep up";

  /** Lines from {@code first} to {@code next − 1}, as far as they are kept. */
  record Page(long next, List<SaidLines> lines) {}

  /**
   * The state machine as it was when it had applied all batches up to {@code index}.
   *
   * @param time of the last batch, ms since the epoch
   */
  record Snapshot(long index, long time, Sections state) {}

  /** Keeps lines; they follow on those kept of that room before. */
  void add(SaidLines lines);

  /**
   * Forgets the lines of {@code room} up to {@code upTo}, as far as whole batches go, but none that
   * has a line of {@code pinned}.
   */
  void trim(String room, long upTo, SeqSet pinned);

  /** Forgets all lines of the room; a new one of that name begins at seq 1. */
  void drop(String room);

  /** All changes of the log's batches up to {@code index} have been told. */
  void applied(long index);

  /**
   * Kept lines of {@code room} that contain seq {@code first} or follow it, oldest first, up to the
   * batch that has {@code last} and about {@code maxBytes} of text, but at least one batch if there
   * is any. The first batch may begin before {@code first}, and the last one end behind {@code
   * last}. {@code next} is {@code first} if nothing is kept from there on.
   *
   * @return completes on any thread; fails if what is kept can't be read
   */
  CompletionStage<Page> read(String room, long first, long last, int maxBytes);

  /**
   * Keeps a snapshot, for all batches that have been told as applied.
   *
   * @return completes, on any thread, when it and all before it are on the disk
   */
  CompletionStage<Void> keep(Snapshot snapshot);

  /** Why no more lines should be accepted now, null if they may; on any thread. */
  String obstacle();

  /** Ends; what is told before is kept as far as the adapter keeps anything. May block. */
  void close();
}
