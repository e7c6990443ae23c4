package lifeline.log.raft.order;

import static lifeline.log.raft.order.BatchOrder.Outcome.ACCEPT;
import static lifeline.log.raft.order.BatchOrder.Outcome.DROP;
import static lifeline.log.raft.order.BatchOrder.Outcome.GAP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import lifeline.codec.Sections;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
  private final BatchOrder order = new BatchOrder();

  @Test
  void shouldAcceptBatchesOfAnEpochOnceAndInOrder() {
    begin(1, 77);
    assertEquals(ACCEPT, entries(1, 1, 1));
    assertEquals(DROP, entries(1, 1, 1));
    assertEquals(GAP, entries(1, 1, 3));
    assertEquals(ACCEPT, entries(1, 1, 2));
    assertEquals(ACCEPT, entries(1, 1, 3));
    assertEquals(DROP, entries(1, 1, 2));
  }

  @Test
  void shouldNumberTheEpochsOfANode() {
    assertEquals(0, order.lastEpoch(number(1)));
    assertEquals(ACCEPT, begin(1, 77));
    assertEquals(1, order.lastEpoch(number(1)));
    assertEquals(DROP, begin(1, 77), "the same one, sent twice");
    assertEquals(ACCEPT, begin(1, 78));
    assertEquals(2, order.lastEpoch(number(1)));
    assertEquals(DROP, entries(1, 1, 1), "of the epoch before");
    assertEquals(ACCEPT, entries(1, 2, 1));
  }

  @Test
  void shouldDropRecordsOfAnEndedEpoch() {
    begin(2, 5);
    assertEquals(ACCEPT, entries(2, 1, 1));
    assertEquals(DROP, lost(2, 2), "no such epoch");
    assertEquals(ACCEPT, lost(2, 1));
    assertEquals(DROP, lost(2, 1));
    assertEquals(DROP, entries(2, 1, 2));
    assertEquals(DROP, entries(2, 2, 1), "the epoch that no node has");
    assertEquals(OptionalInt.empty(), order.activeEpoch(number(2)));
    assertEquals(ACCEPT, begin(2, 6));
    assertEquals(OptionalInt.of(3), order.activeEpoch(number(2)));
  }

  @Test
  void shouldCountEachNodeSeparately() {
    begin(0, 1);
    begin(1, 2);
    assertEquals(ACCEPT, entries(0, 1, 1));
    assertEquals(ACCEPT, entries(1, 1, 1));
    assertEquals(DROP, entries(2, 1, 1));
  }

  @Test
  void shouldNumberNodesByTheirFirstEpochForEver() {
    begin(7, 1);
    begin(3, 2);
    begin(7, 3);
    assertEquals(0, number(7));
    assertEquals(1, number(3));
    assertEquals(-1, number(5));
    assertEquals(List.of("n7", "n3"), order.nodeNames());
    Sections saved = new Sections();
    saved.write("order", order::write);
    saved.read(
        "order",
        in -> {
          BatchOrder loaded = BatchOrder.read(in);
          assertEquals(order.nodeNames(), loaded.nodeNames());
          assertEquals(OptionalInt.of(2), loaded.activeEpoch(0));
        });
  }

  @Test
  void shouldNotAcceptMoreNodesThanThereAreNumbers() {
    for (int i = 0; i < BatchOrder.MAX_NODES; i++) {
      assertEquals(ACCEPT, begin(i, i));
    }
    assertEquals(DROP, begin(BatchOrder.MAX_NODES, 1000));
    assertEquals(ACCEPT, begin(0, 1001));
  }

  @Test
  void shouldContinueTheEpochsOfASingleNode() {
    BatchOrder after = BatchOrder.ofSingleNode("n1", 4);
    assertEquals(OptionalInt.empty(), after.activeEpoch(0));
    assertEquals(ACCEPT, after.apply(BatchHeader.epochStart("n2", 8)));
    assertEquals(ACCEPT, after.apply(BatchHeader.epochStart("n1", 9)));
    assertEquals(List.of("n1", "n2"), after.nodeNames());
    assertEquals(OptionalInt.of(5), after.activeEpoch(0));
  }

  @Test
  void shouldReadWhatItHasWritten() {
    for (BatchHeader header :
        List.of(
            BatchHeader.epochEnd(62, 1 << 17), BatchHeader.epochStart("n\u00e4", Long.MIN_VALUE))) {
      ByteBuffer bytes = ByteBuffer.allocate(header.bytes());
      header.write(bytes);
      assertEquals(0, bytes.remaining());
      assertEquals(header, BatchHeader.read(bytes.flip()));
      bytes.put(0, (byte) 9).rewind();
      assertThrows(IllegalArgumentException.class, () -> BatchHeader.read(bytes));
    }
  }

  private int number(int node) {
    return order.nodeNumber("n" + node);
  }

  private BatchOrder.Outcome begin(int node, long nonce) {
    return order.apply(BatchHeader.epochStart("n" + node, nonce));
  }

  private BatchOrder.Outcome entries(int node, int epoch, long number) {
    return order.apply(BatchHeader.entries(number(node), epoch, number));
  }

  private BatchOrder.Outcome lost(int node, int epoch) {
    return order.apply(BatchHeader.epochEnd(number(node), epoch));
  }
}
