package lifeline.log.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lifeline.files.DurableFiles;
import lifeline.log.DataException;
import lifeline.log.LineStore;
import lifeline.log.store.LineTable;
import lifeline.log.store.RocksDatabase;
import lifeline.log.store.SnapshotTable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The data folder of a node of a cluster: {@code format}, {@code store}, and {@code raft}, where
 * the log of the cluster is kept by {@link lifeline.log.raft.RaftLog}.
 */
public final class ClusterData extends NodeData {
  private static final String RAFT = "raft";

  private final Path folder;

  private ClusterData(Path folder, RocksDatabase files) {
    super(files);
    this.folder = folder;
  }

  /**
   * Opens the data of {@code node}, or makes it. Blocks.
   *
   * @param folder exists, and is nobody else's
   * @throws DataException if what is there is damaged, foreign, newer, or can't be used
   */
  public static ClusterData open(Path folder, String node) {
    try {
      NodeFile before = NodeFile.read(folder, node);
      new NodeFile(node, before.run() + 1).write(folder);
      Path store = folder.resolve(LocalData.STORE);
      Path part = folder.resolve(LocalData.STORE + ".new");
      if (Files.exists(part)) {
        DurableFiles.delete(store);
        DurableFiles.move(part, store);
      }
      Files.createDirectories(store);
      DurableFiles.sync(folder);
      return new ClusterData(folder, RocksDatabase.open(store));
    } catch (IOException e) {
      throw new DataException(e);
    }
  }

  /** Whether the folder is of a node of a cluster. */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(RAFT)) && !LocalData.isIn(folder);
  }

  /** The folder is of a node of a cluster from now on; its own log is in the store. */
  public static void founded(Path folder) {
    try {
      Path old = folder.resolve(LocalData.LOG + ".old");
      DurableFiles.delete(old);
      DurableFiles.move(folder.resolve(LocalData.LOG), old);
      DurableFiles.delete(old);
    } catch (IOException e) {
      throw new DataException(e);
    }
  }

  /** Where the log of a node of a cluster is kept; made if it is missing. */
  public static Path log(Path folder) {
    try {
      return Files.createDirectories(folder.resolve(RAFT));
    } catch (IOException e) {
      throw new DataException(e);
    }
  }

  /** Puts a copy of the store into a folder, which is of {@code node} then. Blocks. */
  public void copyTo(Path target, String node) throws IOException {
    copyStore(target.resolve(LocalData.STORE));
    new NodeFile(node, 0).write(target);
  }

  /**
   * Makes {@code snapshot} all that there is. Blocks; returns when it is on the disk.
   *
   * @param heads seq of the newest line of each room at that time
   */
  public void rewrite(LineStore.Snapshot snapshot, Map<String, Long> heads) throws IOException {
    try (WriteBatch batch = new WriteBatch()) {
      new LineTable(files).cut(heads, snapshot.index());
      new SnapshotTable(files).put(batch, snapshot);
      files.write(batch);
      files.flush();
    } catch (RocksDBException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Copies the store, by links, to a folder that does not exist. Blocks. */
  public void copyStore(Path target) throws IOException {
    try {
      files.copyTo(target);
    } catch (RocksDBException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Where another node's store is put to be this one's when it is opened the next time; complete
   * when it gets this name.
   */
  public Path nextStore() {
    return folder.resolve(LocalData.STORE + ".new");
  }
}
