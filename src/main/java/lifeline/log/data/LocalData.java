package lifeline.log.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lifeline.files.DurableFiles;
import lifeline.log.DataException;
import lifeline.log.Log;
import lifeline.log.LogClock;
import lifeline.log.local.Disk;
import lifeline.log.local.Journal;
import lifeline.log.local.LocalLog;
import lifeline.log.store.LineTable;
import lifeline.log.store.RocksDatabase;
import org.rocksdb.RocksDBException;

/** The data folder of a node without a cluster: {@code format}, {@code log}, {@code store}. */
public final class LocalData extends NodeData {
  static final String LOG = "log";
  static final String STORE = "store";
  private static final long SEGMENT_BYTES = 16L << 20;

  private final Path folder;
  private final NodeFile node;
  private final LocalLog log;

  private LocalData(
      Path folder, NodeFile node, RocksDatabase files, LocalLog.Settings settings, LogClock time) {
    super(files);
    this.folder = folder;
    this.node = node;
    Journal journal = new Journal(folder.resolve(LOG), SEGMENT_BYTES, Disk.REAL);
    this.log = new LocalLog(journal, settings, time, this::obstacle);
  }

  /**
   * Opens the data of {@code node}, or creates them. Blocks.
   *
   * @param folder exists, and no other process uses it
   * @throws DataException if what is there is damaged, foreign, newer, or can't be used
   */
  public static LocalData open(
      Path folder, String node, LocalLog.Settings settings, LogClock time) {
    try {
      NodeFile before = NodeFile.read(folder, node);
      NodeFile now = new NodeFile(node, before.epoch() + 1);
      now.write(folder);
      Files.createDirectories(folder.resolve(LOG));
      Files.createDirectories(folder.resolve(STORE));
      DurableFiles.sync(folder);
      RocksDatabase files = RocksDatabase.open(folder.resolve(STORE));
      return new LocalData(folder, now, files, settings, time);
    } catch (IOException e) {
      throw new DataException(e);
    }
  }

  /** Whether the folder has the data of a node without a cluster. */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(LOG));
  }

  /** Number of this start, from 1. */
  public int epoch() {
    return node.epoch();
  }

  public Log log() {
    return log;
  }

  /**
   * Deletes lines that the log has lost in a power cut: the order in which unsynced files reach the
   * disk is undefined, so the store may be ahead. To be called after the replay. The deletion is on
   * the disk on return; otherwise, after a kill, these lines would be taken for the ones that have
   * got their seqs since.
   *
   * @param stored what {@link #applied} was before the replay
   * @param lastIndex of the log
   * @param heads seq of the newest line of each room
   */
  public void deleteLost(long stored, long lastIndex, Map<String, Long> heads) {
    if (stored > lastIndex) {
      try {
        new LineTable(files).cut(heads, lastIndex);
        files.flush();
      } catch (RocksDBException e) {
        throw new DataException("store: can't be written: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Copies all that is accepted when this is called, perhaps more, to a folder on which a server
   * can be started. Blocks. {@link Log#discard} must not be called meanwhile.
   *
   * @param target must not exist
   */
  public void backup(Path target) throws IOException {
    DurableFiles.makeFolder(
        target,
        parts -> {
          try {
            files.copyTo(parts.resolve(STORE));
          } catch (RocksDBException e) {
            throw new IOException(e.getMessage(), e);
          }
          Files.createDirectory(parts.resolve(LOG));
          log.copyTo(parts.resolve(LOG));
          node.write(parts);
        });
  }

  /**
   * Copies a folder on which no server runs to one on which a server can be started. Blocks.
   *
   * @param folder of which {@link #isIn} is true
   * @param target must not exist
   */
  public static void copyOffline(Path folder, Path target) throws IOException {
    DurableFiles.makeFolder(
        target,
        parts -> {
          for (String part : List.of(NodeFile.NAME, LOG, STORE)) {
            DurableFiles.copy(folder.resolve(part), parts.resolve(part), file -> false);
          }
        });
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }
}
