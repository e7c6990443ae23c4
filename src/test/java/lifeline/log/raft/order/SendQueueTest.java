package lifeline.log.raft.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lifeline.delivery.entry.Entry;
import lifeline.protocol.LineBlock;
import org.junit.jupiter.api.Test;

class SendQueueTest {
  private final SendQueue run = new SendQueue();

  @Test
  void shouldSendAtOnceWhenNothingIsOnItsWay() {
    assertEquals(Long.MAX_VALUE, run.nanosToNext(0));
    run.append(List.of(say("a")), 5);
    assertEquals(0, run.nanosToNext(5));
    assertEquals(1, run.next(0).number);
  }

  @Test
  void shouldFillTheNextBatchWhileOneIsOnItsWay() {
    run.append(List.of(say("a")), 0);
    run.next(0);
    run.append(List.of(say("b")), 10);
    run.append(List.of(say("c")), 20);
    assertEquals(SendQueue.COLLECT_NANOS - 10, run.nanosToNext(10));
    assertEquals(0, run.nanosToNext(SendQueue.COLLECT_NANOS));
    assertEquals(List.of(say("b"), say("c")), run.next(0).entries);
  }

  @Test
  void shouldNotFillTheNextBatchWhenTheLastWasMadeLongAgo() {
    run.append(List.of(say("a")), 0);
    run.next(0);
    run.append(List.of(say("b")), SendQueue.COLLECT_NANOS);
    assertEquals(0, run.nanosToNext(SendQueue.COLLECT_NANOS));
  }

  @Test
  void shouldNotHaveMoreThanAFewOnTheirWay() {
    for (int i = 0; i < SendQueue.MOST_IN_FLIGHT; i++) {
      run.append(List.of(say("a")), 0);
      run.next(0);
    }
    run.append(List.of(say("b")), 0);
    assertEquals(Long.MAX_VALUE, run.nanosToNext(Long.MAX_VALUE));
    assertNotNull(run.committed(1));
    assertEquals(0, run.nanosToNext(SendQueue.COLLECT_NANOS));
  }

  @Test
  void shouldCutWhatIsAppendedAtOnceIntoRecordsThatFit() {
    List<Entry> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(say("x".repeat(100_000)));
    }
    run.append(many, 0);
    List<Entry> sent = new ArrayList<>();
    while (run.nanosToNext(SendQueue.COLLECT_NANOS) == 0) {
      SendQueue.Sent next = run.next(0);
      assertTrue(next.entries.size() <= 6, "entries: " + next.entries.size());
      sent.addAll(next.entries);
      assertNotNull(run.committed(next.number));
    }
    assertEquals(many, sent);
  }

  @Test
  void shouldHandEverythingOverAgainOnAnotherAttempt() {
    run.append(List.of(say("a")), 0);
    SendQueue.Sent first = run.next(0);
    first.attempt = 1;
    assertNull(run.unsent(1));
    assertEquals(first, run.unsent(2));
    assertNotNull(run.committed(1));
    assertNull(run.unsent(2));
    assertNull(run.committed(1), "only once");
  }

  @Test
  void shouldTellLateLinesOnceAndKeepOtherEntries() {
    run.append(List.of(say("on its way")), 0);
    SendQueue.Sent sent = run.next(0);
    run.append(List.of(say("waits"), new Entry.Tick()), 10);
    run.append(List.of(say("young")), 90);
    assertEquals(List.of(say("on its way")), run.takeUnknown(50));
    assertEquals(List.of(), run.takeUnknown(50));
    assertTrue(sent.disowned());
    assertEquals(List.of(say("waits")), run.takeRefused(50));
    assertEquals(List.of(), run.takeRefused(50));
    assertEquals(sent, run.committed(1), "it may still be accepted");
    assertEquals(List.of(new Entry.Tick(), say("young")), run.next(0).entries);
  }

  @Test
  void shouldRunATaskBehindWhatWasAppendedBefore() {
    Runnable task = () -> {};
    assertFalse(run.behind(task, 0), "there is nothing before it");
    run.append(List.of(say("a")), 0);
    assertTrue(run.behind(task, 0));
    assertEquals(List.of(task), run.next(0).tasks());
    assertEquals(List.of(task), run.takeTasks());
    assertEquals(List.of(), run.takeTasks());
  }

  private static Entry say(String text) {
    return new Entry.Say(1, "ops", false, null, LineBlock.of(text));
  }
}
