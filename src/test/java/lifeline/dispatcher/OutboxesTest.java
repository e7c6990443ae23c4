package lifeline.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.log.Log;
import lifeline.protocol.Errors;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Notices;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxesTest {
  private static final int NODE = 2;
  private static final long FIRST = ConnectionId.of(NODE, 1, 0, 7);
  private static final long SECOND = ConnectionId.of(NODE, 1, 1, 7);
  private static final Log.Refusal FULL = new Log.Refusal(false, "disk full");

  private final Outboxes outboxes = new Outboxes(2);

  @BeforeEach
  void know() {
    outboxes.node(NODE);
  }

  @Test
  void shouldSendAnEffectToTheGatewayOfItsConnection() {
    outboxes.add(told(FIRST));
    outboxes.add(told(SECOND));
    outboxes.add(told(FIRST));
    assertEquals(Map.of(0, List.of(told(FIRST), told(FIRST)), 1, List.of(told(SECOND))), sent());
    assertEquals(Map.of(), sent());
  }

  @Test
  void shouldSendAnEffectOnARoomToAllGateways() {
    Effect presence = new Effect.Presence("ops", "ada", null, FIRST);
    outboxes.add(presence);
    outboxes.add(new Effect.Dropped("ops"));
    assertEquals(Map.of(0, List.of(presence), 1, List.of(presence)), sent());
  }

  @Test
  void shouldSendNothingForConnectionsOfOtherNodes() {
    outboxes.add(told(ConnectionId.of(NODE + 1, 1, 0, 7)));
    assertEquals(Map.of(), sent());
  }

  @Test
  void shouldSendToConnectionsThatHaveNoEpochYet() {
    long early = ConnectionId.of(0, 0, 1, 7);
    outboxes.add(told(early));
    assertEquals(Map.of(1, List.of(told(early))), sent());
  }

  @Test
  void shouldHoldOnlyWhatIsAppliedMeanwhile() {
    outboxes.hold();
    outboxes.applied(told(FIRST));
    outboxes.add(told(SECOND));
    assertEquals(Map.of(1, List.of(told(SECOND))), sent());
    outboxes.release();
    outboxes.release();
    assertEquals(Map.of(0, List.of(told(FIRST))), sent());
  }

  @Test
  void shouldRefuseOnlyEntriesWithLines() {
    outboxes.refused(new Entry.Part(FIRST, "ops"), FULL);
    outboxes.refused(new Entry.Say(FIRST, "ops", false, null, LineBlock.of("one")), FULL);
    outboxes.refused(new Entry.Direct(SECOND, "ada", LineBlock.of("two")), FULL);
    Map<Integer, List<Effect>> sent = sent();
    assertEquals(
        List.of(new Effect.Refused(FIRST, Errors.linesRefused(1, "disk full"))), sent.get(0));
    assertEquals(
        List.of(new Effect.Refused(SECOND, Errors.linesRefused(1, "disk full"))), sent.get(1));
  }

  @Test
  void shouldNotLetARefusalOvertakeHeldAnswersOfItsConnection() {
    Effect earlier = new Effect.Refused(FIRST, Errors.noAnswer());
    outboxes.hold();
    outboxes.applied(earlier);
    outboxes.refused(new Entry.Direct(FIRST, "ada", LineBlock.of("one")), FULL);
    outboxes.refused(new Entry.Direct(SECOND, "ada", LineBlock.of("two")), FULL);
    assertEquals(List.of(1), List.copyOf(sent().keySet()));
    outboxes.release();
    List<Effect> first = sent().get(0);
    assertEquals(earlier, first.get(0));
    assertEquals(2, first.size());
  }

  private static Effect told(long connection) {
    return new Effect.Notified(connection, Notices.stale());
  }

  private Map<Integer, List<Effect>> sent() {
    Map<Integer, List<Effect>> sent = new TreeMap<>();
    outboxes.send((gateway, effects) -> sent.put(gateway, new ArrayList<>(effects)));
    return sent;
  }
}
