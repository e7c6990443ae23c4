package lifeline.log;

import java.util.List;
import java.util.concurrent.Executor;
import lifeline.codec.Sections;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;

/**
 * Orders entries and keeps them. Each entry that is appended is told to the {@link Listener}
 * exactly once: as committed or as refused. What is committed is told in one order, to this run
 * and, as far as the adapter keeps anything, to all later ones; nothing committed is ever taken
 * back.
 *
 * <p>Entries of one connection are told in the order in which they were appended, but that lines
 * which wait for the log may be overtaken by entries without lines. Only lines ({@link Entry.Say},
 * {@link Entry.Direct}) are ever refused, but at the end ({@link #hurry}).
 */
public interface Log {

  /** Entries that were committed together. */
  record Batch(long index, long time, List<Entry> entries, boolean reportedUnknown) {
    /**
     * @param index number of the batch in the log, from 1, ever larger; without gaps in a log of
     *     one node
     * @param time the leader's time, ms since the epoch; never goes back
     * @param disowned its lines were told as {@link Refusal#unknown} before: who said them must not
     *     hear of them again
     */
    public Batch {}
  }

  /**
   * Why lines were not accepted.
   *
   * @param unknown they may still be committed: the batch is then {@link Batch#disowned}
   * @param reason for people
   */
  record Refusal(boolean unknown, String reason) {}

  /** Hears what has become of entries. */
  interface Listener {
    void onCommitted(Batch batch);

    /** These were not accepted in time: lines, and after {@link #hurry} other entries too. */
    void onRefused(List<Entry> entries, Refusal refusal);

    /** The log cannot go on, and the process must end; nothing more is told. */
    void onFailed(Throwable failure);

    /**
     * As {@link #onCommitted}, for entries that were not appended here in this run; only by a log
     * that has several nodes.
     */
    default void onRemoteCommitted(Batch batch) {}

    /**
     * This node's run has begun; connections may be opened in it. Only by a log that has several
     * nodes; its runs begin and end by {@link Entry.NodeStarted} told to {@link #onOthers}.
     */
    default void onEpochStarted(NodeEpoch run) {}

    /**
     * The other nodes have ended this node's run and its connections. What was appended in it and
     * not told will not be told; another run is about to begin.
     */
    default void onEpochLost() {}

    /**
     * The other nodes may have ended this node's run, and it would not know yet: until {@link
     * #onSure} or {@link #onLost} nothing of what is told may reach connections. What is appended
     * now will tell.
     */
    default void onLeaseExpired() {}

    /** Something that was appended since {@link #onDoubt} has been committed. */
    default void onLeaseRenewed() {}

    /**
     * For longer than it takes to elect another leader nothing gets into the log; queries are
     * answered all the same. Told again when that changes.
     *
     * @param reason for people; null when the log takes entries again
     */
    default void onUnavailable(String reason) {}

    /**
     * The others no longer have what this node has missed. It has been given a snapshot of theirs,
     * and the process must start again to take it up; nothing more is told.
     */
    default void onRestartRequired() {}

    /** The other nodes have taken this one out of the cluster; nothing more is told. */
    default void onRemoved() {}
  }

  /** Gets what is kept from former runs. */
  @FunctionalInterface
  interface Replay {
    void onKept(Batch batch);
  }

  /**
   * Tells what is kept behind index {@code applied}, on the calling thread; may block. Once, before
   * {@link #start}.
   *
   * @return index of the last batch ever committed, at least {@code applied}
   * @throws DataException if what is kept is damaged, or there is a gap behind {@code applied}
   */
  long replay(long applied, Replay replay);

  /**
   * Begins to take entries.
   *
   * @param executor where the listener is called, one call after the other
   */
  void start(Listener listener, Executor executor);

  /** Appends entries, in order. Non-blocking. The list is not changed by the caller afterwards. */
  void append(List<Entry> entries);

  /**
   * Runs the task on the executor when all that was appended before has been told, but for lines
   * that wait because the log can't take them now. Non-blocking.
   */
  void behind(Runnable task);

  /**
   * The server is about to end: lines that can't be taken when they are tried are refused at once,
   * whatever the patience; so is everything that would have to wait for other nodes. Non-blocking.
   */
  default void hurry() {}

  /** Batches up to {@code index} need not be kept any longer. Non-blocking. */
  void forget(long index);

  /** Whether no other node that matters can be reached, so that there may be newer entries. */
  default boolean alone() {
    return false;
  }

  /** Adds to a snapshot what the log itself must know of all that was told before. */
  default void save(Sections state) {}

  /** Whether it is for this node, of all that share the log, to propose what concerns all. */
  default boolean proposes() {
    return true;
  }

  /** Bytes appended by this run; 0 for an adapter that keeps nothing. */
  long appendedBytes();

  /**
   * Tells all that was appended, as committed or refused, and ends. Blocks; none is appended. Fails
   * if something that was committed is not kept as it was promised.
   */
  void close();
}
