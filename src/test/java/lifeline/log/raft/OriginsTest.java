package lifeline.log.raft;

import static lifeline.log.raft.Origins.Verdict.DROP;
import static lifeline.log.raft.Origins.Verdict.GAP;
import static lifeline.log.raft.Origins.Verdict.TAKE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OriginsTest {
  private final Origins origins = new Origins();

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
    assertEquals(0, origins.epoch(1));
    assertEquals(TAKE, begin(1, 77));
    assertEquals(1, origins.epoch(1));
    assertEquals(DROP, begin(1, 77), "the same one, sent twice");
    assertEquals(TAKE, begin(1, 78));
    assertEquals(2, origins.epoch(1));
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
    assertEquals(OptionalInt.empty(), origins.running(2));
    assertEquals(TAKE, begin(2, 6));
    assertEquals(OptionalInt.of(3), origins.running(2));
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
  void shouldBeTheSameAfterBytes() {
    Origin origin = new Origin(Origin.Kind.LOST, 62, 1 << 17, Long.MIN_VALUE);
    ByteBuffer bytes = ByteBuffer.allocate(Origin.BYTES);
    origin.write(bytes);
    assertEquals(0, bytes.remaining());
    assertEquals(origin, Origin.read(bytes.flip()));
    bytes.put(0, (byte) 9).rewind();
    assertThrows(IllegalArgumentException.class, () -> Origin.read(bytes));
  }

  private Origins.Verdict begin(int node, long nonce) {
    return origins.judge(new Origin(Origin.Kind.BEGIN, node, 0, nonce));
  }

  private Origins.Verdict entries(int node, int epoch, long number) {
    return origins.judge(new Origin(Origin.Kind.ENTRIES, node, epoch, number));
  }

  private Origins.Verdict lost(int node, int epoch) {
    return origins.judge(new Origin(Origin.Kind.LOST, node, epoch, 0));
  }
}
