package lifeline.log.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import lifeline.log.LogBrokenException;

/**
 * Batches that have taken effect but could not be written yet. They have no lines; what they did is
 * forgotten if the process dies before they are written.
 */
final class UnwrittenBatches {
  /** Weeks of joins and confirmations; a server that comes here has been broken for long. */
  private static final long MOST_BYTES = 64L << 20;

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
   * @throws LogBrokenException if there are too many
   */
  void add(long time, byte[] payload) {
    batches.add(new Unwritten(time, ByteBuffer.wrap(payload)));
    bytes += payload.length;
    if (bytes > MOST_BYTES) {
      throw new LogBrokenException(
          "log: could not be written for too long, " + bytes + " bytes wait in memory", null);
    }
  }

  /** Writes them, as far as that works. */
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
