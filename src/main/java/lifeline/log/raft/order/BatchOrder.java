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
  static final int MOST_NODES = 64;

  private final Map<Integer, Run> runs = new TreeMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> namesView = Collections.unmodifiableList(names);

  /** What to do with a record. */
  public enum Verdict {
    /** It counts. */
    TAKE,
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
  private record Run(int epoch, long begun, boolean lost, long last) {}

  /** As a node that was alone leaves it behind: it has number 0, and its last run has ended. */
  public static BatchOrder after(String name, int epoch) {
    BatchOrder origins = new BatchOrder();
    origins.names.add(name);
    origins.runs.put(0, new Run(epoch, 0, true, 0));
    return origins;
  }

  /** Takes notice of the next committed record. */
  public Verdict judge(BatchHeader origin) {
    return switch (origin.kind()) {
      case ENTRIES -> entries(origin);
      case BEGIN -> begin(origin);
      case LOST -> lost(origin);
    };
  }

  /** A table that knows what was saved. */
  static BatchOrder load(ByteIn in) {
    BatchOrder origins = new BatchOrder();
    for (int left = in.count(); left > 0; left--) {
      origins.names.add(in.text());
    }
    for (int left = in.count(); left > 0; left--) {
      int node = in.integer();
      origins.runs.put(node, new Run(in.integer(), in.signed(), in.flag(), in.number()));
    }
    return origins;
  }

  void save(ByteOut out) {
    out.number(names.size());
    names.forEach(out::text);
    out.number(runs.size());
    runs.forEach(
        (node, run) -> {
          out.number(node);
          out.number(run.epoch());
          out.signed(run.begun());
          out.flag(run.lost());
          out.number(run.last());
        });
  }

  /** Names of all nodes that have ever begun, by their numbers; grows by records. */
  public List<String> names() {
    return namesView;
  }

  /** Number of the node; −1 if it has none yet. */
  public int number(String name) {
    return names.indexOf(name);
  }

  /** Epoch of the node's last run; one more if that is lost; 0 if there was none. */
  public int epoch(int node) {
    Run run = runs.get(node);
    return run == null ? 0 : run.epoch();
  }

  /** Epoch of the node's run, if it has one that is not lost. */
  public OptionalInt running(int node) {
    Run run = runs.get(node);
    return run == null || run.lost() ? OptionalInt.empty() : OptionalInt.of(run.epoch());
  }

  private Verdict entries(BatchHeader origin) {
    Run run = runs.get(origin.node());
    if (run == null
        || run.lost()
        || run.epoch() != origin.epoch()
        || origin.number() <= run.last()) {
      return Verdict.DROP;
    }
    if (origin.number() > run.last() + 1) {
      return Verdict.GAP;
    }
    runs.put(origin.node(), new Run(run.epoch(), run.begun(), false, origin.number()));
    return Verdict.TAKE;
  }

  private Verdict begin(BatchHeader origin) {
    int node = number(origin.name());
    if (node < 0) {
      if (names.size() == MOST_NODES) {
        return Verdict.DROP;
      }
      node = names.size();
      names.add(origin.name());
    }
    Run run = runs.get(node);
    if (run != null && run.begun() == origin.number()) {
      return Verdict.DROP;
    }
    runs.put(node, new Run(epoch(node) + 1, origin.number(), false, 0));
    return Verdict.TAKE;
  }

  private Verdict lost(BatchHeader origin) {
    Run run = runs.get(origin.node());
    if (run == null || run.lost() || run.epoch() != origin.epoch()) {
      return Verdict.DROP;
    }
    // An epoch of its own for nobody: what belongs to any other has ended.
    runs.put(origin.node(), new Run(run.epoch() + 1, run.begun(), true, 0));
    return Verdict.TAKE;
  }
}
