package lifeline.gateway.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import lifeline.delivery.entry.Effect;
import org.junit.jupiter.api.Test;

class OutOfTurnLinesTest {
  private final OutOfTurnLines given = new OutOfTurnLines();

  /** A page is read up to there, and no further. */
  @Test
  void shouldKnowTheLastOfWhatIsDueInARoom() {
    give("ops", 5, 5, 1);
    give("news", 900, 900, 1);
    give("ops", 9, 12, 1);
    assertEquals(12, given.last(given.next()));
    give("ops", 2, 3, 2);
    assertEquals(3, given.last(given.next()), "what comes later in the order is read later");
    given.replay(new Effect.Replay(1, "ops", 1, 700));
    assertEquals(700, given.last(given.nextReplay()));
  }

  private void give(String room, long first, long last, int attempt) {
    given.add(
        new Effect.Deliver(1, room, List.of(new Effect.Deliver.Part(first, last, attempt, false))));
  }
}
