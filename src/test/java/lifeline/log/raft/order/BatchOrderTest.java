package lifeline.log.raft.order;

import static lifeline.log.raft.order.BatchOrder.Verdict.DROP;
import static lifeline.log.raft.order.BatchOrder.Verdict.GAP;
import static lifeline.log.raft.order.BatchOrder.Verdict.TAKE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import lifeline.codec.Sections;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
  private final BatchOrder origins = new BatchOrder();

  @Test
  void shouldTakeBatchesOfARunOnceAndInOrder() {
    begin(1, 77);
    assertEquals(TAKE, entries(1, 1, 1));
    assertEquals(DROP, entries(1, 1, 1));
    assertEquals(GAP, entries(1, 1, 3));
    assertEquals(TAKE, entries(1, 1, 2));
    assertEquals(TAKE, entries(1, 1, 3));
    assertEquals(DROP, entries(1, 1, 2));
  }

  @Test
  void shouldGiveEachRunAnEpochOfItsOwn() {
    assertEquals(0, origins.epoch(number(1)));
    assertEquals(TAKE, begin(1, 77));
    assertEquals(1, origins.epoch(number(1)));
    assertEquals(DROP, begin(1, 77), "the same one, sent twice");
    assertEquals(TAKE, begin(1, 78));
    assertEquals(2, origins.epoch(number(1)));
    assertEquals(DROP, entries(1, 1, 1), "of the run before");
    assertEquals(TAKE, entries(1, 2, 1));
  }

  @Test
  void shouldDropWhatALostRunSends() {
    begin(2, 5);
    assertEquals(TAKE, entries(2, 1, 1));
    assertEquals(DROP, lost(2, 2), "no such run");
    assertEquals(TAKE, lost(2, 1));
    assertEquals(DROP, lost(2, 1));
    assertEquals(DROP, entries(2, 1, 2));
    assertEquals(DROP, entries(2, 2, 1), "the epoch that nobody has");
    assertEquals(OptionalInt.empty(), origins.running(number(2)));
    assertEquals(TAKE, begin(2, 6));
    assertEquals(OptionalInt.of(3), origins.running(number(2)));
  }

  @Test
  void shouldCountNodesApart() {
    begin(0, 1);
    begin(1, 2);
    assertEquals(TAKE, entries(0, 1, 1));
    assertEquals(TAKE, entries(1, 1, 1));
    assertEquals(DROP, entries(2, 1, 1));
  }

  @Test
  void shouldNumberNodesInTheOrderInWhichTheyBeginAndKeepTheNumbers() {
    begin(7, 1);
    begin(3, 2);
    begin(7, 3);
    assertEquals(0, number(7));
    assertEquals(1, number(3));
    assertEquals(-1, number(5));
    assertEquals(List.of("n7", "n3"), origins.names());
    Sections saved = new Sections();
    saved.write("origins", origins::save);
    saved.read(
        "origins",
        in -> {
          BatchOrder loaded = BatchOrder.load(in);
          assertEquals(origins.names(), loaded.names());
          assertEquals(OptionalInt.of(2), loaded.running(0));
        });
  }

  @Test
  void shouldNotTakeMoreNodesThanThereAreNumbers() {
    for (int i = 0; i < BatchOrder.MOST_NODES; i++) {
      assertEquals(TAKE, begin(i, i));
    }
    assertEquals(DROP, begin(BatchOrder.MOST_NODES, 1000));
    assertEquals(TAKE, begin(0, 1001));
  }

  @Test
  void shouldGoOnWithTheNumberAndTheRunsOfANodeThatWasAlone() {
    BatchOrder after = BatchOrder.after("n1", 4);
    assertEquals(OptionalInt.empty(), after.running(0));
    assertEquals(TAKE, after.judge(BatchHeader.begin("n2", 8)));
    assertEquals(TAKE, after.judge(BatchHeader.begin("n1", 9)));
    assertEquals(List.of("n1", "n2"), after.names());
    assertEquals(OptionalInt.of(5), after.running(0));
  }

  @Test
  void shouldBeTheSameAfterBytes() {
    for (BatchHeader origin :
        List.of(BatchHeader.lost(62, 1 << 17), BatchHeader.begin("n\u00e4", Long.MIN_VALUE))) {
      ByteBuffer bytes = ByteBuffer.allocate(origin.bytes());
      origin.write(bytes);
      assertEquals(0, bytes.remaining());
      assertEquals(origin, BatchHeader.read(bytes.flip()));
      bytes.put(0, (byte) 9).rewind();
      assertThrows(IllegalArgumentException.class, () -> BatchHeader.read(bytes));
    }
  }

  private int number(int node) {
    return origins.number("n" + node);
  }

  private BatchOrder.Verdict begin(int node, long nonce) {
    return origins.judge(BatchHeader.begin("n" + node, nonce));
  }

  private BatchOrder.Verdict entries(int node, int epoch, long number) {
    return origins.judge(BatchHeader.entries(number(node), epoch, number));
  }

  private BatchOrder.Verdict lost(int node, int epoch) {
    return origins.judge(BatchHeader.lost(number(node), epoch));
  }
}
