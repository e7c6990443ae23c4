package lifeline.log;

import java.util.List;
import java.util.concurrent.CompletionStage;
import lifeline.codec.Sections;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.SaidLines;
import org.jspecify.annotations.Nullable;

/**
 * The texts of accepted lines, by room and seq, and snapshots of the state machine. Follows the
 * log: what is not stored when the process dies is added again when the log is replayed. All
 * methods but {@link #obstacle} are called by one thread, and do not block; later calls see what
 * earlier ones have changed.
 */
public interface LineStore {
  /** An {@link #obstacle} that passes by itself: lines are added faster than they are written. */
  String LAGGING = "the store does not keep up";

  /** Lines up to {@code next − 1}, as far as they are stored. */
  record Page(long next, List<SaidLines> lines) {}

  /**
   * The state machine as it was when it had applied all batches up to {@code index}.
   *
   * @param time of the last batch, ms since 1970
   */
  record Snapshot(long index, long time, Sections state) {}

  /** Adds lines; they follow the lines of that room that were added before. */
  void add(SaidLines lines);

  /**
   * Deletes the lines of {@code room} up to {@code upTo}, by whole batches, but no batch that has a
   * line of {@code pinned}.
   */
  void trim(String room, long upTo, SeqSet pinned);

  /** Deletes all lines of the room; a new room of that name begins at seq 1. */
  void drop(String room);

  /** All changes of the log's batches up to {@code index} have been passed to the store. */
  void applied(long index);

  /**
   * Lines of {@code room} from seq {@code first} on, oldest first, up to the batch that has {@code
   * last} and about {@code maxBytes} of text, but at least one batch if there is any. The first
   * batch may begin before {@code first}, and the last one end after {@code last}. {@code next} is
   * {@code first} if nothing is stored from there on.
   *
   * @return completes on any thread; fails if the lines can't be read
   */
  CompletionStage<Page> read(String room, long first, long last, int maxBytes);

  /**
   * Stores a snapshot of the state after the last batch that was {@link #applied}.
   *
   * @return completes, on any thread, when it and all earlier changes are on the disk
   */
  CompletionStage<Void> saveSnapshot(Snapshot snapshot);

  /** Why no lines should be accepted now, for people; null if they may. On any thread. */
  @Nullable String obstacle();

  /** Writes what it has, as far as it stores anything, and ends. May block. */
  void close();
}
