package lifeline.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.TimeUnit;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineBlock;
import lifeline.protocol.SaidLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link LineStore} keeps to; a subclass brings the adapter. */
public abstract class LineStoreContractTest {
  public static final int PLENTY = 1 << 20;

  public LineStore store;

  protected abstract LineStore open();

  @BeforeEach
  void say() {
    store = open();
    store.add(said("ops", 1, "a", "b"));
    store.add(said("ops", 3, "c"));
    store.add(said("ops", 4, "d", "e"));
    store.applied(1);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void shouldReadFromTheBatchThatHasTheLine() {
    LineStore.Page page = read("ops", 2, PLENTY);
    assertEquals(6, page.next());
    assertEquals(List.of(1L, 3L, 4L), firsts(page));
  }

  @Test
  void shouldGiveLinesBackAsTheyWere() {
    SaidLines urgent =
        new SaidLines(
            "@ada", 9, 1234567890123L, 77L << 40, "Bea.1", true, block(new byte[] {0, -1}));
    store.add(urgent);
    store.applied(2);
    assertEquals(List.of(urgent), read("@ada", 1, PLENTY).lines());
  }

  @Test
  void shouldReadAtLeastOneBatchHoweverSmallThePage() {
    LineStore.Page page = read("ops", 1, 1);
    assertEquals(3, page.next());
    assertEquals(List.of(1L), firsts(page));
  }

  @Test
  void shouldReadUpToTheBatchThatHasTheLastLine() {
    assertEquals(List.of(1L), firsts(read("ops", 1, 2, PLENTY)));
    LineStore.Page page = read("ops", 1, 3, PLENTY);
    assertEquals(4, page.next());
    assertEquals(List.of(1L, 3L), firsts(page));
    assertEquals(List.of(1L, 3L, 4L), firsts(read("ops", 1, 5, PLENTY)));
    store.trim("ops", 3, SeqSet.of(1, 1));
    store.applied(2);
    assertEquals(List.of(4L), firsts(read("ops", 3, 3, PLENTY)), "the next there is");
  }

  @Test
  void shouldReadNothingBehindTheLastLineOrOfAnotherRoom() {
    assertEquals(new LineStore.Page(6, List.of()), read("ops", 6, PLENTY));
    assertEquals(new LineStore.Page(1, List.of()), read("news", 1, PLENTY));
    assertEquals(new LineStore.Page(1, List.of()), read("op", 1, PLENTY));
    assertEquals(new LineStore.Page(1, List.of()), read("ops2", 1, PLENTY));
  }

  @Test
  void shouldNotMixRoomsWhoseNamesBeginAlike() {
    store.add(said("op", 1, "x"));
    store.add(said("ops.b", 1, "y"));
    store.applied(2);
    assertEquals(List.of(1L), firsts(read("op", 1, PLENTY)));
    assertEquals(List.of(1L, 3L, 4L), firsts(read("ops", 1, PLENTY)));
  }

  @Test
  void shouldTrimWholeBatchesAndReadOnBehindTheGap() {
    store.trim("ops", 4, new SeqSet());
    store.applied(2);
    assertEquals(List.of(4L), firsts(read("ops", 1, PLENTY)));
  }

  @Test
  void shouldKeepWhatIsPinned() {
    store.trim("ops", 5, SeqSet.of(2, 2));
    store.applied(2);
    assertEquals(List.of(1L), firsts(read("ops", 1, PLENTY)));
  }

  @Test
  void shouldTrimWhatIsNoLongerPinned() {
    store.trim("ops", 3, SeqSet.of(2, 2));
    store.applied(2);
    store.trim("ops", 4, new SeqSet());
    store.applied(3);
    assertEquals(List.of(4L), firsts(read("ops", 1, PLENTY)));
  }

  @Test
  void shouldTrimAndAddInOneBatchOfTheLog() {
    store.add(said("ops", 6, "f", "g"));
    store.trim("ops", 6, new SeqSet());
    store.add(said("ops", 8, "h"));
    store.applied(2);
    assertEquals(List.of(6L, 8L), firsts(read("ops", 1, PLENTY)));
  }

  @Test
  void shouldBeginAnewInARoomThatWasDropped() {
    store.drop("ops");
    store.add(said("ops", 1, "new"));
    store.applied(2);
    assertEquals(List.of(said("ops", 1, "new")), read("ops", 1, PLENTY).lines());
  }

  @Test
  void shouldPageThroughALongRoom() {
    for (int i = 0; i < 1_000; i++) {
      store.add(said("long", 1 + 3L * i, "x".repeat(100), "y".repeat(100), "z".repeat(100)));
      store.applied(2 + i);
    }
    long next = 1;
    int lines = 0;
    LineStore.Page page = read("long", next, 10_000);
    while (!page.lines().isEmpty()) {
      assertEquals(next, page.lines().get(0).firstSeq());
      lines += page.lines().stream().mapToInt(said -> said.lines().count()).sum();
      next = page.next();
      page = read("long", next, 10_000);
    }
    assertEquals(3_000, lines);
  }

  public LineStore.Page read(String room, long first, int bytes) {
    return read(room, first, Long.MAX_VALUE, bytes);
  }

  private LineStore.Page read(String room, long first, long last, int bytes) {
    return store
        .read(room, first, last, bytes)
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  public static List<Long> firsts(LineStore.Page page) {
    return page.lines().stream().map(SaidLines::firstSeq).toList();
  }

  public static SaidLines said(String room, long first, String... texts) {
    return new SaidLines(room, first, 0, 1, "ada", false, LineBlock.of(texts));
  }

  private static LineBlock block(byte[] line) {
    return LineBlock.of(line);
  }
}
