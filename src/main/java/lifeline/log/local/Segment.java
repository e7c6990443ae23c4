package lifeline.log.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.zip.CRC32C;
import lifeline.files.DurableFiles;
import lifeline.log.DataException;
import lifeline.log.LogBrokenException;
import org.jspecify.annotations.Nullable;

/**
 * One file of the {@link Journal}: a header, then records. Numbers have the highest byte first.
 *
 * <pre>
 *    0  8 bytes  {@code LIFELOG2}
 *    8  8        index of the first record
 *   16  8        {@link Head#salt}: random
 *   24  4        CRC-32C of bytes 0 to 23
 *
 *    0  4 bytes  {@link #MARK}
 *    4  4        length of the payload
 *    8  8        index
 *   16  8        time, ms since the epoch
 *   24  8        offset in this file up to which all was on the disk when the record was written
 *   32  4        CRC-32C of the salt, of bytes 4 to 31 and of the payload
 *   36           payload
 * </pre>
 *
 * A record that can't be read, and all after it, is a torn end, unless a sound record after it says
 * that this place was on the disk before: then the file has been damaged since. Without that
 * offset, pages that a power cut left out could not be distinguished from damage. Without the salt,
 * a client could send a line that looks like such a record, and after a torn end before it no
 * server would start.
 *
 * <p>When you change this layout, raise the digit in {@code LIFELOG2}, and continue to read the
 * former ones. {@code LIFELOG1} ended its header with the index, and had no salt.
 */
final class Segment {
  private static final long MAGIC_1 = 0x4c4946454c4f4731L;
  private static final long MAGIC = 0x4c4946454c4f4732L;
  private static final int MARK = 0x4c6e6521;
  private static final int HEAD_1 = 16;
  private static final int HEAD = 28;
  private static final int HEAD_CHECKED = 24;
  private static final int HEADER = 36;
  private static final int CHECKED_FROM = 4;
  private static final int CHECKED_TO = 32;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Disk disk;
  private final FileChannel channel;
  private final Head head;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private volatile long end;
  private volatile long synced;

  private Segment(Disk disk, FileChannel channel, Head head, long end) {
    this.disk = disk;
    this.channel = channel;
    this.head = head;
    this.end = end;
    this.synced = head.bytes();
  }

  /**
   * The header of a file.
   *
   * @param bytes its length
   * @param salt included in each checksum; not used in a file of the first version
   */
  private record Head(int bytes, long salt) {
    /** CRC-32C of the salt and of the remaining bytes of {@code checked}. */
    CRC32C sum(ByteBuffer checked) {
      CRC32C sum = new CRC32C();
      if (bytes == HEAD) {
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
      }
      sum.update(checked);
      return sum;
    }

    /** Null if the header is incomplete, so that the file never had a record. */
    static @Nullable Head read(ByteBuffer bytes, Path file, long first) {
      boolean old = bytes.limit() >= HEAD_1 && bytes.getLong(0) == MAGIC_1;
      if (!old && bytes.limit() < HEAD) {
        return null;
      }
      boolean sound =
          old || (bytes.getLong(0) == MAGIC && check(bytes) == bytes.getInt(HEAD_CHECKED));
      if (!sound && bytes.limit() == HEAD) {
        return null;
      }
      if (!sound || bytes.getLong(8) != first) {
        throw new DataException(
            "log: " + file.getFileName() + ": not a file of this server, or damaged");
      }
      return old ? new Head(HEAD_1, 0) : new Head(HEAD, bytes.getLong(HEAD_1));
    }

    /** The header of a new file. */
    static ByteBuffer make(long first) {
      ByteBuffer bytes = ByteBuffer.allocate(HEAD);
      bytes.putLong(MAGIC).putLong(first).putLong(RANDOM.nextLong());
      return bytes.putInt(check(bytes)).flip();
    }

    private static int check(ByteBuffer bytes) {
      CRC32C sum = new CRC32C();
      sum.update(bytes.duplicate().position(0).limit(HEAD_CHECKED));
      return (int) sum.getValue();
    }
  }

  /**
   * What was found in a file.
   *
   * @param end offset of the end of the last sound record; 0 if even the header is incomplete
   * @param size of the file, larger than {@code end} if something after it is not sound
   * @param nextIndex the index after that of the last sound record
   * @param wasSynced whether the bytes at {@code end} were on the disk once
   */
  record Found(long end, long size, long nextIndex, boolean wasSynced) {}

