package lifeline.log;

import java.util.List;
import java.util.concurrent.Executor;
import lifeline.codec.Sections;
import lifeline.delivery.entry.Entry;

/**
 * Orders entries and stores them. Each appended entry is reported to the {@link Listener} exactly
 * once: as committed or as refused. What is committed is reported in one order, in this epoch of
 * the node and, as far as the adapter stores it, in all later ones; nothing that is committed is
 * ever revoked.
 *
 * <p>Entries of one connection are reported in the order in which they were appended, except that
 * lines which wait for the log may be overtaken by entries without lines. Only lines ({@link
 * Entry.Say}, {@link Entry.Direct}) are ever refused, except at the end ({@link #stopWaiting}).
 *
 * <p>A log with several nodes reports more to a {@link ClusterListener}: what the others append,
 * and, after the start, what other adapters {@link #replay} before it.
 */
public interface Log {

  /** Entries that were committed together. */
  record Batch(long index, long time, List<Entry> entries, boolean reportedUnknown) {
    /**
     * @param index number of the batch in the log, from 1, increasing; without gaps in a log of one
     *     node, in which each record is a batch
     * @param time the leader's time, ms since the epoch; never goes back
     * @param reportedUnknown its lines were reported as {@link Refusal#unknown} before, and must
     *     not be reported to their senders again
     */
    public Batch {}
  }

  /**
   * Why lines were not accepted.
   *
   * @param unknown they may still be committed: the batch is then {@link Batch#reportedUnknown}
   * @param reason for people
   */
  record Refusal(boolean unknown, String reason) {}

  /** Gets the outcome of entries that were appended here. */
  interface Listener {
    void onCommitted(Batch batch);

    /**
     * Not accepted in time: entries with lines, and after {@link #stopWaiting} other entries too.
     */
    void onRefused(List<Entry> entries, Refusal refusal);

    /** The log cannot go on, and the process must end; nothing more is reported. */
    void onFailed(Throwable failure);
  }

  /** Gets what is stored from former epochs. */
  @FunctionalInterface
  interface Replay {
    void onReplayed(Batch batch);
  }

  /**
   * Reports what is stored after index {@code applied}, on the calling thread; may block. To be
   * called once, before {@link #start}.
   *
   * @return index of the last batch ever committed, at least {@code applied}; a log with several
   *     nodes reports nothing here and returns {@code applied}
   * @throws DataException if what is stored is damaged, or there is a gap after {@code applied}
   */
  long replay(long applied, Replay replay);

  /**
   * Starts to accept entries.
   *
   * @param executor where the listener is called, one call after the other
   */
  void start(Listener listener, Executor executor);

  /** Appends entries, in order. Non-blocking. The list is not changed by the caller afterwards. */
  void append(List<Entry> entries);

  /**
   * Runs the task in the executor once all that was appended before has been reported, except lines
   * that wait because the log cannot accept them now. Non-blocking.
   */
  void runAfter(Runnable task);

  /**
   * The server is about to end: lines that cannot be accepted at once are refused without waiting;
   * so is everything that would have to wait for other nodes. Non-blocking.
   */
  default void stopWaiting() {}

  /** Batches up to {@code index} need not be stored any longer. Non-blocking. */
  void discard(long index);

  /** Whether there may be newer entries that cannot be known, as there is no leader. */
  default boolean mayBeStale() {
    return false;
  }

  /** Adds to a snapshot what the log itself needs of all that was reported before. */
  default void save(Sections state) {}

  /** Whether this node, of all that share the log, is to propose what concerns all of them. */
  default boolean isProposer() {
    return true;
  }

  /** Bytes appended since the start; 0 for an adapter that stores nothing. */
  long appendedBytes();

  /**
   * Reports all that was appended, as committed or refused, and ends. Blocks; nothing is appended
   * meanwhile. Fails if something that was committed is not stored as promised.
   */
  void close();
}
