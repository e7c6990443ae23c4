package lifeline.log.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import lifeline.delivery.entry.Entry;
import lifeline.log.Log;
import lifeline.log.LogBrokenException;
import lifeline.log.LogClock;
import lifeline.log.LogContractTest;
import lifeline.log.LogHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLogTest extends LogContractTest {
  @TempDir private Path folder;

  @Override
  protected LogHarness begin() {
    return harness(new DiskFaults(), false, Duration.ofSeconds(10), new AtomicReference<>());
  }

  private LogHarness harness(
      DiskFaults faults, boolean syncEach, Duration patience, AtomicReference<String> obstacle) {
    AtomicLong clock = new AtomicLong(1_000);
    LocalLog.Settings settings = new LocalLog.Settings(syncEach, Duration.ofMillis(20), patience);
    return new LogHarness(
        LogHarness.Kind.LOCAL,
        clock,
        snapshot ->
            new LocalLog(
                new Journal(folder.resolve("log"), 1 << 16, faults),
                settings,
                new LogClock(clock::get, () -> 0),
                obstacle::get));
  }

  @Test
  void shouldCommitOnlyWhatIsOnTheDiskIfEachBatchIsSynced() {
    DiskFaults faults = new DiskFaults();
    LogHarness log = harness(faults, true, Duration.ofSeconds(10), new AtomicReference<>());
    log.open();
    log.append(List.of(LogHarness.say(1, "a")));
    log.settle();
    CompletableFuture<Void> gate = faults.holdSync();
    log.append(List.of(LogHarness.say(2, "b")));
    faults.awaitHeld();
    assertEquals(List.of(LogHarness.say(1, "a")), log.committed());
    gate.complete(null);
    log.settle();
    assertEquals(2, log.committed().size());
    log.close();
  }

  @Test
  void shouldMakeOneBatchOfWhatComesWhileItIsBusy() {
    DiskFaults faults = new DiskFaults();
    LogHarness log = harness(faults, true, Duration.ofSeconds(10), new AtomicReference<>());
    log.open();
    CompletableFuture<Void> gate = faults.holdSync();
    log.append(List.of(LogHarness.say(1, "a")));
    faults.awaitHeld();
    for (int i = 2; i <= 50; i++) {
      log.append(List.of(LogHarness.say(i, "b")));
    }
    gate.complete(null);
    log.settle();
    assertEquals(2, log.batches().size());
    assertEquals(50, log.committed().size());
    log.close();
  }

  @Test
  void shouldRefuseOnlyLinesAndInOrderWhenTheDiskIsFull() {
    DiskFaults faults = new DiskFaults();
    LogHarness log = harness(faults, false, Duration.ofMillis(300), new AtomicReference<>());
    log.open();
    faults.full(true);
    log.append(List.of(LogHarness.say(1, "a"), new Entry.Tick(), LogHarness.say(1, "b")));
    log.append(List.of(LogHarness.say(1, "c"), new Entry.EnterLobby(7)));
    log.settle();
    assertEquals(List.of(new Entry.Tick(), new Entry.EnterLobby(7)), log.committed());
    faults.until(() -> log.refused().size() == 3);
    assertEquals(
        List.of(LogHarness.say(1, "a"), LogHarness.say(1, "b"), LogHarness.say(1, "c")),
        log.refused());
    assertTrue(log.refusals().stream().allMatch(r -> !r.unknown() && r.reason().contains("space")));
    faults.full(false);
    log.append(List.of(LogHarness.say(1, "d")));
    faults.until(() -> log.committed().contains(LogHarness.say(1, "d")));
    List<Log.Batch> told = List.copyOf(log.batches());
    log.close();
    log.open();
    assertEquals(told, log.replayed());
    log.close();
  }

  @Test
  void shouldAcceptLinesThatWaitedWhenThereIsSpaceAgain() {
    DiskFaults faults = new DiskFaults();
    LogHarness log = harness(faults, false, Duration.ofSeconds(20), new AtomicReference<>());
    log.open();
    faults.full(true);
    log.append(List.of(LogHarness.say(1, "a")));
    log.append(List.of(LogHarness.say(2, "b")));
    log.settle();
    assertEquals(List.of(), log.committed());
    faults.full(false);
    faults.until(() -> log.committed().size() == 2);
    assertEquals(List.of(LogHarness.say(1, "a"), LogHarness.say(2, "b")), log.committed());
    log.close();
  }

  @Test
  void shouldHoldLinesWhileThereIsAnObstacle() {
    DiskFaults faults = new DiskFaults();
    AtomicReference<String> obstacle = new AtomicReference<>("the store is full");
    LogHarness log = harness(faults, false, Duration.ofMillis(200), obstacle);
    log.open();
    log.append(List.of(LogHarness.say(1, "a"), new Entry.Tick()));
    faults.until(() -> log.refused().size() == 1);
    assertEquals("the store is full", log.refusals().get(0).reason());
    assertEquals(List.of(new Entry.Tick()), log.committed());
    obstacle.set(null);
    log.append(List.of(LogHarness.say(1, "b")));
    log.settle();
    assertEquals(LogHarness.say(1, "b"), log.committed().get(1));
    log.close();
  }

  @Test
  void shouldFailWhenItCannotBeSynced() {
    DiskFaults faults = new DiskFaults();
    LogHarness log = harness(faults, true, Duration.ofSeconds(10), new AtomicReference<>());
    log.open();
    faults.brokenSync();
    log.append(List.of(LogHarness.say(1, "a")));
    assertInstanceOf(LogBrokenException.class, log.failure());
    assertEquals(List.of(), log.committed());
  }

  @Test
  void shouldFailWhenItCannotBeSyncedInTheBackground() {
    DiskFaults faults = new DiskFaults();
    LogHarness log = harness(faults, false, Duration.ofSeconds(10), new AtomicReference<>());
    log.open();
    faults.brokenSync();
    log.append(List.of(LogHarness.say(1, "a")));
    assertInstanceOf(LogBrokenException.class, log.failure());
  }

  @Test
  void shouldCallLinesUnknownWhoseWriteHangsAndDisownThemAfterwards() {
    DiskFaults faults = new DiskFaults();
    LogHarness log = harness(faults, true, Duration.ofMillis(200), new AtomicReference<>());
    log.open();
    CompletableFuture<Void> gate = faults.holdSync();
    log.append(List.of(LogHarness.say(1, "a")));
    faults.awaitHeld();
    log.append(List.of(LogHarness.say(1, "b"), new Entry.Tick()));
    faults.until(() -> log.refused().size() == 2);
    assertEquals(List.of(LogHarness.say(1, "a"), LogHarness.say(1, "b")), log.refused());
    assertEquals(List.of(true, false), log.refusals().stream().map(r -> r.unknown()).toList());
    gate.complete(null);
    log.settle();
    assertEquals(List.of(LogHarness.say(1, "a"), new Entry.Tick()), log.committed());
    assertTrue(log.batches().get(0).reportedUnknown());
    log.close();
  }

  @Test
  void shouldSyncInTheBackground() {
    DiskFaults faults = new DiskFaults();
    LogHarness log = harness(faults, false, Duration.ofSeconds(10), new AtomicReference<>());
    log.open();
    long before = faults.syncs();
    log.append(List.of(LogHarness.say(1, "a")));
    faults.until(() -> faults.syncs() > before);
    log.close();
  }
}
