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
 * How far the batches of each node have come. Every node has the same, as it changes by committed
 * records alone: a record counts on all nodes or on none. So have the numbers of the nodes: a name
 * gets the next one with its first {@link BatchHeader.Kind#BEGIN} and has it for ever, in the
 * cluster or out of it.
 */
public final class BatchOrder {
  /** Ids of connections have 6 bits for the number of a node. */
  static final int MAX_NODES = 64;

  private final Map<Integer, Epoch> epochs = new TreeMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> namesView = Collections.unmodifiableList(names);

  /** What to do with a record. */
  public enum Outcome {
    /** It counts. */
    ACCEPT,
    /** It has counted before, its run has ended, or there are too many nodes. */
    DROP,
    /** A batch before it is missing; both will be sent again. */
    GAP
  }

  /**
   * The last known run of a node.
   *
   * @param begun the number its {@link BatchHeader.Kind#BEGIN} had
   * @param last number of the last batch that counted
   */
  private record Epoch(int number, long nonce, boolean ended, long lastBatch) {}

  /** As a node that was alone leaves it behind: it has number 0, and its last run has ended. */
  public static BatchOrder ofSingleNode(String name, int epoch) {
    BatchOrder order = new BatchOrder();
    order.names.add(name);
    order.epochs.put(0, new Epoch(epoch, 0, true, 0));
    return order;
  }

  /** Takes notice of the next committed record. */
  public Outcome apply(BatchHeader header) {
    return switch (header.kind()) {
      case ENTRIES -> applyEntries(header);
      case EPOCH_START -> applyStart(header);
      case EPOCH_END -> applyEnd(header);
    };
  }

  /** A table that knows what was saved. */
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
        (node, run) -> {
          out.number(node);
          out.number(run.number());
          out.signed(run.nonce());
          out.flag(run.ended());
          out.number(run.lastBatch());
        });
  }

  /** Names of all nodes that have ever begun, by their numbers; grows by records. */
  public List<String> nodeNames() {
    return namesView;
  }

  /** Number of the node; −1 if it has none yet. */
  public int nodeNumber(String name) {
    return names.indexOf(name);
  }

  /** Epoch of the node's last run; one more if that is lost; 0 if there was none. */
  public int lastEpoch(int node) {
    Epoch run = epochs.get(node);
    return run == null ? 0 : run.number();
  }

  /** Epoch of the node's run, if it has one that is not lost. */
  public OptionalInt activeEpoch(int node) {
    Epoch run = epochs.get(node);
    return run == null || run.ended() ? OptionalInt.empty() : OptionalInt.of(run.number());
  }

  private Outcome applyEntries(BatchHeader header) {
    Epoch run = epochs.get(header.node());
    if (run == null
        || run.ended()
        || run.number() != header.epoch()
        || header.number() <= run.lastBatch()) {
      return Outcome.DROP;
    }
    if (header.number() > run.lastBatch() + 1) {
      return Outcome.GAP;
    }
    epochs.put(header.node(), new Epoch(run.number(), run.nonce(), false, header.number()));
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
    Epoch run = epochs.get(node);
    if (run != null && run.nonce() == header.number()) {
      return Outcome.DROP;
    }
    epochs.put(node, new Epoch(lastEpoch(node) + 1, header.number(), false, 0));
    return Outcome.ACCEPT;
  }

  private Outcome applyEnd(BatchHeader header) {
    Epoch run = epochs.get(header.node());
    if (run == null || run.ended() || run.number() != header.epoch()) {
      return Outcome.DROP;
    }
    // An epoch of its own for nobody: what belongs to any other has ended.
    epochs.put(header.node(), new Epoch(run.number() + 1, run.nonce(), true, 0));
    return Outcome.ACCEPT;
  }
}
