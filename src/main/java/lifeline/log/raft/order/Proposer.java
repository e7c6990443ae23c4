package lifeline.log.raft.order;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.log.raft.order.SendQueue.SentBatch;
import org.jspecify.annotations.Nullable;

/**
 * Which record this node proposes to the leader next, and when: first the start of its epoch, then
 * its batches in order. Everything that is not known to be committed is proposed once on each
 * attempt; another attempt starts with another connection to a leader. Not thread-safe; times are
 * of one monotonic clock, in ns.
 */
public final class Proposer {
  private final String name;
  private final LongSupplier nonces;
  private final Deque<BatchHeader> controlRecords = new ArrayDeque<>();
  private SendQueue queue = new SendQueue();

  /** This node's number, once an epoch has started. */
  private int node;

  /** 0 until the epoch has started. */
  private int epoch;

  /** Identifies the start of the epoch among the starts of all epochs. */
  private long nonce;

  /** Since when the epoch has been wanted, ns. */
  private long wantedSince;

  /** The attempt on which the start of the epoch was proposed last. */
  private long startAttempt = -1;

  private long attempt;

  /** A record to propose; without entries unless it is a batch. */
  public record Proposal(BatchHeader header, List<Entry> entries) {}

  /**
   * @param name of this node
   * @param nonces gives numbers of which none is given twice, on any node
   */
  public Proposer(String name, LongSupplier nonces, long now) {
    this.name = name;
    this.nonces = nonces;
    this.nonce = nonces.getAsLong();
    this.wantedSince = now;
  }

  public void append(List<Entry> entries, long now) {
    queue.append(entries, now);
  }

  /** As {@link SendQueue#runAfter}. */
  public boolean runAfter(Runnable task, long now) {
    return queue.runAfter(task, now);
  }

  /** Proposes a record that is no batch of this node, once, whether that succeeds or not. */
  public void appendControl(BatchHeader header) {
    controlRecords.add(header);
  }

  /** Epoch of this node, 0 until it has started. */
  public int epoch() {
    return epoch;
  }

  /** Whether every entry is known to be committed. */
  public boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Whether anything is to be proposed, or was and is not known to be committed. */
  public boolean hasWork() {
    return epoch == 0 || !controlRecords.isEmpty() || !queue.isEmpty();
  }

  /** Number of the current attempt. */
  public long attempt() {
    return attempt;
  }

  /** Starts another attempt. */
  public void retry() {
    attempt++;
  }

  /** Time until there is something to propose on this attempt; the maximum if there is nothing. */
  public long nanosUntilNext(long now) {
    if (!controlRecords.isEmpty()) {
      return 0;
    }
    if (epoch == 0) {
      return startAttempt == attempt ? Long.MAX_VALUE : 0;
    }
    return queue.nextUnsent(attempt) != null ? 0 : queue.nanosUntilNext(now);
  }

  /** The next record, which counts as proposed on this attempt; null if none is due. */
  public @Nullable Proposal next(long now) {
    if (nanosUntilNext(now) > 0) {
      return null;
    }
    if (!controlRecords.isEmpty()) {
      return new Proposal(controlRecords.remove(), List.of());
    }
    if (epoch == 0) {
      startAttempt = attempt;
      return new Proposal(BatchHeader.epochStart(name, nonce), List.of());
    }
    SentBatch sent = queue.nextUnsent(attempt);
    if (sent == null) {
      sent = queue.createNext(now);
    }
    sent.attempt = attempt;
    return new Proposal(BatchHeader.entries(node, epoch, sent.number), sent.entries);
  }

  /**
   * An epoch of this node has started.
   *
   * @param number of the record that started it
   * @return whether it is the epoch that was proposed last
   */
  public boolean epochStarted(long number, NodeEpoch started) {
    if (number != nonce) {
      return false;
    }
    node = started.node();
    epoch = started.epoch();
    return true;
  }

  /** A batch of this node is committed; null if it is none of this epoch, or known already. */
  public @Nullable SentBatch committed(BatchHeader header) {
    return header.epoch() == epoch ? queue.committed(header.number()) : null;
  }

  /**
   * Gives this epoch up with all that was appended in it, and wants another one.
   *
   * @return the tasks that waited for it
   */
  public List<Runnable> restartEpoch(long now) {
    List<Runnable> tasks = queue.takeTasks();
    queue = new SendQueue();
    epoch = 0;
    nonce = nonces.getAsLong();
    wantedSince = now;
    startAttempt = -1;
    return tasks;
  }

  /** Drops all entries. */
  public void clear() {
    queue = new SendQueue();
  }

  /** As {@link SendQueue#takeUnconfirmedLines}. */
  public List<Entry> takeUnconfirmedLines(long time) {
    return queue.takeUnconfirmedLines(time);
  }

  /** As {@link SendQueue#takeUnsentLines}. */
  public List<Entry> takeUnsentLines(long time) {
    return queue.takeUnsentLines(time);
  }

  /** As {@link SendQueue#takeSent}. */
  public List<Entry> takeSent() {
    return queue.takeSent();
  }

  /** As {@link SendQueue#takeUnsent}. */
  public List<Entry> takeUnsent() {
    return queue.takeUnsent();
  }

  /** As {@link SendQueue#takeTasks}. */
  public List<Runnable> takeTasks() {
    return queue.takeTasks();
  }

  /** How long the first entry that is not reported yet, or the start of the epoch, has waited. */
  public long waitNanos(long now) {
    return now - (epoch == 0 ? wantedSince : queue.oldest(now));
  }
}
