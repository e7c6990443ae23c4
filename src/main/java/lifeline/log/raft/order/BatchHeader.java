package lifeline.log.raft.order;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The header of a record of the log: which node has sent it, and which of its batches it is, so
 * that every node finds duplicates and gaps.
 *
 * <p>Stored: a change needs another {@link #VERSION}, and code that reads the older ones too.
 *
 * @param node number of the node that sent it; of the silent node for {@link Kind#EPOCH_END}; 0 for
 *     {@link Kind#EPOCH_START}, as a node gets its number by its first one
 * @param epoch of that node; 0 for {@link Kind#EPOCH_START}, which gets one when it is committed
 * @param number of the batch in that epoch, from 1; for {@link Kind#EPOCH_START} a number that no
 *     other one has
 * @param name of the node for {@link Kind#EPOCH_START}, at most 255 bytes; else empty
 */
public record BatchHeader(Kind kind, int node, int epoch, long number, String name) {
  private static final int FIXED_BYTES = 1 + 1 + 1 + 4 + 8 + 1;

  /** Version 1, without names, was never released. */
  private static final byte VERSION = 2;

  /** Kind of a record, by its stored value. */
  public enum Kind {
    /** A batch of entries. */
    ENTRIES(0),
    /** An epoch of the node starts. */
    EPOCH_START(1),
    /** The leader ends the epoch of another node. */
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
