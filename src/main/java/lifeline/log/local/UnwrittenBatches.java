package lifeline.log.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import lifeline.log.LogBrokenException;

/**
 * Batches that have taken effect but could not be written yet. They have no lines; their effects
 * are lost if the process dies before they are written.
 */
final class UnwrittenBatches {
  /** Weeks of joins and confirmations; with more, the disk has failed for that long. */
  private static final long MAX_BYTES = 64L << 20;

  private final Journal journal;
  private final Deque<Unwritten> batches = new ArrayDeque<>();
  private long bytes;

  private record Unwritten(long time, ByteBuffer payload) {}

  UnwrittenBatches(Journal journal) {
    this.journal = journal;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /**
   * @throws LogBrokenException if there are more than 64 MiB
   */
  void add(long time, byte[] payload) {
    batches.add(new Unwritten(time, ByteBuffer.wrap(payload)));
    bytes += payload.length;
    if (bytes > MAX_BYTES) {
      throw new LogBrokenException(
          "log: could not be written for too long, " + bytes + " bytes wait in memory", null);
    }
  }

  /** Writes them in their order; those that could not be written remain. */
  void writeAll() throws IOException {
    while (!batches.isEmpty()) {
      Unwritten next = batches.peek();
      byte[] payload = next.payload().array();
      journal.append(next.time(), payload, payload.length);
      batches.remove();
      bytes -= payload.length;
    }
  }
}
