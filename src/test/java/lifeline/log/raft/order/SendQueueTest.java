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
  private final SendQueue queue = new SendQueue();

  @Test
  void shouldSendAtOnceIfNothingIsInFlight() {
    assertEquals(Long.MAX_VALUE, queue.nanosUntilNext(0));
    queue.append(List.of(say("a")), 5);
    assertEquals(0, queue.nanosUntilNext(5));
    assertEquals(1, queue.createNext(0).number);
  }

  @Test
  void shouldFillTheNextBatchWhileOneIsInFlight() {
    queue.append(List.of(say("a")), 0);
    queue.createNext(0);
    queue.append(List.of(say("b")), 10);
    queue.append(List.of(say("c")), 20);
    assertEquals(SendQueue.BATCH_DELAY_NANOS - 10, queue.nanosUntilNext(10));
    assertEquals(0, queue.nanosUntilNext(SendQueue.BATCH_DELAY_NANOS));
    assertEquals(List.of(say("b"), say("c")), queue.createNext(0).entries);
  }

  @Test
  void shouldNotFillTheNextBatchIfTheLastIsOld() {
    queue.append(List.of(say("a")), 0);
    queue.createNext(0);
    queue.append(List.of(say("b")), SendQueue.BATCH_DELAY_NANOS);
    assertEquals(0, queue.nanosUntilNext(SendQueue.BATCH_DELAY_NANOS));
  }

  @Test
  void shouldLimitTheBatchesInFlight() {
    for (int i = 0; i < SendQueue.MAX_IN_FLIGHT; i++) {
      queue.append(List.of(say("a")), 0);
      queue.createNext(0);
    }
    queue.append(List.of(say("b")), 0);
    assertEquals(Long.MAX_VALUE, queue.nanosUntilNext(Long.MAX_VALUE));
    assertNotNull(queue.committed(1));
    assertEquals(0, queue.nanosUntilNext(SendQueue.BATCH_DELAY_NANOS));
  }

  @Test
  void shouldSplitALargeAppendIntoBatches() {
    List<Entry> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(say("x".repeat(100_000)));
    }
    queue.append(many, 0);
    List<Entry> sent = new ArrayList<>();
    while (queue.nanosUntilNext(SendQueue.BATCH_DELAY_NANOS) == 0) {
      SendQueue.SentBatch next = queue.createNext(0);
      assertTrue(next.entries.size() <= 6, "entries: " + next.entries.size());
      sent.addAll(next.entries);
      assertNotNull(queue.committed(next.number));
    }
    assertEquals(many, sent);
  }

  @Test
  void shouldSendEverythingAgainOnAnotherAttempt() {
    queue.append(List.of(say("a")), 0);
    SendQueue.SentBatch first = queue.createNext(0);
    first.attempt = 1;
    assertNull(queue.nextUnsent(1));
    assertEquals(first, queue.nextUnsent(2));
    assertNotNull(queue.committed(1));
    assertNull(queue.nextUnsent(2));
    assertNull(queue.committed(1), "only once");
  }

  @Test
  void shouldReturnLateLinesOnceAndRetainOtherEntries() {
    queue.append(List.of(say("on its way")), 0);
    SendQueue.SentBatch sent = queue.createNext(0);
    queue.append(List.of(say("waits"), new Entry.Tick()), 10);
    queue.append(List.of(say("young")), 90);
    assertEquals(List.of(say("on its way")), queue.takeUnconfirmedLines(50));
    assertEquals(List.of(), queue.takeUnconfirmedLines(50));
    assertTrue(sent.reportedUnknown());
    assertEquals(List.of(say("waits")), queue.takeUnsentLines(50));
    assertEquals(List.of(), queue.takeUnsentLines(50));
    assertEquals(sent, queue.committed(1), "it may still be accepted");
    assertEquals(List.of(new Entry.Tick(), say("young")), queue.createNext(0).entries);
  }

  @Test
  void shouldReturnATaskWithTheEntriesBeforeIt() {
    Runnable task = () -> {};
    assertFalse(queue.runAfter(task, 0), "there is nothing before it");
    queue.append(List.of(say("a")), 0);
    assertTrue(queue.runAfter(task, 0));
    assertEquals(List.of(task), queue.createNext(0).tasks());
    assertEquals(List.of(task), queue.takeTasks());
    assertEquals(List.of(), queue.takeTasks());
  }

  @Test
  void shouldSendNoBatchForATaskAlone() {
    queue.append(List.of(say("a")), 0);
    SendQueue.SentBatch sent = queue.createNext(0);
    Runnable task = () -> {};
    assertTrue(queue.runAfter(task, 0));
    assertEquals(Long.MAX_VALUE, queue.nanosUntilNext(0));
    assertEquals(List.of(task), sent.tasks());
  }

  private static Entry say(String text) {
    return new Entry.Say(1, "ops", false, null, LineBlock.of(text));
  }
}
