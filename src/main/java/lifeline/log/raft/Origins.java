package lifeline.log.raft;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * How far the batches of each node have come. Every node has the same, as it changes by committed
 * records alone: a record counts on all nodes or on none.
 */
final class Origins {
  private final Map<Integer, Run> runs = new TreeMap<>();

  /** What to do with a record. */
  enum Verdict {
    /** It counts. */
    TAKE,
    /** It has counted before, or its run has ended. */
    DROP,
    /** A batch before it is missing; both will be sent again. */
    GAP
  }

  /**
   * The last known run of a node.
   *
   * @param begun the number its {@link Origin.Kind#BEGIN} had
   * @param last number of the last batch that counted
   */
  private record Run(int epoch, long begun, boolean lost, long last) {}

  /** Takes notice of the next committed record. */
  Verdict judge(Origin origin) {
    return switch (origin.kind()) {
      case ENTRIES -> entries(origin);
      case BEGIN -> begin(origin);
      case LOST -> lost(origin);
    };
  }

  /** A table that knows what was saved. */
  static Origins load(ByteIn in) {
    Origins origins = new Origins();
    for (int left = in.count(); left > 0; left--) {
      int node = in.integer();
      origins.runs.put(node, new Run(in.integer(), in.signed(), in.flag(), in.number()));
    }
    return origins;
  }

  void save(ByteOut out) {
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

  /** Epoch of the node's last run; one more if that is lost; 0 if there was none. */
  int epoch(int node) {
    Run run = runs.get(node);
    return run == null ? 0 : run.epoch();
  }

  /** Epoch of the node's run, if it has one that is not lost. */
  OptionalInt running(int node) {
    Run run = runs.get(node);
    return run == null || run.lost() ? OptionalInt.empty() : OptionalInt.of(run.epoch());
  }

  private Verdict entries(Origin origin) {
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

  private Verdict begin(Origin origin) {
    Run run = runs.get(origin.node());
    if (run != null && run.begun() == origin.number()) {
      return Verdict.DROP;
    }
    runs.put(origin.node(), new Run(epoch(origin.node()) + 1, origin.number(), false, 0));
    return Verdict.TAKE;
  }

  private Verdict lost(Origin origin) {
    Run run = runs.get(origin.node());
    if (run == null || run.lost() || run.epoch() != origin.epoch()) {
      return Verdict.DROP;
    }
    // An epoch of its own for nobody: what belongs to any other has ended.
    runs.put(origin.node(), new Run(run.epoch() + 1, run.begun(), true, 0));
    return Verdict.TAKE;
  }
}
