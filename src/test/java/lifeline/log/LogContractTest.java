package lifeline.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import lifeline.delivery.entry.Entry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Log}, for each of its adapters: a subclass provides the adapter. Opening
 * it a second time is another epoch on the same data.
 */
public abstract class LogContractTest {
  private LogHarness log;

  /** A new log whose clock is the harness's. */
  protected abstract LogHarness begin() throws Exception;

  @BeforeEach
  void open() throws Exception {
    log = begin();
    log.open();
  }

  @AfterEach
  void close() {
    log.close();
    assertFalse(log.hasFailed());
  }

  @Test
  void shouldReportEachEntryOnceInTheOrderOfAppending() {
    List<Entry> appended = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      List<Entry> entries = List.of(LogHarness.say(i, "a"), new Entry.Tick());
      appended.addAll(entries);
      log.append(entries);
    }
    log.settle();
    assertEquals(appended, log.committed());
    assertEquals(List.of(), log.refused());
  }

  @Test
  void shouldNumberBatchesInOrder() {
    for (int i = 0; i < 100; i++) {
      log.append(List.of(LogHarness.say(i, "a")));
    }
    log.settle();
    List<Long> indexes = log.batches().stream().map(Log.Batch::index).toList();
    assertEquals(indexes.stream().sorted().distinct().toList(), indexes);
    if (log.kind() != LogHarness.Kind.CLUSTER) {
      assertEquals(LongStream.rangeClosed(1, indexes.size()).boxed().toList(), indexes);
    }
  }

  @Test
  void shouldNeverLetTimeGoBack() {
    log.clock(2_000);
    log.append(List.of(new Entry.Tick()));
    log.settle();
    log.clock(1_000);
    log.append(List.of(new Entry.Tick()));
    log.settle();
    log.clock(3_000);
    log.append(List.of(new Entry.Tick()));
    log.settle();
    assertEquals(
        List.of(2_000L, 2_000L, 3_000L), log.batches().stream().map(Log.Batch::time).toList());
  }

  @Test
  void shouldRunATaskAfterWhatWasAppendedBefore() {
    log.append(List.of(LogHarness.say(1, "a"), LogHarness.say(2, "b")));
    List<Integer> seen = log.runAfter(() -> log.committed().size());
    assertEquals(List.of(2), seen);
  }

  @Test
  void shouldReportWhatIsAppendedWithinTheListener() {
    log.onCommit(
        batch -> {
          if (log.batches().size() == 1) {
            log.append(List.of(LogHarness.say(2, "from within")));
          }
        });
    log.append(List.of(LogHarness.say(1, "a")));
    log.settle(); // now the first is reported, and the second appended
    log.settle();
    assertEquals(
        List.of(LogHarness.say(1, "a"), LogHarness.say(2, "from within")), log.committed());
  }

  @Test
  void shouldReplayTheBatchesAfterTheSnapshot() {
    LogHarness.Snapshot snapshot = appendTen(4);
    List<Log.Batch> reported = List.copyOf(log.batches());
    log.close();
    long last = log.open(snapshot);
    boolean isLocal = log.kind() == LogHarness.Kind.LOCAL;
    assertEquals(isLocal ? reported.get(9).index() : snapshot.index(), last);
    assertReplayed(reported.subList(4, 10));
  }

  @Test
  void shouldGoOnNumberingInTheNextEpoch() {
    log.clock(5_000);
    log.append(List.of(LogHarness.say(1, "a")));
    log.settle();
    Log.Batch before = log.batches().get(0);
    log.close();
    log.clock(1_000);
    log.open();
    log.append(List.of(LogHarness.say(2, "b")));
    log.settle();
    Log.Batch after = log.batches().get(0);
    switch (log.kind()) {
      case MEMORY -> assertEquals(1, after.index());
      case LOCAL -> assertEquals(before.index() + 1, after.index());
      case CLUSTER -> assertTrue(after.index() > before.index());
    }
    boolean isStored = log.kind() != LogHarness.Kind.MEMORY;
    assertTrue(after.time() >= (isStored ? 5_000 : 1_000), "time " + after.time());
  }

  @Test
  void shouldReportAllThatWasAppendedBeforeItIsClosed() {
    for (int i = 0; i < 100; i++) {
      log.append(List.of(LogHarness.say(i, "a")));
    }
    log.close();
    assertEquals(100, log.committed().size());
  }

  @Test
  void shouldForgetNothingAfterTheSnapshot() {
    LogHarness.Snapshot snapshot = appendTen(7);
    log.forget(snapshot);
    List<Log.Batch> reported = List.copyOf(log.batches());
    log.close();
    log.open(snapshot);
    assertReplayed(reported.subList(7, 10));
  }

  /** Appends ten batches, and takes a snapshot after some of them. */
  private LogHarness.Snapshot appendTen(int beforeSnapshot) {
    LogHarness.Snapshot snapshot = null;
    for (int i = 0; i < 10; i++) {
      if (i == beforeSnapshot) {
        snapshot = log.snapshot();
      }
      log.append(List.of(LogHarness.say(i, "line " + i)));
      log.settle();
    }
    return snapshot;
  }

  private void assertReplayed(List<Log.Batch> batches) {
    boolean isStored = log.kind() != LogHarness.Kind.MEMORY;
    assertEquals(isStored ? batches : List.of(), log.replayed());
  }
}
