package lifeline.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import lifeline.delivery.Seqs;
import lifeline.protocol.LineBlock;
import lifeline.protocol.SaidLines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryLineStoreTest {
  private static final int PLENTY = 1 << 20;

  private final LineStore store = new MemoryLineStore();

  @BeforeEach
  void say() {
    store.add(said(1, "a", "b"));
    store.add(said(3, "c"));
    store.add(said(4, "d", "e"));
  }

  @Test
  void shouldReadFromTheBatchThatHasTheLine() {
    LineStore.Page page = read("ops", 2, PLENTY);
    assertEquals(6, page.next());
    assertEquals(List.of(1L, 3L, 4L), firsts(page));
  }

  @Test
  void shouldReadAtLeastOneBatchHoweverSmallThePage() {
    LineStore.Page page = read("ops", 1, 1);
    assertEquals(3, page.next());
    assertEquals(List.of(1L), firsts(page));
  }

  @Test
  void shouldReadNothingBehindTheLastLineOrOfAnotherRoom() {
    assertEquals(new LineStore.Page(6, List.of()), read("ops", 6, PLENTY));
    assertEquals(new LineStore.Page(1, List.of()), read("news", 1, PLENTY));
  }

  @Test
  void shouldTrimWholeBatchesAndReadOnBehindTheGap() {
    store.trim("ops", 4, new Seqs());
    assertEquals(List.of(4L), firsts(read("ops", 1, PLENTY)));
  }

  @Test
  void shouldKeepWhatIsPinned() {
    store.trim("ops", 5, Seqs.of(2, 2));
    assertEquals(List.of(1L), firsts(read("ops", 1, PLENTY)));
  }

  private LineStore.Page read(String room, long first, int bytes) {
    return store.read(room, first, bytes).toCompletableFuture().join();
  }

  private static List<Long> firsts(LineStore.Page page) {
    return page.lines().stream().map(SaidLines::firstSeq).toList();
  }

  private static SaidLines said(long first, String... texts) {
    return new SaidLines("ops", first, 0, 1, "ada", false, LineBlock.of(texts));
  }
}
