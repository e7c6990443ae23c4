package lifeline.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One file of the {@link Journal}: a header of 16 bytes ({@code LIFELOG1}, index of the first
 * record), then records. Numbers have the highest byte first.
 *
 * <pre>
 *    0  4 bytes  {@link #MARK}
 *    4  4        length of the payload
 *    8  8        index
 *   16  8        time, ms since the epoch
 *   24  8        up to which byte of this file all was on the disk when the record was written
 *   32  4        CRC-32C of bytes 4 to 31 and of the payload
 *   36           payload
 * </pre>
 *
 * A record that can't be read, and all behind it, is a torn end, unless a sound record behind it
 * says that this place was on the disk before: then the file has been damaged since. Without that
 * figure, pages that a power cut left out could not be told from damage.
 *
 * <p>When changing this, count the digit in {@code LIFELOG1} up, and go on reading the former ones.
 */
final class Segment {
  private static final long MAGIC = 0x4c4946454c4f4731L;
  private static final int MARK = 0x4c6e6521;
  private static final int FILE_HEADER = 16;
  private static final int HEADER = 36;
  private static final int CHECKED_FROM = 4;
  private static final int CHECKED_TO = 32;
  private static final int KEPT_BUFFER = 1 << 20;

  private final Disk disk;
  private final FileChannel channel;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(KEPT_BUFFER);
  private volatile long end;
  private volatile long synced;

  private Segment(Disk disk, FileChannel channel, long end, long synced) {
    this.disk = disk;
    this.channel = channel;
    this.end = end;
    this.synced = synced;
  }

  /**
   * What a file has.
   *
   * @param end where the last sound record ends; 0 if not even the file's header is there
   * @param size of the file, larger than {@code end} if there is something unsound
   * @param nextIndex index behind the last sound record's
   * @param syncedBehind whether the place {@code end} was on the disk once
   */
  record Found(long end, long size, long nextIndex, boolean syncedBehind) {}

  /** A new file, known to the disk. Nothing is left behind if that fails. */
  static Segment create(Disk disk, Path file, long first) throws IOException {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      ByteBuffer header = ByteBuffer.allocate(FILE_HEADER).putLong(MAGIC).putLong(first).flip();
      disk.write(channel, header, 0);
      channel.force(true);
      Folders.sync(file.toAbsolutePath().getParent());
      return new Segment(disk, channel, FILE_HEADER, FILE_HEADER);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** A sound file, to go on with. */
  static Segment append(Disk disk, Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    Segment segment = new Segment(disk, channel, channel.size(), FILE_HEADER);
    segment.sync();
    return segment;
  }

  /** Cuts off what is behind {@code length}. */
  static void cut(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  /** Reads all sound records; tells those behind index {@code after}. */
  static Found read(Path file, long first, long after, Journal.Reader reader) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
      if (size < FILE_HEADER || (size == FILE_HEADER && bytes.getLong(0) != MAGIC)) {
        return new Found(0, size, first, false); // Never got so far as to have a record.
      }
      if (bytes.getLong(0) != MAGIC || bytes.getLong(8) != first) {
        throw new DataException("log: " + file.getFileName() + ": not a file of this server");
      }
      int at = FILE_HEADER;
      long index = first;
      while (isSound(bytes, at) && bytes.getLong(at + 8) == index) {
        if (index > after) {
          byte[] payload = new byte[bytes.getInt(at + 4)];
          bytes.get(at + HEADER, payload);
          reader.onRecord(index, bytes.getLong(at + 16), payload);
        }
        at += HEADER + bytes.getInt(at + 4);
        index++;
      }
      return new Found(at, size, index, at < size && isSyncedBehind(bytes, at));
    }
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
    CRC32C sum = new CRC32C();
    sum.update(record.duplicate().limit(CHECKED_TO).position(CHECKED_FROM));
    sum.update(payload, 0, length);
    record.putInt((int) sum.getValue()).put(payload, 0, length).flip();
    long start = end;
    try {
      disk.write(channel, record, start);
      end = start + HEADER + length;
    } catch (IOException e) {
      takeBack(start, e);
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
      throw new BrokenException("log: can't be written to the disk: " + e.getMessage(), e);
    }
  }

  void close() throws IOException {
    channel.close();
  }

  private void takeBack(long start, IOException why) {
    try {
      disk.cut(channel, start);
    } catch (IOException e) {
      why.addSuppressed(e);
      throw new BrokenException("log: half a record can't be taken back: " + e.getMessage(), why);
    }
  }

  private ByteBuffer cleared(int size) {
    if (size > buffer.capacity()) {
      return ByteBuffer.allocate(size);
    }
    return buffer.clear();
  }

  private static boolean isSound(ByteBuffer bytes, int at) {
    int left = bytes.limit() - at;
    if (left < HEADER || bytes.getInt(at) != MARK) {
      return false;
    }
    int length = bytes.getInt(at + 4);
    if (length < 0 || length > left - HEADER) {
      return false;
    }
    CRC32C sum = new CRC32C();
    sum.update(bytes.duplicate().limit(at + CHECKED_TO).position(at + CHECKED_FROM));
    sum.update(bytes.duplicate().limit(at + HEADER + length).position(at + HEADER));
    return (int) sum.getValue() == bytes.getInt(at + CHECKED_TO);
  }

  /** Whether a sound record behind {@code damage} says that this place was on the disk. */
  private static boolean isSyncedBehind(ByteBuffer bytes, int damage) {
    int at = damage + 1;
    while (at <= bytes.limit() - HEADER) {
      if (isSound(bytes, at)) {
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
