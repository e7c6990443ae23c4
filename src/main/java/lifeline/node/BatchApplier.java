package lifeline.node;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import lifeline.delivery.DeliveryMachine;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.log.LineStore;
import lifeline.log.Log;

/** Applies what the log has committed: entries to the state machine, lines to the store. */
public final class BatchApplier {
  private final DeliveryMachine machine;
  private final LineStore lines;
  private final List<Effect> effects = new ArrayList<>();
  private final Set<String> grown = new LinkedHashSet<>();

  public BatchApplier(DeliveryMachine machine, LineStore lines) {
    this.machine = machine;
    this.lines = lines;
  }

  /**
   * Applies the entries of a batch in their order.
   *
   * @param isStored whether the store has the lines of this batch already
   * @param out gets the effects, in their order
   */
  public void apply(Log.Batch batch, boolean isStored, Consumer<Effect> out) {
    for (Entry entry : batch.entries()) {
      machine.apply(entry, batch.time(), effects::add);
      boolean isAnswered = batch.reportedUnknown() && entry.saysLines();
      for (Effect effect : effects) {
        if (!isStored) {
          store(effect);
        }
        if (effect instanceof Effect.LinesAppended appended) {
          grown.add(appended.lines().room());
        }
        if (!isAnswered || !isAnswer(effect)) {
          out.accept(effect);
        }
      }
      effects.clear();
      if (entry instanceof Entry.Trim trim) {
        lines.trim(trim.room(), trim.upTo(), machine.queries().pinned(trim.room()));
      }
    }
    lines.applied(batch.index());
  }

  /** Trims, to be proposed, of rooms that have grown since the last call. */
  public List<Entry> trimsDue(long now) {
    List<Entry> trims = new ArrayList<>();
    grown.forEach(room -> machine.trimDue(room, now).ifPresent(trims::add));
    grown.clear();
    return trims;
  }

  private void store(Effect effect) {
    if (effect instanceof Effect.LinesAppended appended) {
      lines.add(appended.lines());
    } else if (effect instanceof Effect.Dropped dropped) {
      lines.drop(dropped.room());
    }
  }

  /** Whether the effect answers an entry with lines. */
  private static boolean isAnswer(Effect effect) {
    return effect instanceof Effect.Receipted || effect instanceof Effect.Refused;
  }
}
