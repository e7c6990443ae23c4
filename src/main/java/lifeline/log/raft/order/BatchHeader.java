package lifeline.log.raft.order;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What stands before the entries of each record of the log: who has sent it, and as which of his
 * batches, so that one that was sent twice or out of order is known on every node.
 *
 * <p>Stored: whoever changes this changes {@link #VERSION} and reads the older ones too.
 *
 * @param node number of the node that sent it; of the lost node for {@link Kind#LOST}; 0 for {@link
 *     Kind#BEGIN}, as a node gets its number by its first one
 * @param epoch of that node's run; 0 for {@link Kind#BEGIN}, which gets one by being committed
 * @param number of the batch in that run, from 1; for {@link Kind#BEGIN} a number that no other run
 *     has
 * @param name of the node for {@link Kind#BEGIN}, at most 255 bytes; else empty
 */
public record BatchHeader(Kind kind, int node, int epoch, long number, String name) {
  private static final int FIXED_BYTES = 1 + 1 + 1 + 4 + 8 + 1;

  /** 1, without names, was never released. */
  private static final byte VERSION = 2;

  /** What a record is. */
  public enum Kind {
    /** Entries of a run. */
    ENTRIES(0),
    /** A node begins a run. */
    EPOCH_START(1),
    /** The leader says that a run of another node has ended. */
    EPOCH_END(2);

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

  public static BatchHeader entries(int node, int epoch, long number) {
    return new BatchHeader(Kind.ENTRIES, node, epoch, number, "");
  }

  public static BatchHeader epochStart(String name, long number) {
    return new BatchHeader(Kind.EPOCH_START, 0, 0, number, name);
  }

  public static BatchHeader epochEnd(int node, int epoch) {
    return new BatchHeader(Kind.EPOCH_END, node, epoch, 0, "");
  }

  /** Length in bytes when written. */
  public int bytes() {
    return FIXED_BYTES + name.getBytes(StandardCharsets.UTF_8).length;
  }

  public void write(ByteBuffer out) {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    out.put(VERSION).put(kind.stored).put((byte) node).putInt(epoch).putLong(number);
    out.put((byte) nameBytes.length).put(nameBytes);
  }

  /**
   * Reads a header.
   *
   * @throws IllegalArgumentException if this was written by a newer version, or is no header
   */
  public static BatchHeader read(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "a record of version " + version + "; this server reads " + VERSION);
    }
    Kind kind = Kind.of(in.get());
    int node = in.get();
    int epoch = in.getInt();
    long number = in.getLong();
    byte[] name = new byte[Byte.toUnsignedInt(in.get())];
    in.get(name);
    return new BatchHeader(kind, node, epoch, number, new String(name, StandardCharsets.UTF_8));
  }
}
