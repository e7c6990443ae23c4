package lifeline.log.raft;

import java.nio.ByteBuffer;

/**
 * What stands before the entries of each record of the log: who has sent it, and as which of his
 * batches, so that one that was sent twice or out of order is known on every node.
 *
 * <p>Stored: whoever changes this changes {@link #VERSION} and reads the older ones too.
 *
 * @param node number of the node that sent it; of the lost node for {@link Kind#LOST}
 * @param epoch of that node's run; 0 for {@link Kind#BEGIN}, which gets one by being committed
 * @param number of the batch in that run, from 1; for {@link Kind#BEGIN} a number that no other run
 *     has
 */
record Origin(Kind kind, int node, int epoch, long number) {
  /** Length in bytes. */
  static final int BYTES = 1 + 1 + 1 + 4 + 8;

  private static final byte VERSION = 1;

  /** What a record is. */
  enum Kind {
    /** Entries of a run. */
    ENTRIES(0),
    /** A node begins a run. */
    BEGIN(1),
    /** The leader says that a run of another node has ended. */
    LOST(2);

    private final byte stored;

    Kind(int stored) {
      this.stored = (byte) stored;
    }

    private static Kind of(byte stored) {
      for (Kind kind : values()) {
        if (kind.stored == stored) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "a record of kind " + stored + "; a newer server wrote it");
    }
  }

  void write(ByteBuffer out) {
    out.put(VERSION).put(kind.stored).put((byte) node).putInt(epoch).putLong(number);
  }

  /**
   * @throws IllegalArgumentException if this was written by a newer version, or is no origin
   */
  static Origin read(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "a record of version " + version + "; a newer server wrote it");
    }
    return new Origin(Kind.of(in.get()), in.get(), in.getInt(), in.getLong());
  }
}
