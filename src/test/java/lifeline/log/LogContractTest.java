package lifeline.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import lifeline.delivery.entry.Entry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every adapter of {@link Log} keeps to, whatever it keeps: a subclass brings the adapter. To
 * open it a second time is another run on the same data.
 */
public abstract class LogContractTest {
  private LogHarness log;

  /** A new log whose clock is the harness's. */
  protected abstract LogHarness begin() throws Exception;

  @BeforeEach
  void open() throws Exception {
    log = begin();
    log.open(0);
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void shouldTellEveryEntryOnceInTheOrderOfAppending() {
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
  void shouldNumberBatchesWithoutGapsFromOne() {
    for (int i = 0; i < 100; i++) {
      log.append(List.of(LogHarness.say(i, "a")));
    }
    log.settle();
    List<Long> indexes = log.batches().stream().map(Log.Batch::index).toList();
    assertEquals(LongStream.rangeClosed(1, indexes.size()).boxed().toList(), indexes);
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
  void shouldRunATaskBehindWhatWasAppendedBefore() {
    log.append(List.of(LogHarness.say(1, "a"), LogHarness.say(2, "b")));
    List<Integer> seen = log.behind(() -> log.committed().size());
    assertEquals(List.of(2), seen);
  }

  @Test
  void shouldTellWhatIsAppendedWithinTheListener() {
    log.onCommit(
        batch -> {
          if (batch.index() == 1) {
            log.append(List.of(LogHarness.say(2, "from within")));
          }
        });
    log.append(List.of(LogHarness.say(1, "a")));
    log.settle(); // now the first is told, and the second appended
    log.settle();
    assertEquals(
        List.of(LogHarness.say(1, "a"), LogHarness.say(2, "from within")), log.committed());
  }

  @Test
  void shouldTellAgainWhatIsBehindTheGivenIndex() throws Exception {
    for (int i = 0; i < 10; i++) {
      log.append(List.of(LogHarness.say(i, "line " + i)));
      log.settle();
    }
    List<Log.Batch> told = List.copyOf(log.batches());
    log.close();
    long last = log.open(4);
    if (!log.keeps()) {
      assertEquals(4, last);
      assertEquals(List.of(), log.replayed());
      return;
    }
    assertEquals(10, last);
    assertEquals(told.subList(4, 10), log.replayed());
  }

  @Test
  void shouldGoOnNumberingInTheNextRun() throws Exception {
    log.clock(5_000);
    log.append(List.of(LogHarness.say(1, "a")));
    log.settle();
    log.close();
    log.clock(1_000);
    long last = log.open(0);
    log.append(List.of(LogHarness.say(2, "b")));
    log.settle();
    assertEquals(last + 1, log.batches().get(log.batches().size() - 1).index());
    long time = log.batches().get(log.batches().size() - 1).time();
    assertTrue(time >= (log.keeps() ? 5_000 : 1_000), "time " + time);
  }

  @Test
  void shouldTellAllThatWasAppendedBeforeItIsClosed() {
    for (int i = 0; i < 100; i++) {
      log.append(List.of(LogHarness.say(i, "a")));
    }
    log.close();
    assertEquals(100, log.committed().size());
  }

  @Test
  void shouldForgetOnlyWhatItWasToldTo() throws Exception {
    for (int i = 0; i < 10; i++) {
      log.append(List.of(LogHarness.say(i, "line " + i)));
      log.settle();
    }
    log.forget(7);
    List<Log.Batch> told = List.copyOf(log.batches());
    log.close();
    log.open(7);
    assertEquals(log.keeps() ? told.subList(7, 10) : List.of(), log.replayed());
  }
}
