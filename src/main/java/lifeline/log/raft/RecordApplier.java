package lifeline.log.raft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.codec.Sections;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.log.ClusterListener;
import lifeline.log.Log;
import lifeline.log.raft.order.BatchHeader;
import lifeline.log.raft.order.BatchOrder;
import lifeline.log.raft.order.LeaseCheck;
import lifeline.log.raft.order.LogState;
import lifeline.log.raft.order.SendQueue.SentBatch;
import lifeline.log.raft.ratis.RatisStateMachine.CommittedRecord;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports committed records to the dispatcher: which of them count ({@link BatchOrder}), which are
 * this node's own ({@link Batcher}), and whether this node may still have an epoch ({@link
 * LeaseCheck}). Everything is called in the dispatcher's executor.
 */
final class RecordApplier {
  private static final Logger LOG = LoggerFactory.getLogger(RecordApplier.class);

  private final String self;
  private final Batcher batcher;
  private final BatchOrder order;
  private final LeaseCheck lease;
  private Log.Listener listener;
  private ClusterListener cluster;

  /** The last record that counted; null if there was none. */
  private @Nullable TermIndex lastApplied;

  private long lastTime;
  private long bytes;

  /**
   * @param self name of this node
   * @param state of the log at the last snapshot
   * @param leaseNanos how long this node may be out of contact with a majority until the others may
   *     have ended its epoch, ns
   */
  RecordApplier(String self, LogState state, long leaseNanos, Batcher batcher) {
    this.self = self;
    this.order = state.order();
    this.lastApplied = state.lastApplied();
    this.lastTime = state.time();
    this.lease = new LeaseCheck(leaseNanos, System.nanoTime());
    this.batcher = batcher;
  }

  /** To be called before the first record. */
  void start(Log.Listener entries, ClusterListener others) {
    listener = entries;
    cluster = others;
  }

  BatchOrder order() {
    return order;
  }

  /** Null if there was none. */
  @Nullable TermIndex lastApplied() {
    return lastApplied;
  }

  /** Bytes of all records since the start. */
  long bytes() {
    return bytes;
  }

  /** Adds to a snapshot what {@link LogState#read} returns. */
  void write(Sections state) {
    new LogState(lastApplied, lastTime, order).write(state);
  }

  /** Epochs of the named nodes that have one. */
  Map<String, Integer> activeEpochs(List<String> names) {
    Map<String, Integer> active = new HashMap<>();
    for (String name : names) {
      order.activeEpoch(order.nodeNumber(name)).ifPresent(epoch -> active.put(name, epoch));
    }
    return active;
  }

  void apply(CommittedRecord record) {
    checkLease();
    BatchHeader header = record.header();
    BatchOrder.Outcome outcome = order.apply(header);
    lastTime = Math.max(lastTime, record.time());
    bytes += record.bytes();
    if (outcome == BatchOrder.Outcome.ACCEPT) {
      lastApplied = record.position();
      if (header.kind() == BatchHeader.Kind.ENTRIES) {
        applyEntries(record);
      } else {
        applyEpochChange(record);
      }
    } else if (outcome == BatchOrder.Outcome.GAP && isOwn(header.node())) {
      batcher.gap(header);
    }
  }

  private void applyEntries(CommittedRecord record) {
    long index = record.position().getIndex();
    SentBatch sent = isOwn(record.header().node()) ? batcher.committed(record.header()) : null;
    if (sent == null) {
      cluster.onRemoteCommitted(new Log.Batch(index, lastTime, record.entries(), false));
      return;
    }
    listener.onCommitted(new Log.Batch(index, lastTime, record.entries(), sent.reportedUnknown()));
    if (lease.confirm(sent.created(), System.nanoTime())) {
      cluster.onLeaseRenewed();
    }
    sent.tasks().forEach(Runnable::run);
  }

  private void applyEpochChange(CommittedRecord record) {
    BatchHeader header = record.header();
    boolean isStart = header.kind() == BatchHeader.Kind.EPOCH_START;
    int node = isStart ? order.nodeNumber(header.name()) : header.node();
    NodeEpoch epoch = new NodeEpoch(node, order.lastEpoch(node));
    List<Entry> started = List.of(new Entry.NodeStarted(epoch.node(), epoch.epoch()));
    cluster.onRemoteCommitted(
        new Log.Batch(record.position().getIndex(), lastTime, started, false));
    if (!isOwn(node)) {
      return;
    }
    lease.reset(System.nanoTime());
    if (isStart && batcher.epochStarted(header.number(), epoch)) {
      cluster.onEpochStarted(epoch);
    } else if (batcher.epoch() != 0) {
      LOG.warn("the leader has ended this node's epoch; its connections are reset");
      batcher.restartEpoch().forEach(Runnable::run);
      cluster.onEpochLost();
    }
  }

  private boolean isOwn(int node) {
    return node == order.nodeNumber(self);
  }

  /** This node was in contact with a majority at that time, ns. */
  void renewLease(long time) {
    checkLease();
    lease.renew(time);
  }

  /** To be called before anything is derived from what the other nodes have sent. */
  private void checkLease() {
    if (batcher.epoch() != 0 && lease.expires(System.nanoTime())) {
      cluster.onLeaseExpired();
    }
  }
}
