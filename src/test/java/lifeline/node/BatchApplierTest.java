package lifeline.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lifeline.connection.ConnectionId;
import lifeline.delivery.DeliveryMachine;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.it.support.TestSettings;
import lifeline.log.LineStore;
import lifeline.log.Log;
import lifeline.log.store.MemoryLineStore;
import lifeline.protocol.LineBlock;
import lifeline.protocol.SaidLines;
import lifeline.protocol.StartPosition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchApplierTest {
  private static final long ADA = ConnectionId.of(0, 1, 0, 1);

  private final DeliveryMachine machine =
      NodeStorage.create(TestSettings.of("retention.lines=2").get(), List.of("n1"));
  private final LineStore lines = new MemoryLineStore();
  private final BatchApplier applier = new BatchApplier(machine, lines);
  private final List<Effect> effects = new ArrayList<>();
  private long index;

  @BeforeEach
  void join() {
    apply(false, false, new Entry.NodeStarted(0, 1), new Entry.Opened(ADA, "here", false));
    apply(false, false, new Entry.Name(ADA, "ada"));
    apply(false, false, new Entry.Join(ADA, "ops", null, new StartPosition.New()));
    effects.clear();
  }

  @Test
  void shouldStoreLinesAndPassOnTheirEffectsInOrder() {
    apply(false, false, say("one"), say("two"));
    assertEquals(List.of("one", "two"), stored());
    assertEquals(2, count(Effect.Receipted.class));
    assertTrue(first(Effect.LinesAppended.class) < first(Effect.Receipted.class));
  }

  @Test
  void shouldNotStoreLinesAgainThatTheStoreHas() {
    apply(false, true, say("one"));
    assertEquals(List.of(), stored());
    assertEquals(1, count(Effect.LinesAppended.class));
  }

  @Test
  void shouldNotAnswerLinesWhoseOutcomeWasReportedAsUnknown() {
    apply(true, false, say("one"));
    assertEquals(List.of("one"), stored());
    assertEquals(1, count(Effect.LinesAppended.class));
    assertEquals(0, count(Effect.Receipted.class));
  }

  @Test
  void shouldProposeTrimsOfGrownRoomsOnce() {
    apply(false, false, say("one"), say("two"), say("three"), say("four"));
    List<Entry> trims = applier.trimsDue(index);
    assertEquals(List.of(new Entry.Trim("ops", 2)), trims);
    assertEquals(List.of(), applier.trimsDue(index));
    apply(false, false, trims.get(0));
    assertEquals(List.of("three", "four"), stored());
  }

  private static Entry say(String text) {
    return new Entry.Say(ADA, "ops", false, null, LineBlock.of(text));
  }

  private void apply(boolean disowned, boolean isStored, Entry... entries) {
    index++;
    applier.apply(new Log.Batch(index, index, List.of(entries), disowned), isStored, effects::add);
  }

  private List<String> stored() {
    return lines
        .read("ops", 1, Long.MAX_VALUE, 1 << 20)
        .toCompletableFuture()
        .join()
        .lines()
        .stream()
        .map(SaidLines::lines)
        .map(block -> block.text(0))
        .toList();
  }

  private long count(Class<? extends Effect> kind) {
    return effects.stream().filter(kind::isInstance).count();
  }

  private int first(Class<? extends Effect> kind) {
    return effects.indexOf(effects.stream().filter(kind::isInstance).findFirst().orElseThrow());
  }
}