  /** Creates a file; its name and header are on the disk on return. On failure nothing is left. */
  static Segment create(Disk disk, Path file, long first) throws IOException {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      ByteBuffer header = Head.make(first);
      disk.write(channel, header.duplicate(), 0);
      channel.force(true);
      DurableFiles.sync(
          Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder"));
      return new Segment(
          disk, channel, Objects.requireNonNull(Head.read(header, file, first), "just made"), HEAD);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Opens a sound file, to append to it. */
  static Segment append(Disk disk, Path file, long first) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Head head = Objects.requireNonNull(Head.read(mapped(channel), file, first), "a sound file");
    Segment segment = new Segment(disk, channel, head, channel.size());
    segment.sync();
    return segment;
  }

  /** Truncates the file; that is on the disk on return. */
  static void truncate(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  /** Reads all sound records; passes those after index {@code after} to the reader. */
  static Found read(Path file, long first, long after, Journal.Reader reader) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = mapped(channel);
      long size = bytes.limit();
      Head head = Head.read(bytes, file, first);
      if (head == null) {
        return new Found(0, size, first, false);
      }
      int at = head.bytes();
      long index = first;
      while (isSound(head, bytes, at) && bytes.getLong(at + 8) == index) {
        if (index > after) {
          byte[] payload = new byte[bytes.getInt(at + 4)];
          bytes.get(at + HEADER, payload);
          reader.onRecord(index, bytes.getLong(at + 16), payload);
        }
        at += HEADER + bytes.getInt(at + 4);
        index++;
      }
      return new Found(at, size, index, at < size && isSyncedAfter(head, bytes, at));
    }
  }

  private static ByteBuffer mapped(FileChannel channel) throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
  }

  long end() {
    return end;
  }

  long synced() {
    return synced;
  }

  boolean isDirty() {
    return synced < end;
  }

  void append(long index, long time, byte[] payload, int length) throws IOException {
    ByteBuffer record = cleared(HEADER + length);
    record.putInt(MARK).putInt(length).putLong(index).putLong(time).putLong(synced);
    CRC32C sum = head.sum(record.duplicate().limit(CHECKED_TO).position(CHECKED_FROM));
    sum.update(payload, 0, length);
    record.putInt((int) sum.getValue()).put(payload, 0, length).flip();
    long start = end;
    try {
      disk.write(channel, record, start);
      end = start + HEADER + length;
    } catch (IOException e) {
      removePart(start, e);
      throw e;
    }
  }

  void sync() {
    long upTo = end;
    try {
      disk.sync(channel);
      synced = Math.max(synced, upTo);
    } catch (IOException e) {
      // After a failed fsync(2) the pages may be gone, and the next one succeed all the same.
      throw new LogBrokenException("log: can't be written to the disk: " + e.getMessage(), e);
    }
  }

  void close() throws IOException {
    channel.close();
  }

  private void removePart(long start, IOException why) {
    try {
      disk.truncate(channel, start);
    } catch (IOException e) {
      why.addSuppressed(e);
      throw new LogBrokenException("log: half a record can't be removed: " + e.getMessage(), why);
    }
  }

  private ByteBuffer cleared(int size) {
    if (size > buffer.capacity()) {
      return ByteBuffer.allocate(size);
    }
    return buffer.clear();
  }

  private static boolean isSound(Head head, ByteBuffer bytes, int at) {
    int left = bytes.limit() - at;
    if (left < HEADER || bytes.getInt(at) != MARK) {
      return false;
    }
    int length = bytes.getInt(at + 4);
    if (length < 0 || length > left - HEADER) {
      return false;
    }
    CRC32C sum = head.sum(bytes.duplicate().limit(at + CHECKED_TO).position(at + CHECKED_FROM));
    sum.update(bytes.duplicate().limit(at + HEADER + length).position(at + HEADER));
    return (int) sum.getValue() == bytes.getInt(at + CHECKED_TO);
  }

  /** Whether a sound record after {@code damage} says that this place was on the disk. */
  private static boolean isSyncedAfter(Head head, ByteBuffer bytes, int damage) {
    int at = damage + 1;
    while (at <= bytes.limit() - HEADER) {
      if (isSound(head, bytes, at)) {
        if (bytes.getLong(at + 24) > damage) {
          return true;
        }
        at += HEADER + bytes.getInt(at + 4);
      } else {
        at++;
      }
    }
    return false;
  }
}
