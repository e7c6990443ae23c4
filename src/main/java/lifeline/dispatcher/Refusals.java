package lifeline.dispatcher;

import java.util.Optional;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.log.Log;
import lifeline.protocol.Errors;

/** What is told to who said lines that the log has not taken. */
final class Refusals {
  private Refusals() {}

  /** Empty for an entry without lines. */
  static Optional<Effect.Refused> of(Entry entry, Log.Refusal refusal) {
    if (entry instanceof Entry.Say say) {
      return Optional.of(of(say.connection(), say.lines().count(), refusal));
    } else if (entry instanceof Entry.Direct direct) {
      return Optional.of(of(direct.connection(), direct.line().count(), refusal));
    }
    return Optional.empty();
  }

  /** How many entries of a committed batch were told as refused before. */
  static long toldBefore(Log.Batch batch) {
    return batch.disowned() ? batch.entries().stream().filter(Entry::saysLines).count() : 0;
  }

  private static Effect.Refused of(long connection, int lines, Log.Refusal refusal) {
    return new Effect.Refused(
        connection,
        refusal.unknown()
            ? Errors.linesUnknown(lines, refusal.reason())
            : Errors.linesRefused(lines, refusal.reason()));
  }
}
