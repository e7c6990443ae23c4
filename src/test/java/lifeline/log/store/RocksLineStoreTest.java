package lifeline.log.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lifeline.codec.Sections;
import lifeline.delivery.lines.SeqSet;
import lifeline.log.DataException;
import lifeline.log.LineStore;
import lifeline.log.LineStoreContractTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksLineStoreTest extends LineStoreContractTest {
  @TempDir private Path folder;
  private RocksDatabase files;

  @Override
  protected LineStore open() {
    files = RocksDatabase.open(folder.resolve("store"));
    return new RocksLineStore(
        files,
        failure -> {
          throw new AssertionError(failure);
        });
  }

  @Test
  void shouldHaveNoSnapshotBeforeTheFirst() {
    assertTrue(new SnapshotTable(files).read().isEmpty());
  }

  @Test
  void shouldHaveLinesAndSnapshotInTheNextRun() {
    keep(1);
    reopen();
    assertEquals(List.of(1L, 3L, 4L), firsts(read("ops", 1, PLENTY)));
    LineStore.Snapshot snapshot = new SnapshotTable(files).read().orElseThrow();
    assertEquals(1, snapshot.index());
    assertEquals(5_000, snapshot.time());
    snapshot.state().read("part", in -> assertEquals("of 1", in.text()));
    assertEquals(1, files.applied());
  }

  @Test
  void shouldReplaceASnapshotByTheNext() {
    keep(1);
    store.add(said("ops", 6, "f"));
    store.applied(2);
    keep(2);
    reopen();
    assertEquals(2, new SnapshotTable(files).read().orElseThrow().index());
    assertEquals(List.of(6L), firsts(read("ops", 6, PLENTY)));
  }

  @Test
  void shouldDeleteWhatWasTrimmedWithTheNextSnapshot() {
    store.trim("ops", 4, SeqSet.of(2, 2));
    store.applied(2);
    keep(2);
    reopen();
    assertEquals(List.of(1L, 4L), firsts(read("ops", 1, PLENTY)));
  }

  @Test
  void shouldDeleteBetweenManyThatArePinned() {
    for (int i = 0; i < 100; i++) {
      store.add(said("pins", 1 + 2L * i, "a", "b"));
    }
    store.applied(2);
    SeqSet pinned = new SeqSet();
    pinned.add(4, 4);
    pinned.add(9, 14);
    pinned.add(101, 101);
    store.trim("pins", 150, pinned);
    store.applied(3);
    List<Long> visible = firsts(read("pins", 1, PLENTY));
    keep(3);
    reopen();
    assertEquals(visible, firsts(read("pins", 1, PLENTY)));
    assertEquals(List.of(3L, 9L, 11L, 13L, 101L, 151L), visible.subList(0, 6));
  }

  @Test
  void shouldDeleteLongBeforeASnapshotWhatIsFarBehind() {
    for (int i = 1; i <= 30_000; i++) {
      store.add(said("far", i, "x"));
    }
    store.applied(2);
    store.trim("far", 29_000, new SeqSet());
    store.applied(3);
    store.applied(4);
    assertEquals(29_001, firsts(read("far", 1, 1)).get(0));
  }

  @Test
  void shouldForgetLinesThatTheLogHasLost() throws Exception {
    store.add(said("lost", 1, "x"));
    store.applied(2);
    keep(2);
    new LineTable(files).cut(Map.of("ops", 3L), 0);
    assertEquals(List.of(1L, 3L), firsts(read("ops", 1, PLENTY)));
    assertEquals(List.of(), read("lost", 1, PLENTY).lines());
  }

  @Test
  void shouldCopyWhatItHas() throws Exception {
    keep(1);
    store.add(said("ops", 6, "f"));
    store.applied(2);
    read("ops", 1, PLENTY);
    files.copyTo(folder.resolve("copy"));
    RocksDatabase copy = RocksDatabase.open(folder.resolve("copy"));
    try {
      assertEquals(1, new SnapshotTable(copy).read().orElseThrow().index());
      LineStore.Page page =
          new LineTable(copy).page("ops", 1, Long.MAX_VALUE, PLENTY, new PendingTrims());
      assertEquals(List.of(1L, 3L, 4L, 6L), firsts(page));
    } finally {
      copy.close();
    }
  }

  @Test
  void shouldKeepAFixedSectionOnceAndAsLongAsSnapshotsHaveIt() {
    keep(1, Map.of("old", "first", "page", "first"));
    keep(2, Map.of("page", "not asked for", "new", "second"));
    assertEquals(Map.of("page", "first", "new", "second"), fixed());
    reopen();
    assertEquals(Map.of("page", "first", "new", "second"), fixed());
    keep(3, Map.of("new", "not asked for"));
    assertEquals(Map.of("new", "second"), fixed());
    reopen();
    keep(4);
    assertEquals(Map.of(), fixed());
  }

  private Map<String, String> fixed() {
    Map<String, String> texts = new HashMap<>();
    Sections state = new SnapshotTable(files).read().orElseThrow().state();
    for (String name : state.names()) {
      state.read(
          name,
          in -> {
            String text = in.text();
            if (!name.equals("part")) {
              texts.put(name, text);
            }
          });
    }
    return texts;
  }

  @Test
  void shouldRefuseADamagedFolder() throws IOException {
    keep(1);
    store.close();
    Path damaged = folder.resolve("store");
    try (Stream<Path> parts = Files.list(damaged)) {
      for (Path part : parts.filter(file -> file.toString().endsWith(".sst")).toList()) {
        Files.delete(part);
      }
    }
    DataException refused = assertThrows(DataException.class, () -> RocksDatabase.open(damaged));
    assertTrue(refused.getMessage().startsWith("store: can't be opened"), refused::getMessage);
    store = new MemoryLineStore();
  }

  private void keep(long index) {
    keep(index, Map.of());
  }

  private void keep(long index, Map<String, String> fixed) {
    Sections state = new Sections();
    state.write("part", out -> out.text("of " + index));
    fixed.forEach((name, text) -> state.writeFixed(name, out -> out.text(text)));
    store
        .saveSnapshot(new LineStore.Snapshot(index, 5_000, state))
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  private void reopen() {
    store.close();
    store = open();
  }
}
