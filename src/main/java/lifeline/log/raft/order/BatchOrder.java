package lifeline.log.raft.order;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * The epoch of each node and the last batch of it that counted, by which duplicates and gaps are
 * found. It changes by committed records alone, so a record counts on all nodes or on none. The
 * numbers of the nodes are assigned here too: a name gets the next number with its first {@link
 * BatchHeader.Kind#EPOCH_START}, and retains it even when it is removed from the cluster.
 */
public final class BatchOrder {
  /** Connection ids have 6 bits for the number of a node. */
  static final int MAX_NODES = 64;

  private final Map<Integer, Epoch> epochs = new TreeMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> namesView = Collections.unmodifiableList(names);

  /** What a record is worth. */
  public enum Outcome {
    /** It counts. */
    ACCEPT,
    /** It has counted before, its epoch has ended, or there are too many nodes. */
    DROP,
    /** A batch before it is missing; both will be sent again. */
    GAP
  }

  /**
   * The last epoch of a node.
   *
   * @param nonce the number of the {@link BatchHeader.Kind#EPOCH_START} that started it
   * @param lastBatch number of the last batch that counted
   */
  private record Epoch(int number, long nonce, boolean ended, long lastBatch) {}

  /** After the last epoch of a node without a cluster, which has number 0 in its new cluster. */
  public static BatchOrder ofSingleNode(String name, int epoch) {
    BatchOrder order = new BatchOrder();
    order.names.add(name);
    order.epochs.put(0, new Epoch(epoch, 0, true, 0));
    return order;
  }

  /** Applies the next committed record. */
  public Outcome apply(BatchHeader header) {
    return switch (header.kind()) {
      case ENTRIES -> applyEntries(header);
      case EPOCH_START -> applyStart(header);
      case EPOCH_END -> applyEnd(header);
    };
  }

  static BatchOrder read(ByteIn in) {
    BatchOrder order = new BatchOrder();
    for (int left = in.count(); left > 0; left--) {
      order.names.add(in.text());
    }
    for (int left = in.count(); left > 0; left--) {
      int node = in.integer();
      order.epochs.put(node, new Epoch(in.integer(), in.signed(), in.flag(), in.number()));
    }
    return order;
  }

  void write(ByteOut out) {
    out.number(names.size());
    names.forEach(out::text);
    out.number(epochs.size());
    epochs.forEach(
        (node, epoch) -> {
          out.number(node);
          out.number(epoch.number());
          out.signed(epoch.nonce());
          out.flag(epoch.ended());
          out.number(epoch.lastBatch());
        });
  }

  /** Names of all nodes that have ever had an epoch, by their numbers; grows. */
  public List<String> nodeNames() {
    return namesView;
  }

  /** Number of the node; −1 if it has none yet. */
  public int nodeNumber(String name) {
    return names.indexOf(name);
  }

  /** The node's last epoch, which is unused if it has none at present; 0 if there was none. */
  public int lastEpoch(int node) {
    Epoch epoch = epochs.get(node);
    return epoch == null ? 0 : epoch.number();
  }

  /** The node's epoch, if it has one that has not ended. */
  public OptionalInt activeEpoch(int node) {
    Epoch epoch = epochs.get(node);
    return epoch == null || epoch.ended() ? OptionalInt.empty() : OptionalInt.of(epoch.number());
  }

  private Outcome applyEntries(BatchHeader header) {
    Epoch epoch = epochs.get(header.node());
    if (epoch == null
        || epoch.ended()
        || epoch.number() != header.epoch()
        || header.number() <= epoch.lastBatch()) {
      return Outcome.DROP;
    }
    if (header.number() > epoch.lastBatch() + 1) {
      return Outcome.GAP;
    }
    epochs.put(header.node(), new Epoch(epoch.number(), epoch.nonce(), false, header.number()));
    return Outcome.ACCEPT;
  }

  private Outcome applyStart(BatchHeader header) {
    int node = nodeNumber(header.name());
    if (node < 0) {
      if (names.size() == MAX_NODES) {
        return Outcome.DROP;
      }
      node = names.size();
      names.add(header.name());
    }
    Epoch before = epochs.get(node);
    if (before != null && before.nonce() == header.number()) {
      return Outcome.DROP;
    }
    epochs.put(node, new Epoch(lastEpoch(node) + 1, header.number(), false, 0));
    return Outcome.ACCEPT;
  }

  private Outcome applyEnd(BatchHeader header) {
    Epoch epoch = epochs.get(header.node());
    if (epoch == null || epoch.ended() || epoch.number() != header.epoch()) {
      return Outcome.DROP;
    }
    // Burns an epoch, so that late records of the ended one are dropped.
    epochs.put(header.node(), new Epoch(epoch.number() + 1, epoch.nonce(), true, 0));
    return Outcome.ACCEPT;
  }
}
