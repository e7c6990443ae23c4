package lifeline.log.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import lifeline.files.DurableFiles;
import lifeline.log.DataException;
import lifeline.log.LogBrokenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sequence of records in files: a folder of {@link Segment}s, each named by the index of its
 * first record. Only the last one is written. One thread appends; {@link #sync}, {@link #isDirty},
 * {@link #discard} and {@link #copyTo} may be called by others.
 */
public final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final String SUFFIX = ".log";

  private final Path folder;
  private final Disk disk;
  private final long segmentBytes;

  /**
   * Guards the list of segments and the change of the last one. An append takes it only when it
   * begins a new segment, so only then does it wait for a {@link #sync} or {@link #copyTo}.
   */
  private final ReentrantLock segmentsLock = new ReentrantLock();

  private final NavigableMap<Long, Path> segments = new TreeMap<>();
  private Segment last;
  private long lastIndex;

  /** Gets a record, and owns the payload. */
  @FunctionalInterface
  interface Reader {
    void onRecord(long index, long time, byte[] payload);
  }

  /**
   * @param segmentBytes size of a segment from which on it gets no more records
   */
  public Journal(Path folder, long segmentBytes, Disk disk) {
    this.disk = disk;
    this.folder = folder;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Reads the records and gets ready to append. A torn end of the last segment is cut off.
   *
   * @param after index of the last record that the reader does not need
   * @throws DataException if something is damaged or missing
   */
  void open(long after, Reader reader) throws IOException {
    Files.createDirectories(folder);
    list();
    if (!segments.isEmpty() && segments.firstKey() > after + 1) {
      throw new DataException(
          "log: "
              + name(after + 1)
              + " or an older file is missing, the first is "
              + segments.firstEntry().getValue().getFileName());
    }
    lastIndex = after;
    Long expected = segments.isEmpty() ? null : segments.firstKey();
    for (Map.Entry<Long, Path> entry : new ArrayList<>(segments.entrySet())) {
      boolean isLast = entry.getKey().equals(segments.lastKey());
      if (!entry.getKey().equals(expected)) {
        throw new DataException(
            "log: " + name(Objects.requireNonNull(expected, "there are segments")) + " is missing");
      }
      Long next = segments.higherKey(entry.getKey());
      expected = read(entry.getKey(), entry.getValue(), isLast, next, after, reader);
    }
    lastIndex = Math.max(lastIndex, expected == null ? 0 : expected - 1);
    if (expected != null && expected <= after) {
      // A snapshot reached the disk that the records it covers have not reached.
      deleteAll();
    }
    Map.Entry<Long, Path> newest = segments.lastEntry();
    last =
        newest == null
            ? createSegment(lastIndex + 1)
            : Segment.append(disk, newest.getValue(), newest.getKey());
  }

  /** Index of the last record. */
  long lastIndex() {
    return lastIndex;
  }

  /**
   * Appends a record with the next index. On failure nothing has changed.
   *
   * @throws LogBrokenException if the written part of a failed record can't be removed
   */
  void append(long time, byte[] payload, int length) throws IOException {
    if (last.end() >= segmentBytes) {
      startNextSegment();
    }
    last.append(lastIndex + 1, time, payload, length);
    lastIndex++;
  }

  /**
   * Returns when all that was appended before is on the disk.
   *
   * @throws LogBrokenException if it is no longer certain what is on the disk
   */
  void sync() {
    segmentsLock.lock();
    try {
      last.sync();
    } finally {
      segmentsLock.unlock();
    }
  }

  /** Whether something was appended since the last sync. */
  boolean isDirty() {
    segmentsLock.lock();
    try {
      return last.isDirty();
    } finally {
      segmentsLock.unlock();
    }
  }

  /** Deletes segments that have no record after {@code index}. */
  void discard(long index) {
    segmentsLock.lock();
    try {
      while (segments.size() > 1 && segments.higherKey(segments.firstKey()) <= index + 1) {
        Path oldest = segments.firstEntry().getValue();
        Files.deleteIfExists(oldest);
        segments.pollFirstEntry();
      }
    } catch (IOException e) {
      LOG.warn("can't delete an old file of the log, will be tried again: {}", e.toString());
    } finally {
      segmentsLock.unlock();
    }
  }

  /**
   * Copies all segments, as far as they are on the disk now, to an existing folder: full ones by
   * links where that is possible. The copy is not synced.
   */
  void copyTo(Path target) throws IOException {
    sync();
    segmentsLock.lock();
    try {
      for (Path segment : segments.values()) {
        Path copy = target.resolve(segment.getFileName());
        if (segment.equals(segments.lastEntry().getValue())) {
          DurableFiles.copyBytes(segment, copy, last.synced());
        } else {
          DurableFiles.copy(segment, copy, full -> true);
        }
      }
    } finally {
      segmentsLock.unlock();
    }
  }

  void close() {
    segmentsLock.lock();
    try {
      last.sync();
      last.close();
    } catch (IOException e) {
      throw new LogBrokenException("log: can't be closed: " + e.getMessage(), e);
    } finally {
      segmentsLock.unlock();
    }
  }

  private void list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.matches("\\d{20}\\.log")) {
          throw new DataException("log: " + name + " is no file of this server");
        }
        segments.put(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())), file);
      }
    }
  }

  /** Reads a segment; returns the index that the next one must begin with. */
  private long read(long first, Path file, boolean isLast, Long next, long after, Reader reader)
      throws IOException {
    if (next != null && next <= after + 1) {
      return next; // All of it is covered by the snapshot, and would have been deleted soon.
    }
    Segment.Found found = Segment.read(file, first, after, reader);
    if (found.end() < found.size()) {
      String where = "log: " + file.getFileName() + ", byte " + found.end();
      if (!isLast || found.wasSynced()) {
        throw new DataException(where + ": damaged, though it was on the disk once");
      }
      LOG.warn("{}: torn end, cut off {} bytes", where, found.size() - found.end());
      Segment.truncate(file, found.end());
    }
    if (found.end() == 0 && isLast) {
      // The process died while it was creating the file, which has no header.
      Files.delete(file);
      segments.remove(first);
    }
    return found.nextIndex();
  }

  private void deleteAll() throws IOException {
    for (Path segment : List.copyOf(segments.values())) {
      Files.delete(segment);
    }
    segments.clear();
  }

  private void startNextSegment() throws IOException {
    segmentsLock.lock();
    try {
      last.sync();
      Segment next = createSegment(lastIndex + 1);
      last.close();
      last = next;
    } finally {
      segmentsLock.unlock();
    }
  }

  private Segment createSegment(long first) throws IOException {
    Path file = folder.resolve(name(first));
    Segment segment = Segment.create(disk, file, first);
    segments.put(first, file);
    return segment;
  }

  private static String name(long first) {
    return String.format(Locale.ROOT, "%020d", first) + SUFFIX;
  }
}
