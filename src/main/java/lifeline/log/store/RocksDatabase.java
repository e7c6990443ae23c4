package lifeline.log.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lifeline.log.DataException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB as the store uses it: without its write-ahead log, as what has not reached the disk is
 * replayed from ours; lines and state are flushed together or not at all.
 */
public final class RocksDatabase implements AutoCloseable {
  private static final byte[] APPLIED = "applied".getBytes(StandardCharsets.UTF_8);

  /** Size of a buffer of lines that are not written yet; there are up to three: 96 MiB in all. */
  private static final long WRITE_BUFFER = 32L << 20;

  /** Size of a block: lines are read in sequence, in pages of at least this size. */
  private static final long BLOCK = 16L << 10;

  private final DBOptions options = new DBOptions();
  private final ColumnFamilyOptions familyOptions = new ColumnFamilyOptions();
  private final WriteOptions writing = new WriteOptions();
  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private final RocksDB db;

  private RocksDatabase(Path folder) throws RocksDBException {
    options
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setAtomicFlush(true)
        .setMaxBackgroundJobs(2)
        .setKeepLogFileNum(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setStatsDumpPeriodSec(0);
    familyOptions
        .setWriteBufferSize(WRITE_BUFFER)
        .setMaxWriteBufferNumber(3)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(new BlockBasedTableConfig().setBlockSize(BLOCK));
    // A full disk is reported at once, instead of blocking the caller.
    writing.setDisableWAL(true).setNoSlowdown(true);
    db =
        RocksDB.open(
            options,
            folder.toString(),
            List.of(family("default"), family("lines"), family("state")),
            families);
  }

  /** Opens or creates the files. */
  public static RocksDatabase open(Path folder) {
    RocksDB.loadLibrary();
    try {
      return new RocksDatabase(folder);
    } catch (RocksDBException e) {
      throw new DataException("store: can't be opened: " + e.getMessage(), e);
    }
  }

  private ColumnFamilyDescriptor family(String name) {
    return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), familyOptions);
  }

  ColumnFamilyHandle lines() {
    return families.get(1);
  }

  ColumnFamilyHandle state() {
    return families.get(2);
  }

  /** The value of the key in the family of the state; null if there is none. */
  byte @Nullable [] state(byte[] key) throws RocksDBException {
    return db.get(state(), key);
  }

  /** Index of the last batch that is in the files; 0 for none. */
  public long applied() {
    try {
      byte[] value = state(APPLIED);
      return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    } catch (RocksDBException e) {
      throw new DataException("store: can't be read: " + e.getMessage(), e);
    }
  }

  void putApplied(WriteBatch batch, long index) throws RocksDBException {
    batch.put(state(), APPLIED, ByteBuffer.allocate(Long.BYTES).putLong(index).array());
  }

  /** Writes to memory; it reaches the disk with the next flush. */
  public void write(WriteBatch batch) throws RocksDBException {
    db.write(writing, batch);
  }

  /** Returns when all that was written is on the disk. */
  public void flush() throws RocksDBException {
    try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
      db.flush(wait, families);
    }
  }

  /** Whether the file is one that RocksDB writes once, and from then on only reads or deletes. */
  public static boolean isFinal(Path file) {
    return file.getFileName().toString().endsWith(".sst");
  }

  /**
   * Makes a copy of the files, by links where that is possible. It is on the disk on return.
   *
   * @param target must not exist
   */
  public void copyTo(Path target) throws RocksDBException {
    try (Checkpoint checkpoint = Checkpoint.create(db)) {
      checkpoint.createCheckpoint(target.toString());
    }
  }

  /** Reads by an iterator. */
  @FunctionalInterface
  interface Reading<T> {
    T read(RocksIterator iterator) throws RocksDBException;
  }

  /** Does something by an iterator. */
  @FunctionalInterface
  interface Scan {
    void scan(RocksIterator iterator) throws RocksDBException;
  }

  /** As {@link #read}, without a result. */
  void scan(ColumnFamilyHandle family, byte @Nullable [] end, Scan scan) throws RocksDBException {
    read(
        family,
        end,
        iterator -> {
          scan.scan(iterator);
          return true;
        });
  }

  /** Reads the keys of a family before {@code end}; all keys if it is null. */
  <T> T read(ColumnFamilyHandle family, byte @Nullable [] end, Reading<T> reading)
      throws RocksDBException {
    try (ReadOptions bounds = new ReadOptions();
        Slice upper = end == null ? null : new Slice(end)) {
      if (upper != null) {
        bounds.setIterateUpperBound(upper);
      }
      try (RocksIterator iterator = db.newIterator(family, bounds)) {
        T found = reading.read(iterator);
        iterator.status();
        return found;
      }
    }
  }

  @Override
  public void close() {
    db.close();
    writing.close();
    familyOptions.close();
    options.close();
  }
}
