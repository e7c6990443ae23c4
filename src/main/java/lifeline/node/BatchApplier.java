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

/** Applies what the log has committed: to the state machine, and its lines to the store. */
public final class BatchApplier {
  private final DeliveryMachine machine;
  private final LineStore lines;
  private final Set<String> grown = new LinkedHashSet<>();

  public BatchApplier(DeliveryMachine machine, LineStore lines) {
    this.machine = machine;
    this.lines = lines;
  }

  /**
   * Applies the entries of a batch in their order.
   *
   * @param isStored whether the store has the lines of this batch already
   * @param effects gets the effects, in their order
   */
  public void apply(Log.Batch batch, boolean isStored, Consumer<Effect> effects) {
    for (Entry entry : batch.entries()) {
      boolean isSilent = batch.disowned() && entry.saysLines();
      machine.apply(
          entry,
          batch.time(),
          effect -> {
            store(effect, isStored);
            if (!isSilent
                || !(effect instanceof Effect.Receipted || effect instanceof Effect.Refused)) {
              effects.accept(effect);
            }
          });
      if (entry instanceof Entry.Trim trim) {
        lines.trim(trim.room(), trim.upTo(), machine.queries().pinned(trim.room()));
      }
    }
    lines.applied(batch.index());
  }

  /** What rooms that have grown since the last call no longer have to keep. */
  public List<Entry> trimsDue(long now) {
    List<Entry> trims = new ArrayList<>();
    grown.forEach(room -> machine.trimDue(room, now).ifPresent(trims::add));
    grown.clear();
    return trims;
  }

  private void store(Effect effect, boolean isStored) {
    if (effect instanceof Effect.LinesAppended accepted) {
      grown.add(accepted.lines().room());
      if (!isStored) {
        lines.add(accepted.lines());
      }
    } else if (effect instanceof Effect.Dropped dropped && !isStored) {
      lines.drop(dropped.room());
    }
  }
}
